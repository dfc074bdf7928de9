"""Home of the subjects: the sites that the suite is tried on, and what it says of each."""

import gc
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from multiprocessing import get_all_start_methods, get_context
from typing import Literal

from starlette.types import ASGIApp

from trustlink.terms import Terms, load_terms
from trustlink_conformance.attribution import likeliest_first
from trustlink_conformance.choice import chosen_cases
from trustlink_conformance.declare import Mode
from trustlink_conformance.results import Finding, Outcome
from trustlink_conformance.selftest.collected import Checks, collected
from trustlink_conformance.selftest.judged import URL, Extent, Judged, judge
from trustlink_conformance.selftest.rehearsal import Rehearsal
from trustlink_conformance.selftest.watched_rules import WatchedRules
from trustlink_fixtures.overlay_cases import cases_under
from trustlink_mock.app import assembled
from trustlink_mock.chance import Repeated
from trustlink_mock.clock import frozen_clock
from trustlink_mock.memory import new_memory
from trustlink_mock.settings import Settings
from trustlink_mock.substitutions import Substitution

Kind = Literal["honest", "defect", "variant"]

LATE = datetime(2026, 10, 5, 17, 30, tzinfo=UTC)
"""The day after in Shanghai already: at other hours a site that goes by UTC looks right."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A site to be judged, in one mode."""

    kind: Kind
    names: tuple[str, ...] = ()
    """The defects or the variants that it has."""
    mode: Mode = "sandbox"
    seed: int = 1
    generated: tuple[str, ...] = ()
    """The operations whose generated requests are sent as well."""
    changed: frozenset[str] | None = None
    """The operations that can be answered otherwise than by the honest mock; None: any."""
    rules: frozenset[str] | None = None
    """The rules alone that are others than the honest mock's; None: that can't be told."""
    all_cases: bool = False
    """Whether every published case is asked, not the chosen ones alone."""

    @property
    def name(self) -> str:
        """What it has, as it is shown."""
        return " + ".join(self.names) or "the honest mock"

    def app(self, *first: Substitution) -> ASGIApp:
        """Return the site, new and on a clock that stands still; see `assembled` for `first`."""
        settings = Settings(
            public_url=URL,
            clock=frozen_clock(LATE),
            chance=Repeated("selftest"),
            defects=self.names if self.kind == "defect" else (),
            variants=self.names if self.kind == "variant" else (),
            raise_internal_errors=True,
        )
        return assembled(settings, new_memory(settings), first=first)


@dataclass(frozen=True, slots=True)
class Failed:
    """A requirement that the suite found violated, with what it found."""

    requirement: str
    checks: int
    """How many checks judged it."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What the suite said of a subject."""

    subject: Subject
    word: str
    text: str
    failed: tuple[Failed, ...]
    """Those that FAILED or are WARNED, in the order of the report."""
    not_testable: tuple[str, ...]
    errors: tuple[str, ...]
    """What went wrong in the suite, or crashed in the subject."""
    requests: int


def judged(subjects: Sequence[Subject], *, jobs: int) -> Iterable[Said]:
    """Judge each subject with the whole suite, in this many processes; in the order given."""
    if jobs <= 1 or not subjects:
        yield from map(said_of, subjects)
        return
    method = "fork" if "fork" in get_all_start_methods() else "spawn"
    first = subjects[0]
    _rehearsal(first.all_cases, "sandbox", first.seed)  # what is forked later has it already
    gc.freeze()  # and does not look through it for garbage
    with ProcessPoolExecutor(jobs, mp_context=get_context(method)) as pool:
        yield from pool.map(said_of, subjects)


def said_of(subject: Subject) -> Said:
    """Judge one subject."""
    checks, terms = _prepared(subject.all_cases)
    extent = Extent(LATE, subject.mode, subject.seed, subject.all_cases, subject.generated)
    if subject.kind == "defect":
        rehearsal = _rehearsal(subject.all_cases, subject.mode, subject.seed)
        untouched = _untouched(subject, rehearsal)
        extent = replace(extent, rehearsal=rehearsal, untouched=untouched)
    return _said(subject, judge(subject.app(), checks, terms, extent))


def _untouched(subject: Subject, rehearsal: Rehearsal) -> frozenset[str]:
    """Return the checks that ask nothing that the subject changes."""
    if subject.rules is not None:
        return rehearsal.untouched_by(subject.rules)
    if subject.changed is None:
        return frozenset()
    turns = rehearsal.turns.items()
    return frozenset(name for name, turn in turns if turn.operations.isdisjoint(subject.changed))


@cache
def _rehearsal(all_cases: bool, mode: Mode, seed: int) -> Rehearsal:  # noqa: FBT001 -- a key
    checks, terms = _prepared(all_cases)
    watched, extent = WatchedRules(), Extent(LATE, mode, seed, all_cases)
    rehearsal = judge(Subject("honest").app(watched), checks, terms, extent).rehearsal
    return replace(rehearsal, called=watched.called)


@cache
def _prepared(all_cases: bool) -> tuple[Checks, Terms]:  # noqa: FBT001 -- a key of the cache
    terms = load_terms(())
    return collected(chosen_cases(cases_under(terms), all_of_them=all_cases)), terms


def _said(subject: Subject, judged: Judged) -> Said:
    by_id = {one.requirement.id: one for one in judged.results}
    return Said(
        subject=subject,
        word=str(judged.verdict.word),
        text=judged.verdict.text,
        failed=tuple(
            Failed(name, by_id[name].counts.checks, by_id[name].findings)
            for name in likeliest_first(judged.results)
        ),
        not_testable=judged.having(Outcome.NOT_TESTABLE),
        errors=(*_broken(judged), *judged.crashes[:5]),
        requests=judged.requests,
    )


def _broken(judged: Judged) -> Iterable[str]:
    for result in judged.results:
        if result.outcome is Outcome.ERROR:
            yield f"{result.requirement.id}: {result.reasons[0] if result.reasons else 'ERROR'}"
