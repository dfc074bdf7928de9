"""Home of replaying: a child process judges an earlier run's evidence again, on the spot."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from trustlink.errors import UserError
from trustlink.terms import Terms, load_terms
from trustlink_conformance.events import Event
from trustlink_conformance.generation.provenance import told_by
from trustlink_conformance.handover import Handover
from trustlink_conformance.known_failures import KnownFailures
from trustlink_conformance.replay.document import replay_document
from trustlink_conformance.replay.recording import Recording, read_recording
from trustlink_conformance.replay.rejudged import Retrial, rejudged
from trustlink_conformance.reports.document import Span
from trustlink_conformance.runner import CHECKS
from trustlink_conformance.sandbox_leg import leg_of_report
from trustlink_conformance.supervisor import supervise
from trustlink_conformance.verify import Closing, report_of

Listener = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Again:
    """Which run is judged again, and by what."""

    folder: Path
    """Where its report and evidence are."""
    overlays: tuple[Path, ...] = ()
    """The overlays of the run, if they are not shipped ones."""
    known: KnownFailures | None = None
    """The failures that the tester knows of."""
    checks: Path = field(default=CHECKS, repr=False)
    """Folder of the checks; another one is for the tests of this suite."""


@dataclass(frozen=True)
class Replayed:
    """What came of it."""

    account: dict[str, Any] = field(repr=False)
    """What is other than it was: see `replay_document`."""
    report: dict[str, Any] = field(repr=False)
    """The report of the run, as it is judged now."""

    @property
    def exit_code(self) -> int:
        """That of the outcome now."""
        return int(self.report["exitCode"])


def replay_run(again: Again, *, watch: Listener) -> Replayed:
    """Judge the run again; raises UserError if report or evidence can't be used as they are."""
    recording = read_recording(again.folder)
    terms = load_terms(again.overlays or _overlays(recording))
    with TemporaryDirectory(prefix="trustlink-") as folder:
        handover = _handover(again, recording, terms, evidence=Path(folder) / "evidence")
        retrial = _retrial(handover, watch)
    found = rejudged(recording, retrial)
    span = Span(*(datetime.fromisoformat(recording.report[one]) for one in ("started", "ended")))
    closing = Closing(
        span,
        known=again.known,
        leg=leg_of_report(recording.report),
        generators=told_by(recording.report),
    )
    now = report_of(found.run, handover, terms, closing)
    return Replayed(replay_document(recording, found, now), now)


def _retrial(handover: Handover, watch: Listener) -> Retrial:
    run = Retrial()

    def listen(event: Event) -> None:
        run.take(event)
        watch(event)

    run.close(supervise(handover, listen))
    if run.mistake is not None:
        raise UserError(run.mistake["message"], hint=run.mistake["hint"])
    return run


def _overlays(recording: Recording) -> list[Path]:
    return [Path(one["name"]) for one in recording.report["contract"]["overlays"]]


def _handover(again: Again, recording: Recording, terms: Terms, *, evidence: Path) -> Handover:
    return Handover(
        target=recording.given.target,
        seed=recording.report["seed"],
        keep="none",
        evidence=str(evidence),
        checks=str(again.checks),
        selection=tuple(recording.report["selection"]),
        all_cases=recording.given.all_cases,
        overlays=tuple(str(overlay.file.resolve()) for overlay in terms.overlays),
        replay=str(again.folder.resolve()),
    )
