"""Home of the judged site: an application in this process, a run of the suite, its verdict."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.types import ASGIApp

from trustlink.terms import Terms
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.declare import Mode
from trustlink_conformance.evidence import Evidence
from trustlink_conformance.judgement import MisconfigurationError
from trustlink_conformance.plan import presets
from trustlink_conformance.preflight import situation_of
from trustlink_conformance.published import published_target
from trustlink_conformance.recorder import Recorder
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.results import CheckResult, Outcome, PlannedCheck
from trustlink_conformance.run import RequirementResult, Run, requirement_results
from trustlink_conformance.selftest.collected import Check, Checks
from trustlink_conformance.selftest.direct_wire import DirectWire
from trustlink_conformance.selftest.logged import LoggedSession
from trustlink_conformance.selftest.rehearsal import Rehearsal, Rehearsing
from trustlink_conformance.selftest.replaying import FIRST_OWN_ID, Replaying
from trustlink_conformance.selftest.virtual_time import VirtualLoop
from trustlink_conformance.verdict import Ruled, Verdict, verdict_of
from trustlink_conformance.world import World
from trustlink_fixtures.overlay_cases import cases_under

NONCE = "5e1f7e575e1f7e57"
"""Stands where each run has its own: a selftest repeats what it asks."""
URL = "http://127.0.0.1:8000"
"""Where the application says it is; nothing listens there."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Which part of the suite judges a site."""

    now: datetime
    mode: Mode = "sandbox"
    seed: int = 1
    asks_alone: bool = False
    """Whether each published question is asked on its own, and none in a batch."""
    generated: Collection[str] = ()
    """The operations whose generated requests are sent too."""
    rehearsal: Rehearsal | None = field(default=None, repr=False)
    """What the honest mock was asked and answered: where a site answers alike, all is known."""
    untouched: frozenset[str] = frozenset()
    """The checks that ask nothing that this site can answer otherwise than the honest mock."""


@dataclass(frozen=True)
class Judged:
    """What the suite says of one site."""

    verdict: Verdict
    results: tuple[RequirementResult, ...] = field(repr=False)
    checks: tuple[CheckResult, ...] = field(repr=False)
    requests: int
    crashes: tuple[str, ...]
    """What the application raised: a mistake of whoever made it, not what the site is to show."""
    rehearsal: Rehearsal = field(repr=False)
    """What was asked and answered, check by check; of another site where it held."""

    def having(self, *outcomes: Outcome) -> tuple[str, ...]:
        """Return the ids of the requirements that came to one of these outcomes."""
        return tuple(one.requirement.id for one in self.results if one.outcome in outcomes)


def judge(app: ASGIApp, checks: Checks, terms: Terms, extent: Extent) -> Judged:
    """Run the suite against an application in this process, as `verify` would over a network.

    The suite's clock stands where the site's does: at `now`, moved on by virtual seconds.
    """
    # Requests go out in the order in which checks ask: what was rehearsed is compared with it.
    bounds = Bounds(max_requests=FIRST_OWN_ID + 5000, concurrency=1)
    target = published_target(URL, mode=extent.mode, bounds=bounds)
    loop, wire = VirtualLoop(), DirectWire(app, target.bounds)
    with TemporaryDirectory(prefix="trustlink-") as folder:
        # Everything here is published: there is nothing to redact.
        evidence = Evidence(Path(folder) / "evidence", Redactor(), keep="none")
        recorder = Recorder(evidence, lambda *_: None)
        session = LoggedSession(
            target,
            lambda _: None,  # nobody reads the exchanges of a selftest
            courier=wire,
            loop=loop,
            clock=loop.now,
            pause=loop.pause,
            instant=lambda: extent.now + timedelta(seconds=loop.now()),
        )
        with evidence, session:
            cases = cases_under(terms)
            world = World(
                target,
                terms,
                session,
                seed=extent.seed,
                nonce=NONCE,
                cases=cases,
                asks_alone=extent.asks_alone,
            )
            sitting = _Sitting(world, recorder, session)
            run, rehearsal = sitting.judge(checks, extent)
            results = requirement_results(run, terms.requirements.values(), situation_of(world))
    ruled = [Ruled(one.requirement.id, one.requirement.level, one.outcome) for one in results]
    return Judged(
        verdict=verdict_of(
            ruled, mode=extent.mode, total=len(ruled), selection=False, problems=run.problems
        ),
        results=tuple(results),
        checks=tuple(run.results.values()),
        requests=sum(len(sent.requests) for sent in session.log),
        crashes=tuple(wire.crashes),
        rehearsal=rehearsal,
    )


@dataclass(frozen=True, slots=True)
class _Sitting:
    """One run of the checks."""

    world: World
    recorder: Recorder
    session: LoggedSession

    def judge(self, checks: Checks, extent: Extent) -> tuple[Run, Rehearsal]:
        planned_checks: dict[str, PlannedCheck] = {}
        run, situation = Run(planned=planned_checks), situation_of(self.world)
        rules = self.world.terms.requirements
        wanted = rules.keys() - presets(rules.values(), situation).keys()
        turns = self._turns(extent)
        try:
            for check, planned in checks.planned(situation, wanted):
                if _is_asked(check, planned, extent):
                    planned_checks[planned.check] = planned
                    call = partial(check.run, planned, self.world, self.recorder)
                    run.results[planned.check] = turns.run(check, planned.check, call)
        except MisconfigurationError as error:
            run.problems.append(error.message)
        return run, turns.rehearsal

    def _turns(self, extent: Extent) -> Rehearsing | Replaying:
        if extent.rehearsal is None:
            return Rehearsing(self.world, self.session)
        return Replaying(extent.rehearsal, self.world, self.session, extent.untouched)


def _is_asked(check: Check, planned: PlannedCheck, extent: Extent) -> bool:
    """Return whether a check is run: all are, save generated requests of other operations."""
    is_generated = planned.section == "generated" and check.operation
    return not is_generated or check.operation in extent.generated
