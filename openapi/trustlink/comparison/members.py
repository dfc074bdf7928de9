"""Compare which members two shapes of objects describe, require and refuse."""

from collections.abc import Iterator

from trustlink.comparison.difference import Difference, Side
from trustlink.comparison.placed import found_between
from trustlink.comparison.shape import Shape
from trustlink.inspection.fault import shown


def member_differences(before: Shape, after: Shape, side: Side) -> Iterator[Difference]:
    """Return what differs about the members, but not what their own schemas say."""
    yield from _closure(before, after, side)
    for name in before.properties:
        if is_in_both(before, after, name):
            yield from _requiredness(before, after, name, side)
        else:
            yield _missing(before, after, name, side)
    for name in after.properties:
        if name not in before.properties:
            yield _added(before, after, name, side)


def is_in_both(before: Shape, after: Shape, name: str) -> bool:
    """Return whether a member before is a member after; one that is only required has no schema."""
    return name in after.properties and (
        after.properties[name][0].value is not True or before.properties[name][0].value is True
    )


def _closure(before: Shape, after: Shape, side: Side) -> Iterator[Difference]:
    if after.is_closed and not before.is_closed:
        rule = f"{side}-extra-members-refused"
        yield found_between(before, after, rule, ("admitted", "refused"))
    if before.is_closed and not after.is_closed:
        rule = f"{side}-extra-members-admitted"
        yield found_between(before, after, rule, ("refused", "admitted"))


def _requiredness(before: Shape, after: Shape, name: str, side: Side) -> Iterator[Difference]:
    was, is_now = name in before.required, name in after.required
    if was != is_now:
        kind = "member-required" if is_now else "member-optional"
        yield Difference(
            f"{side}-{kind}",
            before.properties[name][0].pointer,
            after.properties[name][0].pointer,
            f"member {shown(name)} {_needed(is_needed=was)}",
            _needed(is_needed=is_now),
            name,
        )


def _missing(before: Shape, after: Shape, name: str, side: Side) -> Difference:
    schema = before.properties[name]
    kind = "member-removed"
    if schema[0].value is True and name in before.required:
        kind = "member-optional"
    elif name in before.required:
        kind = "required-member-removed"
    elif any(node.object.get("x-disclosure") == "optional" for node in schema):
        kind = "withheld-member-removed"
    return Difference(
        f"{side}-{kind}",
        schema[0].pointer,
        after.nodes[0].pointer,
        f"member {shown(name)}",
        "none of that name",
        name,
    )


def _added(before: Shape, after: Shape, name: str, side: Side) -> Difference:
    needs = _needed(is_needed=name in after.required)
    return Difference(
        f"{side}-required-member-added" if name in after.required else f"{side}-member-added",
        before.nodes[0].pointer,
        after.properties[name][0].pointer,
        f"no member {shown(name)}",
        f"member {shown(name)}, {needs}",
        name,
    )


def _needed(*, is_needed: bool) -> str:
    return "required" if is_needed else "optional"
