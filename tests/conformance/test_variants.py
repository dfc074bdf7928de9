"""No harmless difference is taken for a violation: each variant of the mock stays CONFORMANT."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
import pytest
from judged_mock import LATE, Deterministic, Told, judged, served

from trustlink.terms import load_terms
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.declare import Mode
from trustlink_conformance.evidence import Evidence
from trustlink_conformance.plugin import Judge
from trustlink_conformance.preflight import situation_of
from trustlink_conformance.published import published_target
from trustlink_conformance.recorder import Recorder
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.runner import run_checks
from trustlink_conformance.session import Session
from trustlink_conformance.target import Target
from trustlink_conformance.world import World
from trustlink_fixtures.overlay_cases import cases_under
from trustlink_mock.app import create_app
from trustlink_mock.clock import frozen_clock, parse_instant, system_clock
from trustlink_mock.serving import bound_socket, origin_of
from trustlink_mock.settings import Settings

pytestmark = pytest.mark.slow

BY_OUR_CLOCK = {"no-date"}
"""Variants that the suite has to judge by its own clock: theirs must not stand still."""

MODES: tuple[Mode, ...] = ("sandbox", "live")
ON_THE_WIRE = ("chunked-contents", "connections-closed", "gzip-contents", "pretty-printed-json")
"""Variants that a transport in this process may hide."""
TOGETHER = (
    *("unknown-members-in-answers", "unknown-members-in-discovery", "unknown-members-in-problems"),
    *("arrays-in-another-order", "discovery-in-another-order", "explicit-zeros", "page-of-seven"),
    *("long-cursors", "longer-sentences", "refreshed-at-other-times", "degraded", "long-ids"),
    *("valid-for-thirty-days", "opaque-tokens", "ed25519-receipts", "further-faults"),
    *("fractions-of-seconds", "escaped-json", "more-in-vary", "etags-of-another-form"),
    *("charset-stated", "more-headers", "other-challenges", "more-in-allow", "absolute-location"),
    *("busy-for-a-moment", "shop-around", "static-discovery-and-keys", "gzip-contents"),
)
"""Variants that one site may have all of."""


@pytest.mark.parametrize("mode", MODES)
def test_many_differences_at_once_are_no_violation_either(mode: Mode) -> None:
    told = judged_in_process(mode, *TOGETHER)

    assert told.failed() == {}
    assert told.problems + told.reasons("ERROR") == []


@pytest.mark.parametrize("name", ON_THE_WIRE)
def test_a_difference_on_the_wire_is_no_violation(name: str, tmp_path: Path) -> None:
    socket = bound_socket("127.0.0.1", 0)
    settings = Settings(public_url=origin_of(socket), variants=(name,), source_timeout=0.05)

    with served(create_app(settings), socket) as origin:
        told = judged(
            origin, tmp_path, wanted=["API-01", "HTTP-01", "RT-01"], mode="live", generated=False
        )

    assert told.failed() == {}
    assert told.problems + told.reasons("ERROR", "NOT_TESTABLE") == []


@cache
def judged_in_process(mode: Mode, *variants: str, generated: bool = False) -> Told:
    """Run the shipped checks against the mock in this process, with these variants."""
    url = "http://127.0.0.1:8000"
    settings = Settings(
        public_url=url,
        variants=variants,
        source_timeout=0,
        clock=system_clock if BY_OUR_CLOCK & set(variants) else frozen_clock(parse_instant(LATE)),
        raise_internal_errors=True,
    )
    target = published_target(url, mode=mode, bounds=Bounds(max_requests=3000))
    with TemporaryDirectory() as folder:
        return told_of(target, httpx2.ASGITransport(create_app(settings)), Path(folder), generated)


def told_of(
    target: Target, transport: httpx2.AsyncBaseTransport, folder: Path, generated: Any
) -> Told:
    terms = load_terms(())
    told: dict[str, list[Any]] = {"check": [], "problem": [], "exchange": []}
    redactor = Redactor.for_target(target)
    evidence = Evidence(folder / "evidence.jsonl", redactor, keep="none", max_bytes=10**9)
    recorder = Recorder(evidence, lambda name, members: told.setdefault(name, []).append(members))
    known = frozenset(terms.requirements)
    session = Session(target, recorder, transport=transport, pause=lambda _: None)
    with evidence, session:
        world = World(target, terms.contract, session, seed=1, cases=cases_under(terms))
        judge = (Judge if generated else Deterministic)(
            world, recorder, recorder.emit, situation_of(world), wanted=known, known=known
        )
        run_checks(judge, folder=folder)
    problems = [problem["text"] for problem in told["problem"]]
    return Told(told["check"], problems, len(told["exchange"]))
