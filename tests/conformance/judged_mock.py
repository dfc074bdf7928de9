"""Home of the mock server under judgement, for the tests of the checks: served, judged, told."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp

from trustlink.terms import load_terms
from trustlink_conformance.addresses import WellKnown
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.choice import chosen_cases
from trustlink_conformance.declare import Mode
from trustlink_conformance.evidence import Evidence
from trustlink_conformance.plugin import PLANNED, Judge
from trustlink_conformance.preflight import situation_of
from trustlink_conformance.published import (
    published_credentials,
    published_numbers,
    published_requesters,
)
from trustlink_conformance.recorder import Recorder
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.runner import run_checks
from trustlink_conformance.session import Session
from trustlink_conformance.target import Target
from trustlink_conformance.world import World
from trustlink_fixtures.overlay_cases import cases_under
from trustlink_mock.app import create_app
from trustlink_mock.clock import frozen_clock, parse_instant
from trustlink_mock.serving import bound_socket, origin_of, served_by_a_thread
from trustlink_mock.settings import Settings

Part = dict[str, Any]

LATE = "2026-10-05T17:30:00Z"
"""It is the day after in Shanghai already: at other hours a site that goes by UTC looks right."""


@dataclass(frozen=True)
class Told:
    """What the checks told of a site."""

    checks: list[dict[str, Any]]
    problems: list[str]
    requests: int

    def outcomes(self, requirement: str) -> set[str]:
        """Return the different outcomes of one requirement's checks."""
        return {part["outcome"] for part in self.parts() if part["requirement"] == requirement}

    def failed(self) -> dict[str, list[str]]:
        """Return what was found, by the requirements that failed."""
        found: dict[str, list[str]] = {}
        for part in self.parts():
            for finding in part["findings"]:
                found.setdefault(part["requirement"], []).append(
                    f"{finding['check']}: {finding['pointer']} expected {finding['expected']}, "
                    f"found {finding['actual']}: {finding['request']}"
                )
        return found

    def reasons(self, *outcomes: str) -> list[str]:
        """Return why checks came to these outcomes."""
        return [
            f"{part['requirement']} {check['check']}: {part['reason']}"
            for check in self.checks
            for part in check["judged"]
            if part["outcome"] in outcomes
        ]

    def parts(self) -> Iterator[Part]:
        for check in self.checks:
            yield from check["judged"]


class Deterministic(Judge):
    """Plans no generated requests."""

    def _plan(self, item: pytest.Item) -> bool:
        is_kept = super()._plan(item)
        return is_kept and item.stash[PLANNED].section == "deterministic"


@contextmanager
def served(app: ASGIApp, bound: socket.socket) -> Iterator[str]:
    """Serve an application from a thread; give its origin."""
    with served_by_a_thread(app, bound):
        yield origin_of(bound)


@contextmanager
def mock(
    *, defects: Sequence[str] = (), overlays: Sequence[Path] = (), now: str = LATE
) -> Iterator[str]:
    """Serve the mock with these defects, at an instant that stands still; give its origin."""
    bound = bound_socket("127.0.0.1", 0)
    settings = Settings(
        public_url=origin_of(bound),
        defects=tuple(defects),
        overlays=tuple(overlays),
        source_timeout=0.05,
        clock=frozen_clock(parse_instant(now)),
    )
    with served(create_app(settings), bound) as origin:
        yield origin


def judged(
    url: str,
    folder: Path,
    *,
    wanted: Sequence[str] = (),
    mode: Mode = "sandbox",
    seed: int = 1,
    overlays: Sequence[Path] = (),
    generated: bool = True,
    without: Sequence[str] = (),
    public_url: str = "",
    well_known: WellKnown = "origin",
) -> Told:
    """Run the shipped checks against a site; `wanted` are requirements, none is all of them.

    `without` are labels of clients and countries of importers that the tester does not give.
    """
    terms = load_terms(overlays)
    target = Target(
        url,
        mode=mode,
        credentials=tuple(one for one in published_credentials() if one.label not in without),
        requesters=tuple(one for one in published_requesters() if one.country not in without),
        synthetic=published_numbers(),
        bounds=Bounds(max_requests=3000),
        public_url=public_url,
        well_known=well_known,
    )
    told: dict[str, list[Any]] = {"check": [], "problem": [], "exchange": []}
    redactor = Redactor.for_target(target)
    evidence = Evidence(folder / "evidence.jsonl", redactor, keep="none", max_bytes=10**9)
    recorder = Recorder(evidence, lambda name, members: told.setdefault(name, []).append(members))
    known = frozenset(terms.requirements)
    with evidence, Session(target, recorder) as session:
        world = World(
            target,
            terms,
            session,
            seed=seed,
            cases=chosen_cases(cases_under(terms), all_of_them=False),
        )
        judge = (Judge if generated else Deterministic)(
            world,
            recorder,
            recorder.emit,
            situation_of(world),
            wanted=frozenset(wanted) or known,
            known=known,
        )
        run_checks(judge, folder=folder)
    problems = [problem["text"] for problem in told["problem"]]
    return Told(told["check"], problems, len(told["exchange"]))
