"""Settle what the shapes of two schemas say differently by what their normal forms admit.

Shapes give a difference its name and its place; the decision about values is that of the normal
forms. A difference is dropped if no value shows it. Where values differ and the shapes show
nothing, or where it can't be told, a finding says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from trustlink.comparison.difference import Difference, Side
from trustlink.comparison.inclusion import Inclusion
from trustlink.comparison.rule import RULES, Direction

ONE_WAY = (Direction.NARROWS, Direction.WIDENS)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the values of one schema fit another, in both directions."""

    narrowing: Inclusion
    """Whether every value of the schema before fits the one after."""
    widening: Inclusion
    """Whether every value of the schema after fits the one before."""

    def of(self, direction: Direction) -> Inclusion:
        """Return the answer of one direction: INCLUDED if nothing narrows, or nothing widens."""
        return self.narrowing if direction is Direction.NARROWS else self.widening

    @property
    def is_same(self) -> bool:
        """Whether both schemas admit the same values."""
        return self.narrowing is self.widening is Inclusion.INCLUDED


UNDECIDED = Decision(Inclusion.UNKNOWN, Inclusion.UNKNOWN)

# What is left of a difference in both directions when values show it in one alone.
_ONE_WAY_KINDS: Mapping[tuple[str, Direction], str] = {
    ("type-changed", Direction.NARROWS): "type-removed",
    ("type-changed", Direction.WIDENS): "type-added",
}
PLAIN_KINDS = {Direction.NARROWS: "values-refused", Direction.WIDENS: "values-admitted"}
UNSURE_KINDS = {
    Direction.NARROWS: "narrowing-not-compared",
    Direction.WIDENS: "widening-not-compared",
}


def settled(
    found: Iterable[Difference],
    decision: Decision,
    side: Side,
    *,
    own: tuple[str, str] | None = None,
) -> Iterator[Difference]:
    """Return the differences that values can show; `own` are the places of the decision."""
    differences = list(found)
    for difference in differences:
        rule = difference.rule
        if rule.direction is Direction.APART:
            yield difference
        elif rule.direction is Direction.BOTH:
            is_own = (difference.before, difference.after) == own
            yield from _split(difference, differences, decision, side, is_own=is_own)
        elif decision.of(rule.direction) is not Inclusion.INCLUDED:
            yield difference


def _split(
    difference: Difference,
    all_of_them: list[Difference],
    decision: Decision,
    side: Side,
    *,
    is_own: bool,
) -> Iterator[Difference]:
    """Return a difference in both directions, or what is left of it in each."""
    kind = difference.rule_id.removeprefix(f"{side}-")
    answers = {direction: decision.of(direction) for direction in ONE_WAY}
    left = [d for d in ONE_WAY if answers[d] is not Inclusion.INCLUDED]
    is_settled = is_own and Inclusion.NOT_INCLUDED in answers.values()
    if len(left) == 2 and (difference.rule.is_certain or not is_settled):
        yield difference
        return
    for direction in left:
        is_refuted = is_own and answers[direction] is Inclusion.NOT_INCLUDED
        explained = any(explains(other, direction, side) for other in all_of_them)
        plain = PLAIN_KINDS if is_refuted and not explained else UNSURE_KINDS
        new = _ONE_WAY_KINDS.get((kind, direction), plain[direction])
        yield replace(difference, rule_id=f"{side}-{new}")


def unexplained(
    found: Iterable[Difference], strict: Decision, written: Decision, side: Side, *, is_exact: bool
) -> Iterator[str]:
    """Return the rules that say what the decisions say and no difference shows.

    `strict` is about all values, `written` about those without undescribed members; a member that
    is added counts as a difference of the former alone. `is_exact` if the shapes say all.
    """
    differences = list(found)
    for direction in ONE_WAY:
        answer, answer_written = strict.of(direction), written.of(direction)
        touched = any(touches(d, direction) for d in differences)
        explained = any(explains(d, direction, side) for d in differences)
        unsure = explained or any(
            hits(d, direction, side) and not d.rule.is_certain for d in differences
        )
        if answer is Inclusion.INCLUDED or explained:
            continue
        if answer_written is Inclusion.NOT_INCLUDED or (
            answer is Inclusion.NOT_INCLUDED and not touched
        ):
            yield f"{side}-{PLAIN_KINDS[direction]}"
        elif is_exact:
            continue
        elif (answer_written is Inclusion.UNKNOWN and not unsure) or not touched:
            yield f"{side}-{UNSURE_KINDS[direction]}"


def touches(difference: Difference, direction: Direction) -> bool:
    """Return whether a difference says anything about that direction."""
    rule = difference.rule
    is_about_members = "member" in rule.id
    return rule.direction in (direction, Direction.BOTH) or is_about_members


def hits(difference: Difference, direction: Direction, side: Side) -> bool:
    """Return whether a difference breaks the side that a change in that direction breaks."""
    breaks_client = (direction is Direction.NARROWS) == (side is Side.REQUEST)
    breach = RULES[difference.rule_id].breach
    return breach.hits_client if breaks_client else breach.hits_server


def explains(difference: Difference, direction: Direction, side: Side) -> bool:
    """Return whether a difference says for certain that values differ in that direction."""
    rule = difference.rule
    if not rule.is_certain or "default-" in rule.id:
        return False
    if "required-member-removed" in rule.id:
        return True
    return hits(difference, direction, side) and (
        rule.direction is not Direction.APART or "member" in rule.id
    )
