"""Home of what changed between two reports: new failures first. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from trustlink.errors import UserError
from trustlink_conformance.reports.tally import Report

_BINDING = ("MUST", "MUST_NOT")
_BAD = ("FAILED", "WARNED")
_MISSING = "not in the report"


class Kind(StrEnum):
    """What a change means, in the order in which it is told."""

    NEW_FAILURE = "new failures"
    NEW_WARNING = "new warnings"
    LOST = "no longer judged"
    OTHERWISE = "fail otherwise than before"
    FIXED = "fixed"
    GAINED = "newly judged"
    OTHER = "other changes"


@dataclass(frozen=True, slots=True)
class Change:
    """One requirement whose outcome, or whose findings, are not what they were."""

    id: str
    level: str
    sentence: str
    before: str
    after: str
    kind: Kind
    detail: str = ""

    @property
    def is_binding(self) -> bool:
        """Whether the verdict depends on the requirement."""
        return self.level in _BINDING


@dataclass(frozen=True, slots=True)
class Difference:
    """All that changed between two reports."""

    before: str
    """The verdict of the earlier report."""
    after: str
    warnings: Sequence[str]
    """Why the two may differ for another reason than the site."""
    changes: Sequence[Change]

    @property
    def exit_code(self) -> int:
        """1: new failures; 3: none, but a binding requirement is no longer judged; else 0."""
        if any(change.kind is Kind.NEW_FAILURE for change in self.changes):
            return 1
        lost = any(change.kind is Kind.LOST and change.is_binding for change in self.changes)
        return 3 if lost else 0

    def of(self, kind: Kind) -> list[Change]:
        """Return the changes of a kind."""
        return [change for change in self.changes if change.kind is kind]


def difference(before: Report, after: Report, *, anyway: bool = False) -> Difference:
    """Return what changed; raises UserError where the two did not judge by the same rules.

    `anyway` makes a warning of that.
    """
    refusals = list(_apart(before, after, _RULES))
    if refusals and not anyway:
        raise UserError(
            "the reports can't be compared: " + "; ".join(refusals),
            hint="Verify again by the same rules, or compare them all the same with --anyway.",
        )
    return Difference(
        before=before["verdict"]["text"],
        after=after["verdict"]["text"],
        warnings=[*refusals, *_apart(before, after, _CIRCUMSTANCES)],
        changes=list(_changes(before, after)),
    )


_RULES = {
    "contract": ("contract", "digest"),
    "requirements": ("digests", "requirements"),
    "mode": ("mode",),
}
_CIRCUMSTANCES = {
    "target": ("target", "url"),
    "suite": ("digests", "suite"),
    "fixtures": ("digests", "fixtures"),
    "seed": ("seed",),
    "selection": ("selection",),
    "profiles": ("target", "profiles"),
}


def _apart(before: Report, after: Report, names: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name, path in names.items():
        old, new = _at(before, path), _at(after, path)
        if old != new:
            yield f"{name} {_told(old)} before, {_told(new)} after"


def _at(report: Any, path: Iterable[str]) -> Any:
    for part in path:
        report = report.get(part)
    return report


def _told(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    text = str(value)
    return text[:12] if len(text) == 64 else text


def _changes(before: Report, after: Report) -> Iterator[Change]:
    old = {one["id"]: one for one in before["requirements"]}
    new = {one["id"]: one for one in after["requirements"]}
    order = {name: place for place, name in enumerate(after["likeliestFirst"])}
    names = sorted(dict.fromkeys([*new, *old]), key=lambda name: order.get(name, len(order)))
    found = (_change(old.get(name), new.get(name)) for name in names)
    changes = [change for change in found if change]
    for kind in Kind:
        yield from (change for change in changes if change.kind is kind)


def _change(old: Report | None, new: Report | None) -> Change | None:
    was = old["outcome"] if old else _MISSING
    now = new["outcome"] if new else _MISSING
    kind = _kind(was, now) if was != now else _same(old, new)
    one = new or old
    if kind is None or one is None:
        return None
    return Change(one["id"], one["level"], one["sentence"], was, now, kind, _detail(new))


def _same(old: Report | None, new: Report | None) -> Kind | None:
    """Return how two like outcomes differ: by where they fail. What a value is may vary by day."""
    if old is None or new is None or new["outcome"] not in _BAD:
        return None
    return Kind.OTHERWISE if _places(old) != _places(new) else None


def _places(requirement: Report) -> set[tuple[str, str]]:
    return {(finding["check"], finding["pointer"]) for finding in requirement["findings"]}


def _kind(was: str, now: str) -> Kind:
    if now in _BAD:
        return Kind.NEW_FAILURE if now == "FAILED" else Kind.NEW_WARNING
    if now == "PASSED":
        return Kind.FIXED if was in _BAD else Kind.GAINED
    return Kind.LOST if was in (*_BAD, "PASSED") else Kind.OTHER


def _detail(requirement: Report | None) -> str:
    if requirement is None:
        return ""
    for finding in requirement["findings"][:1]:
        place = f" at {finding['pointer']}" if finding["pointer"] else ""
        return f"expected {finding['expected']}; actual {finding['actual']}{place}"
    return "; ".join(requirement["reasons"][:2])
