"""Home of the judged site: an application in this process, a run of the suite, its verdict."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from trustlink.terms import Terms
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.declare import Mode
from trustlink_conformance.evidence import Evidence
from trustlink_conformance.exchange import Exchange, Outgoing
from trustlink_conformance.judgement import MisconfigurationError
from trustlink_conformance.plan import presets
from trustlink_conformance.preflight import situation_of
from trustlink_conformance.published import (
    published_credentials,
    published_numbers,
    published_requesters,
)
from trustlink_conformance.recorder import Recorder
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.results import CheckResult, Outcome, PlannedCheck
from trustlink_conformance.run import RequirementResult, Run, requirement_results
from trustlink_conformance.selftest.collected import Check, Checks
from trustlink_conformance.selftest.direct_wire import DirectWire
from trustlink_conformance.selftest.virtual_time import VirtualLoop
from trustlink_conformance.session import Session
from trustlink_conformance.target import Target
from trustlink_conformance.verdict import Ruled, Verdict, verdict_of
from trustlink_conformance.world import World
from trustlink_fixtures.overlay_cases import cases_under

URL = "http://127.0.0.1:8000"
"""Where the application says it is; nothing listens there."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Which part of the suite judges a site."""

    now: datetime
    mode: Mode = "sandbox"
    seed: int = 1
    generated: Collection[str] = ()
    """The operations whose generated requests are sent too."""
    known: Mapping[str, CheckResult] = field(default_factory=dict, repr=False)
    """Results of checks that need not be run: nothing that they ask can be answered otherwise."""


@dataclass(frozen=True)
class Judged:
    """What the suite says of one site."""

    verdict: Verdict
    results: tuple[RequirementResult, ...] = field(repr=False)
    checks: tuple[CheckResult, ...] = field(repr=False)
    requests: int
    crashes: tuple[str, ...]
    """What the application raised: a mistake of whoever made it, not what the site is to show."""
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    """By check: the operations that it rests on, "" for what is none."""

    def having(self, *outcomes: Outcome) -> tuple[str, ...]:
        """Return the ids of the requirements that came to one of these outcomes."""
        return tuple(one.requirement.id for one in self.results if one.outcome in outcomes)


def judge(app: ASGIApp, checks: Checks, terms: Terms, extent: Extent) -> Judged:
    """Run the suite against an application in this process, as `verify` would over a network.

    The suite's clock stands where the site's does: at `now`, moved on by virtual seconds.
    """
    target = _target(extent.mode)
    loop, wire = VirtualLoop(), DirectWire(app, target.bounds)
    with TemporaryDirectory(prefix="trustlink-") as folder:
        # Everything here is published: there is nothing to redact.
        evidence = Evidence(Path(folder) / "evidence", Redactor(), keep="none")
        recorder = Recorder(evidence, lambda *_: None)
        operations: dict[int, str] = {}

        def record(exchange: Exchange) -> None:
            """Note what was asked; nobody reads the exchanges of a selftest."""
            operations[exchange.id] = _operation(terms, exchange.request)

        session = Session(
            target,
            record,
            courier=wire,
            loop=loop,
            clock=loop.now,
            instant=lambda: extent.now + timedelta(seconds=loop.now()),
        )
        with evidence, session:
            cases = cases_under(terms)
            world = World(target, terms.contract, session, seed=extent.seed, cases=cases)
            run = _Sitting(world, recorder, terms).judge(checks, extent)
            results = requirement_results(run, terms.requirements.values(), situation_of(world))
    ruled = [Ruled(one.requirement.id, one.requirement.level, one.outcome) for one in results]
    return Judged(
        verdict=verdict_of(
            ruled, mode=extent.mode, total=len(ruled), selection=False, problems=run.problems
        ),
        results=tuple(results),
        checks=tuple(run.results.values()),
        requests=session.count,
        crashes=tuple(wire.crashes),
        asked={
            name: frozenset(operations[number] for number in result.exchanges)
            for name, result in run.results.items()
            if name not in extent.known
        },
    )


def _target(mode: Mode) -> Target:
    """Return the target with all that the fixtures publish, in both modes."""
    return Target(
        URL,
        mode=mode,
        credentials=published_credentials(),
        requesters=published_requesters(),
        synthetic=published_numbers(),
        bounds=Bounds(max_requests=5000, concurrency=1),
    )


def _operation(terms: Terms, request: Outgoing) -> str:
    method = "GET" if request.method == "HEAD" else request.method
    found = terms.contract.operation_at(method, urlsplit(request.url).path)
    return found.operation_id if found else ""


@dataclass(frozen=True, slots=True)
class _Sitting:
    """One run of the checks."""

    world: World
    recorder: Recorder
    terms: Terms

    def judge(self, checks: Checks, extent: Extent) -> Run:
        run, situation = Run(planned={}), situation_of(self.world)
        rules = self.terms.requirements
        wanted = rules.keys() - presets(rules.values(), situation).keys()
        try:
            for check, planned in checks.planned(situation, wanted):
                if planned.section == "deterministic" or check.operation in extent.generated:
                    self._run(run, check, planned, extent.known)
        except MisconfigurationError as error:
            run.problems.append(error.message)
        return run

    def _run(
        self, run: Run, check: Check, planned: PlannedCheck, known: Mapping[str, CheckResult]
    ) -> None:
        if run.planned is not None:
            run.planned[planned.check] = planned
        result = known.get(planned.check) or check.run(planned, self.world, self.recorder)
        run.results[planned.check] = result
