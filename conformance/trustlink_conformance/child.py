"""Home of the child process: it talks to the target, runs the checks and reports by events.

Started by `supervisor` in an empty folder, with an environment of its own. Standard
input brings one line, the handover; when it ends, the parent is gone and so is the child. Standard
output carries events and nothing else.
"""

import os
import random
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from trustlink.errors import UserError
from trustlink.terms import load_terms
from trustlink_conformance.choice import chosen_cases
from trustlink_conformance.events import Emit, emitter
from trustlink_conformance.evidence import Evidence
from trustlink_conformance.given import given_as_json
from trustlink_conformance.handover import Handover, handover_of
from trustlink_conformance.plan import wanted_of
from trustlink_conformance.plugin import Judge
from trustlink_conformance.preflight import (
    identity_of,
    refuse_unreachable,
    refuse_useless_tokens,
    refuse_wrong_path,
    situation_of,
)
from trustlink_conformance.recorder import Recorder
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.replay.retrial import forbid_sockets, retry
from trustlink_conformance.runner import run_checks
from trustlink_conformance.sandbox_report import refuse_other_site
from trustlink_conformance.session import Session
from trustlink_conformance.whole_causes import WholeCause, answered, whole_cause
from trustlink_conformance.world import World
from trustlink_fixtures.overlay_cases import cases_under


def main() -> None:
    """Run the checks of one handover and end the process."""
    stdin, events = sys.stdin.buffer, _events_stream()
    handover = handover_of(stdin.readline())
    threading.Thread(target=_die_with_parent, args=(stdin,), daemon=True).start()
    redactor = Redactor() if handover.replay else Redactor.for_target(handover.target)
    emit = emitter(events, redactor)
    cause: WholeCause | None = None
    try:
        if handover.replay:
            forbid_sockets()
            retry(handover, emit)
        else:
            cause = _judge(handover, emit, redactor)
        emit("ended", {"cause": cause.as_json() if cause else None})
    except UserError as error:
        emit("mistake", {"message": error.message, "hint": error.hint})
    except Exception as error:  # noqa: BLE001 -- the parent has to hear of whatever broke
        emit("problem", {"text": f"{type(error).__name__}: {error}"})
    sys.stdout.flush()
    os._exit(0)  # a name server that never answers would hold a thread, and the exit, for long


def _judge(handover: Handover, emit: Emit, redactor: Redactor) -> WholeCause | None:
    random.seed(handover.seed)
    bounds, terms = handover.target.bounds, load_terms(handover.overlay_files)
    evidence = Evidence(
        Path(handover.evidence), redactor, keep=handover.keep, max_bytes=bounds.max_evidence
    )
    recorder = Recorder(evidence, emit)
    with evidence, _session(handover, recorder) as session:
        world = World(
            handover.target,
            terms,
            session,
            seed=handover.seed,
            cases=chosen_cases(cases_under(terms), all_of_them=handover.all_cases),
            asks_alone=handover.all_cases,
        )
        evidence.begin(given_as_json(handover, nonce=world.nonce))
        refuse_unreachable(world)
        refuse_wrong_path(world)
        refuse_useless_tokens(world)
        refuse_other_site(identity_of(world), handover.sandbox)
        emit("started", identity_of(world))
        judge = _judge_of(world, recorder, handover)
        run_checks(judge, folder=Path.cwd(), checks=Path(handover.checks))
        return _whole_cause(world)


def _whole_cause(world: World) -> WholeCause | None:
    exchanges = [world.discovery_answer.exchange, *world.history.exchanges]
    return whole_cause(list(answered(exchanges, world.operation_of)), world.contract)


def _session(handover: Handover, recorder: Recorder) -> Session:
    return Session(handover.target, recorder, run_id=handover.run_id)


def _judge_of(world: World, recorder: Recorder, handover: Handover) -> Judge:
    situation, requirements = situation_of(world), world.terms.requirements
    wanted = wanted_of(requirements, situation, handover.selection)
    known = frozenset(requirements)
    return Judge(world, recorder, recorder.emit, situation, wanted=wanted, known=known)


def _events_stream() -> BinaryIO:
    """Take standard output for events; what others print goes to standard error from here on."""
    stream = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return stream


def _die_with_parent(stdin: BinaryIO) -> None:
    stdin.read()
    os._exit(75)


if __name__ == "__main__":
    main()
