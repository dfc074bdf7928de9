"""Home of a pass's strength: which known mistakes the checks behind it have caught. Pure.

The mistakes are the mock's deliberate defects; `patterns.json`, which the selftest writes, says by
which checks each was caught in sandbox mode. A check that was not run catches nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trustlink_conformance.diagnosis import Pattern, starts_of
from trustlink_conformance.run import Run


@dataclass(frozen=True, slots=True)
class Catch:
    """A known mistake that checks of this run would have caught."""

    defect: str
    requirement: str
    """The requirement that it violates."""
    sentence: str


def caught_by(
    run: Run, requirements: Iterable[str], patterns: Iterable[Pattern]
) -> dict[str, list[Catch]]:
    """Return the mistakes that each requirement's checks catch, its own mistakes first."""
    known, checks = list(patterns), _checks_of(run)
    return {name: _catches(name, checks.get(name, ()), known) for name in requirements}


def _checks_of(run: Run) -> Mapping[str, list[str]]:
    checks: dict[str, list[str]] = defaultdict(list)
    for result in run.results.values():
        for part in result.judged:
            if part.comparisons:
                checks[part.requirement].append(result.check)
    return checks


def _catches(requirement: str, checks: Iterable[str], patterns: Iterable[Pattern]) -> list[Catch]:
    starts = starts_of(requirement, checks)
    found = [
        Catch(one.defect_id, one.requirement, one.sentence)
        for one in patterns
        if one.is_shown_by(starts)
    ]
    return sorted(found, key=lambda one: (one.requirement != requirement, one.defect))
