"""Home of the changes between two reports as a text for people. Pure."""

from collections.abc import Iterator

from trustlink.safe_text import harmless
from trustlink_conformance.reports.changes import Change, Difference, Kind
from trustlink_conformance.reports.escaping import clipped

_LONGEST = 300


def changes_text(found: Difference) -> str:
    """Return what changed, new failures first; whatever a target wrote is harmless in it."""
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Difference) -> Iterator[str]:
    yield f"before  {harmless(found.before)}"
    yield f"after   {harmless(found.after)}"
    for warning in found.warnings:
        yield f"note    {harmless(clipped(warning, _LONGEST))}"
    for kind in Kind:
        changes = found.of(kind)
        if changes:
            yield from ("", f"{kind.capitalize()}: {len(changes)}")
        for change in changes:
            yield from _change(change)
    if not found.changes:
        yield from ("", "Nothing changed.")


def _change(change: Change) -> Iterator[str]:
    outcomes = f"{change.before} -> {change.after}"
    if change.before == change.after:
        outcomes = change.after
    yield f"  {change.id} {change.level}  {outcomes}"
    yield f"    {harmless(clipped(change.sentence, _LONGEST))}"
    if change.detail and change.kind is not Kind.FIXED:
        yield f"    {harmless(clipped(change.detail, _LONGEST))}"
