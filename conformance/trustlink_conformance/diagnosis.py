"""Home of the diagnosis: which known mistake a site's failures look like, if any does. Pure.

A pattern is what the suite finds on the mock with one deliberate defect: which checks fail, for
which requirement, and where in the answer. `trustlink selftest` writes and keeps the patterns.
"""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from trustlink_conformance.results import Finding

PATTERNS = Path(__file__).parent / "patterns.json"

_CASE = re.compile(r"cases::\w+\[(.+)\]")
_NUMBER = re.compile(r"/[0-9]+(?=/|\Z)")
_ALIKE = 0.75
"""The share of features, of those that either has, from which on two sets are called alike."""
_CONTAINED = 0.9
_MOST = 2
_WITHOUT_CASES = 0.8


@dataclass(frozen=True, slots=True)
class Pattern:
    """What one deliberate mistake looks like."""

    defect_id: str
    requirement: str
    sentence: str
    features: frozenset[str]

    def is_shown_by(self, starts: tuple[str, ...]) -> bool:
        """Return whether a failure is among those that `starts_of` speaks of."""
        return any(feature.startswith(starts) for feature in self.features)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A known mistake that a site's failures look like."""

    pattern: Pattern
    share: float
    """Of the features that either has; 1: the same failures."""


def features_of(findings: Iterable[tuple[str, Finding]]) -> frozenset[str]:
    """Return what is compared, of findings with the requirement that each violates."""
    return frozenset(_feature(requirement, finding) for requirement, finding in findings)


def starts_of(requirement: str, checks: Iterable[str]) -> tuple[str, ...]:
    """Return how the features begin that these checks can show of a requirement."""
    return tuple(f"{requirement} {_named(check)} " for check in checks)


def diagnosed(found: frozenset[str], patterns: Iterable[Pattern]) -> list[Likeness]:
    """Return the mistakes that the failures look like, best first, at most two; often none.

    Where the published cases were not asked, neither side's are compared. Two mistakes are named
    together if each is there as a whole and both explain nearly all.
    """
    known = _comparable(found, patterns)
    alone = sorted(
        (Likeness(one, _share(found, one.features)) for one in known),
        key=lambda likeness: -likeness.share,
    )
    best = [one for one in alone if one.share >= _ALIKE]
    if best and best[0].share == 1:
        return best[:1] + _as_good(best)
    return _together(found, known) or best[:1] + _as_good(best)


def alike_by_requirement(found: frozenset[str], patterns: Collection[Pattern]) -> dict[str, float]:
    """Return, by requirement, how like the failures are to the likest of its known mistakes.

    A mistake that published cases would have shown is less like them if they do not.
    """
    whole = {one.defect_id: one.features for one in patterns}
    best: dict[str, float] = {}
    for one in _comparable(found, patterns):
        as_a_whole = one.features == whole[one.defect_id]
        share = _share(found, one.features) * (1 if as_a_whole else _WITHOUT_CASES)
        best[one.requirement] = max(share, best.get(one.requirement, 0.0))
    return best


def load_patterns(path: Path = PATTERNS) -> tuple[Pattern, ...]:
    """Return the patterns that are shipped."""
    return _read(path.read_text(encoding="utf-8"))


def patterns_text(patterns: Iterable[Pattern]) -> str:
    """Return patterns as `load_patterns` reads them: one a line, sorted."""
    rows = [
        json.dumps(
            {
                "id": one.defect_id,
                "requirement": one.requirement,
                "sentence": one.sentence,
                "features": sorted(one.features),
            },
            ensure_ascii=False,
        )
        for one in sorted(patterns, key=lambda one: one.defect_id)
    ]
    return "[\n" + ",\n".join(rows) + "\n]\n"


@cache
def _read(text: str) -> tuple[Pattern, ...]:
    rows: list[dict[str, Any]] = json.loads(text)
    return tuple(
        Pattern(row["id"], row["requirement"], row["sentence"], frozenset(row["features"]))
        for row in rows
    )


def _comparable(found: frozenset[str], patterns: Iterable[Pattern]) -> list[Pattern]:
    if any(_is_of_a_case(feature) for feature in found):
        return list(patterns)
    return [one for one in map(_without_cases, patterns) if one.features]


def _feature(requirement: str, finding: Finding) -> str:
    return f"{requirement} {_named(finding.check)} {_NUMBER.sub('/*', finding.pointer)}"


def _named(check: str) -> str:
    case = _CASE.fullmatch(check)
    return f"case {case[1]}" if case else check


def _is_of_a_case(feature: str) -> bool:
    return feature.split(" ", 2)[1] == "case"


def _without_cases(pattern: Pattern) -> Pattern:
    kept = frozenset(one for one in pattern.features if not _is_of_a_case(one))
    return Pattern(pattern.defect_id, pattern.requirement, pattern.sentence, kept)


def _share(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / len(left | right)


def _as_good(best: Sequence[Likeness]) -> list[Likeness]:
    return [one for one in best[1:_MOST] if one.share == best[0].share]


def _together(found: frozenset[str], known: Iterable[Pattern]) -> list[Likeness]:
    """Return two mistakes that explain the failures together, if there are such two."""
    contained = [
        one
        for one in known
        if len(one.features) > 1 and len(one.features & found) >= _CONTAINED * len(one.features)
    ]
    contained.sort(key=lambda one: -len(one.features))
    for first in contained[:_MOST]:
        rest = found - first.features
        others = [one for one in contained if one is not first]
        second = max(others, key=lambda one: len(one.features & rest), default=None)
        if second is None or not second.features & rest:
            continue
        if _share(found, first.features | second.features) >= _ALIKE:
            return [Likeness(one, _share(found, one.features)) for one in (first, second)]
    return []
