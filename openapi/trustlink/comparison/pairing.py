"""Pair operations: which one of theirs is meant to be which one of ours."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from trustlink.comparison.api import Api, DescribedOperation
from trustlink.comparison.path import PathTemplate, ends_with

_FEWEST_MOVED = 2
"""So many operations must agree on a lost prefix: one path that ends alike proves little."""


class Fit(StrEnum):
    """How the paths of two operations fit."""

    SAME = "same"
    PREFIXED = "prefixed"
    """Theirs stands below a further path of the server."""
    MOVED = "moved"
    """Theirs lacks the first segments of ours."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two operations to compare, and how their paths fit."""

    ours: DescribedOperation
    theirs: DescribedOperation
    fit: Fit = Fit.SAME


def pairs_of(ours: Api, theirs: Api) -> dict[DescribedOperation, Pair]:
    """Return for each operation of ours the one of theirs; those without one are left out."""
    lost = _lost_prefix(ours, theirs)
    pairs = {}
    for operation in ours.operations:
        if pair := _pair(operation, theirs.operations, lost):
            pairs[operation] = pair
    return pairs


def full_paths(operation: DescribedOperation) -> list[PathTemplate]:
    """Return the operation's path from the origin, for each of its servers."""
    return [(*prefix, *operation.template) for prefix in operation.prefixes]


def _pair(
    ours: DescribedOperation, candidates: Sequence[DescribedOperation], lost: PathTemplate
) -> Pair | None:
    for fit in Fit:
        for theirs in candidates:
            if ours.method == theirs.method and _fits(ours, theirs, fit, lost):
                return Pair(ours, theirs, fit)
    return None


def _fits(
    ours: DescribedOperation, theirs: DescribedOperation, fit: Fit, lost: PathTemplate
) -> bool:
    wanted, found = full_paths(ours)[0], full_paths(theirs)
    if fit is Fit.SAME:
        return wanted in found
    if fit is Fit.PREFIXED:
        return any(ends_with(path, wanted) for path in found)
    return bool(lost) and wanted == (*lost, *theirs.template)


def _lost_prefix(ours: Api, theirs: Api) -> PathTemplate:
    """Return the first segments of our paths that most of theirs lack, if enough agree."""
    counts = Counter(
        wanted[: -len(theirs_.template)]
        for ours_ in ours.operations
        for wanted in full_paths(ours_)[:1]
        for theirs_ in theirs.operations
        if ours_.method == theirs_.method and _is_tail(wanted, theirs_.template)
    )
    prefix, count = counts.most_common(1)[0] if counts else ((), 0)
    return prefix if count >= _FEWEST_MOVED else ()


def _is_tail(path: PathTemplate, end: PathTemplate) -> bool:
    return len(end) < len(path) and end not in (("{}",), ("",)) and ends_with(path, end)
