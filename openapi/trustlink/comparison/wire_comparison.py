"""Compare two schemas whose values are written as texts: parameters, headers, fields of a form."""

from collections.abc import Iterator

from trustlink.comparison.deciding import Which
from trustlink.comparison.difference import Difference, Side
from trustlink.comparison.inclusion import Inclusion
from trustlink.comparison.placed import found_between
from trustlink.comparison.rule import Direction
from trustlink.comparison.schema_comparison import Found, SchemaComparison
from trustlink.comparison.schema_reading import shape_of
from trustlink.comparison.settling import (
    ONE_WAY,
    PLAIN_KINDS,
    UNSURE_KINDS,
    Decision,
    explains,
    settled,
)
from trustlink.comparison.shape import Schema, Shape
from trustlink.comparison.wire import Wire


def wire_differences(
    comparison: SchemaComparison, before: Schema, after: Schema, side: Side, wire: Wire
) -> Found:
    """Return what differs between two schemas of texts; raises ContractError."""
    found = comparison.differences(before, after, side)
    if not found:
        return found
    deciding = comparison.deciding
    was = deciding.form(before, side, Which.BEFORE)
    is_now = deciding.form(after, side, Which.AFTER)
    decision = Decision(narrowing=wire.inclusion(was, is_now), widening=wire.inclusion(is_now, was))
    shapes = shape_of(comparison.before, before), shape_of(comparison.after, after)
    left = [*settled(found, decision, side)]
    return tuple(dict.fromkeys(_agreeing(left, decision, side, *shapes)))


def _agreeing(
    found: list[Difference], decision: Decision, side: Side, before: Shape, after: Shape
) -> Iterator[Difference]:
    """Return the differences, but where it can't be told whether texts show one, that instead."""
    unsure = {d for d in ONE_WAY if decision.of(d) is Inclusion.UNKNOWN} - _alike(before, after)
    kept = [d for d in found if not any(explains(d, direction, side) for direction in unsure)]
    yield from kept
    for direction in ONE_WAY:
        if direction in unsure and any(explains(d, direction, side) for d in found):
            rule = f"{side}-{UNSURE_KINDS[direction]}"
            yield found_between(before, after, rule, ("a text", "another"))
        elif decision.of(direction) is Inclusion.NOT_INCLUDED and not any(
            explains(d, direction, side) for d in kept
        ):
            rule = f"{side}-{PLAIN_KINDS[direction]}"
            yield found_between(before, after, rule, ("a text", "another"))


def _alike(before: Shape, after: Shape) -> set[Direction]:
    """Return both directions if texts of one type are compared: their values differ as they do."""
    types = (before.types or frozenset()) | (after.types or frozenset())
    are_numbers = types and types <= {"integer", "number"}
    return set(ONE_WAY) if are_numbers or before.types == after.types else set()
