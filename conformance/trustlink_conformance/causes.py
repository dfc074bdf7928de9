"""Fold failures that follow from an earlier one: same exchange and member, or same cause. Pure."""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from trustlink_conformance.results import Finding, Stage

_WHERE = re.compile(r".*/(?=[^/]+\Z)", re.DOTALL)

_STATUS = "status"

Cause = frozenset[Hashable]
"""What two findings that come from one mistake have in common: any of these keys."""


def followers(findings: Iterable[tuple[str, Sequence[Finding]]]) -> dict[str, str]:
    """Return, by requirement that follows from an earlier one, which one that is.

    `findings` are those of each requirement, the likeliest cause first. A requirement follows if
    an earlier one explains each of its findings.
    """
    heads: dict[str, Cause] = {}
    found: dict[str, str] = {}
    for name, of_one in findings:
        head = _head([_explained_by(finding) for finding in of_one], heads)
        if head:
            found[name] = head
        else:
            heads[name] = frozenset(key for finding in of_one for key in _keys(finding))
    return found


def _head(causes: list[Cause], heads: Mapping[str, Cause]) -> str:
    explaining = (name for name, keys in heads.items() if not any(map(keys.isdisjoint, causes)))
    return next(explaining, "") if causes else ""


def _explained_by(finding: Finding) -> Cause:
    """Return the keys of what explains a finding: it itself, or the status of its response."""
    return frozenset([*_keys(finding), *((one, _STATUS) for one in finding.exchanges[-1:])])


def _keys(finding: Finding) -> Iterator[Hashable]:
    if finding.stage is Stage.TRANSPORT:
        yield finding.actual
    if finding.stage is Stage.TOKEN:
        yield Stage.TOKEN
    if finding.constraint:
        yield _WHERE.sub("", finding.pointer), finding.constraint
    if finding.pointer:
        yield from ((number, finding.pointer) for number in finding.exchanges[-1:])
