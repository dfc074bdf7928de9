"""Home of the retrial: the checks are run on an earlier run's evidence, in the child process."""

import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest

from trustlink.terms import Terms, load_terms
from trustlink_conformance.choice import chosen_cases
from trustlink_conformance.events import Emit
from trustlink_conformance.evidence import Evidence
from trustlink_conformance.handover import Handover
from trustlink_conformance.plan import wanted_of
from trustlink_conformance.plugin import PLANNED, Judge
from trustlink_conformance.preflight import identity_of, situation_of
from trustlink_conformance.recorder import Recorder
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.replay.playback import NotRecordedError, Playback
from trustlink_conformance.replay.recording import Recording, read_recording
from trustlink_conformance.runner import run_checks
from trustlink_conformance.world import World
from trustlink_fixtures.cases import Case
from trustlink_fixtures.overlay_cases import cases_under

_SENDING = (
    "socket.bind",
    "socket.connect",
    "socket.getaddrinfo",
    "socket.sendto",
    "socket.__new__",
)


def retry(handover: Handover, emit: Emit) -> None:
    """Run the checks again, on the evidence in the folder that the handover names."""
    random.seed(handover.seed)
    recording = read_recording(Path(handover.replay))
    # What is read was redacted when it was written.
    evidence = Evidence(Path(handover.evidence), Redactor(), keep="none")
    recorder = Recorder(evidence, emit)
    with evidence, Playback(recording, recorder) as playback:
        judge = _judge_of(recording, playback, recorder, handover)
        emit("started", identity_of(judge.world))
        run_checks(judge, folder=Path.cwd(), checks=Path(handover.checks))


def forbid_sockets() -> None:
    """Let every attempt to open or use a socket fail in this process; there is no way back."""
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event in _SENDING:
        _raise(event)


def _raise(event: str) -> NoReturn:
    raise NotRecordedError(f"a replay opens no socket, but {event} was called")


def _judge_of(
    recording: Recording, playback: Playback, recorder: Recorder, handover: Handover
) -> "Rejudge":
    terms = load_terms(handover.overlay_files)
    world = World(
        handover.target,
        terms,
        playback,
        seed=handover.seed,
        nonce=recording.given.nonce,
        cases=_cases(recording, terms),
        asks_alone=handover.all_cases or not recording.has_batches,
        recorded=playback.generated,
    )
    situation, known = situation_of(world), frozenset(terms.requirements)
    wanted = wanted_of(terms.requirements, situation, handover.selection)
    return Rejudge(
        world, recorder, recorder.emit, situation, wanted=wanted, known=known, playback=playback
    )


def _cases(recording: Recording, terms: Terms) -> tuple[Case, ...]:
    """Return the cases that a run asks today, and those that this run asked."""
    cases, asked = cases_under(terms), recording.questions
    today = {one.id for one in chosen_cases(cases, all_of_them=recording.given.all_cases)}
    return tuple(one for one in cases if one.id in today | asked)


@dataclass(kw_only=True)
class Rejudge(Judge):
    """Judges as a run does, and says which checks the evidence does not suffice for."""

    playback: Playback

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Plan as a run does; what checks were answered that are gone is history all the same."""
        super().pytest_collection_modifyitems(config, items)
        self.world.coming.clear()  # each check is given its own exchanges, when it asks
        planned = {item.stash[PLANNED].check for item in items}
        checks = {one.origin.check for one in self.playback.recording.exchanges} - planned
        self._remember(checks)

    def _note(self, item: pytest.Item, error: BaseException) -> None:
        if isinstance(error, NotRecordedError):
            check = item.stash[PLANNED].check
            self.emit("unrecorded", {"check": check, "text": error.message})
        super()._note(item, error)

    def _close(self, item: pytest.Item) -> None:
        super()._close(item)
        self._remember({item.stash[PLANNED].check})

    def _remember(self, checks: set[str]) -> None:
        for exchange in self.playback.left_over(sorted(checks)):
            self.world.history.keep(exchange)
            self.recorder(exchange)
