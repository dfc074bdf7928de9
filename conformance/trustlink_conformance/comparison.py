"""Home of comparing an answer with a published one: what differs, and where.

What the published answer does not name may differ. Members that are missing are forgiven where
their schema says `x-disclosure: optional`; arrays are compared without regard to order, unless
their schema says `x-ordered: true`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from trustlink.contract import Contract, JsonObject, Operation
from trustlink.evolution import is_known, is_open
from trustlink_conformance.pairing import pair
from trustlink_conformance.pointer import ABSENT, escaped, is_equal, value_at

MOST_DIFFERENCES = 100
"""A comparison stops here: an answer that differs in more places is another answer."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where an answer is not the published one."""

    pointer: str
    """JSON pointer into the published answer: a reordered array keeps the published indexes."""
    expected: object
    actual: object


@dataclass(frozen=True)
class Shape:
    """What the schemas at one place say together, references and allOf resolved."""

    contract: Contract = field(repr=False)
    schemas: tuple[JsonObject, ...] = ()
    _members: dict[str, "Shape"] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def is_ordered(self) -> bool:
        """Whether the order of this array counts."""
        return any(schema.get("x-ordered") is True for schema in self.schemas)

    @cached_property
    def is_optional(self) -> bool:
        """Whether a site may leave this member out although it knows it."""
        return any(schema.get("x-disclosure") == "optional" for schema in self.schemas)

    def member(self, name: str) -> "Shape":
        """Return the shape of a member; one that no schema names says nothing."""
        if name not in self._members:
            found = (schema.get("properties", {}).get(name) for schema in self.schemas)
            self._members[name] = self._inner(found)
        return self._members[name]

    @cached_property
    def item(self) -> "Shape":
        """The shape of an array's items."""
        return self._inner(schema.get("items") for schema in self.schemas)

    def _inner(self, found: Iterable[JsonObject | None]) -> "Shape":
        return shape_of(self.contract, *(schema for schema in found if schema is not None))


def shape_of(contract: Contract, *schemas: JsonObject) -> Shape:
    """Return what schemas of the contract say together."""
    parts = (part for schema in schemas for part in _parts(contract, schema))
    return Shape(contract, tuple(parts))


def compare(
    expected: Any, actual: Any, *, schema: JsonObject, contract: Contract
) -> list[Difference]:
    """Return where an answer differs from the published one, in the order of the published one.

    Both are JSON; `actual` may be hostile: it is walked no deeper than `expected`, and never
    more than MOST_DIFFERENCES are returned.
    """
    shape = _known_shape(contract, schema)
    if is_open(contract):
        actual = _without_later_entries(actual, shape)
    differences = _differences(expected, actual, pointer="", shape=shape)
    return _first(differences, MOST_DIFFERENCES)


def disagreements(
    left: Any, right: Any, *, schema: JsonObject, contract: Contract, but: Collection[str] = ()
) -> list[Difference]:
    """Return where two answers of one schema disagree; the left one is what is expected.

    Members that no schema knows are set aside, and those named in `but`; one that may be left out
    may be missing on either side.
    """
    if _is_equal_but(left, right, but):
        return []
    shape = shape_of(contract, schema)
    left, right = (_known(value, shape, but) for value in (left, right))
    surplus = compare(right, left, schema=schema, contract=contract)
    return compare(left, right, schema=schema, contract=contract) or [
        Difference(one.pointer, one.actual, one.expected) for one in surplus
    ]


def documented_schema(contract: Contract, operation: Operation, status: int) -> JsonObject:
    """Return the schema of an answer of that status; raises KeyError if none is documented."""
    response = contract.resolve(operation.document["responses"][str(status)])
    media_type: JsonObject = next(iter(response["content"].values()))
    schema: JsonObject = media_type["schema"]
    return schema


def known_members(value: Any, *, schema: JsonObject, contract: Contract) -> Any:
    """Return a JSON value without the members that no schema at their place knows.

    A site may add such members, with whatever it likes in them.
    """
    return _known(value, _known_shape(contract, schema), ())


def missing(actual: Any, pointers: Iterable[str]) -> list[Difference]:
    """Return a difference for each pointer at which nothing stands."""
    return [
        Difference(pointer, "present", ABSENT)
        for pointer in pointers
        if value_at(actual, pointer) is ABSENT
    ]


def unexpected(actual: Any, pointers: Iterable[str]) -> list[Difference]:
    """Return a difference for each pointer at which something stands."""
    values = ((pointer, value_at(actual, pointer)) for pointer in pointers)
    return [Difference(pointer, ABSENT, value) for pointer, value in values if value is not ABSENT]


_SHAPES: dict[int, Shape] = {}
"""By the identity of the schema, which the shape keeps alive."""


def _known_shape(contract: Contract, schema: JsonObject) -> Shape:
    """Return the shape of a schema that many answers are compared by: it is worked out once."""
    known = _SHAPES.get(id(schema))
    if known is None or known.contract is not contract:
        known = _SHAPES[id(schema)] = shape_of(contract, schema)
    return known


def _parts(contract: Contract, schema: JsonObject) -> Iterator[JsonObject]:
    yield schema
    resolved = contract.resolve(schema)
    if resolved is not schema:
        yield resolved
    for part in resolved.get("allOf", ()):
        yield from _parts(contract, part)


def _is_equal_but(left: Any, right: Any, names: Collection[str]) -> bool:
    """Return whether two JSON values are equal when members of these names are set aside."""
    if isinstance(left, list) and isinstance(right, list):
        pairs = zip(left, right, strict=False)
        return len(left) == len(right) and all(_is_equal_but(*pair, names) for pair in pairs)
    if not (isinstance(left, dict) and isinstance(right, dict)):
        return is_equal(left, right)
    kept = [name for name in left if name not in names]
    return len(kept) == sum(name not in names for name in right) and all(
        name in right and _is_equal_but(left[name], right[name], names) for name in kept
    )


def _known(value: Any, shape: Shape, but: Collection[str]) -> Any:
    """Return a value without members that no schema at their place knows, and without `but`."""
    if isinstance(value, list):
        item = shape.item
        return [_known(one, item, but) for one in value]
    if not isinstance(value, dict):
        return value
    members = {name: shape.member(name) for name in value if name not in but}
    return {name: _known(value[name], one, but) for name, one in members.items() if one.schemas}


def _without_later_entries(value: Any, shape: Shape) -> Any:
    """Return a value without the entries of arrays that hold a value of a later version."""
    if isinstance(value, list):
        kept = [one for one in value if not _is_later(one, shape.item)]
        return [_without_later_entries(one, shape.item) for one in kept]
    if not isinstance(value, dict):
        return value
    return {name: _without_later_entries(one, shape.member(name)) for name, one in value.items()}


def _is_later(value: Any, shape: Shape) -> bool:
    if isinstance(value, dict):
        return any(_is_later(one, shape.member(name)) for name, one in value.items())
    return isinstance(value, str) and not is_known(value, shape.schemas)


def _differences(expected: Any, actual: Any, *, pointer: str, shape: Shape) -> Iterator[Difference]:
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        yield from _in_object(expected, actual, pointer=pointer, shape=shape)
    elif isinstance(expected, list) and isinstance(actual, list):
        yield from _in_array(expected, actual, pointer=pointer, shape=shape)
    elif not is_equal(expected, actual):
        yield Difference(pointer, expected, actual)


def _in_object(
    expected: Mapping[str, Any], actual: Mapping[str, Any], *, pointer: str, shape: Shape
) -> Iterator[Difference]:
    for name, value in expected.items():
        place, member = f"{pointer}/{escaped(name)}", shape.member(name)
        if name in actual:
            yield from _differences(value, actual[name], pointer=place, shape=member)
        elif not member.is_optional:
            yield Difference(place, value, ABSENT)


def _in_array(
    expected: Sequence[Any], actual: Sequence[Any], *, pointer: str, shape: Shape
) -> Iterator[Difference]:
    item = shape.item
    counterparts = _counterparts(expected, actual, shape=shape)
    for index, counterpart in enumerate(counterparts):
        place = f"{pointer}/{index}"
        if counterpart is None:
            yield Difference(place, expected[index], ABSENT)
        else:
            yield from _differences(expected[index], actual[counterpart], pointer=place, shape=item)
    surplus = sorted(set(range(len(actual))) - set(counterparts))
    for number, index in enumerate(surplus, start=len(expected)):
        yield Difference(f"{pointer}/{number}", ABSENT, actual[index])


def _counterparts(
    expected: Sequence[Any], actual: Sequence[Any], *, shape: Shape
) -> list[int | None]:
    if shape.is_ordered:
        return [index if index < len(actual) else None for index in range(len(expected))]
    item = shape.item

    def distance(left: int, right: int) -> int:
        found = _differences(expected[left], actual[right], pointer="", shape=item)
        return len(_first(found, MOST_DIFFERENCES))

    # Of an array that is longer by more than is ever reported, the rest needs no partner.
    return pair(len(expected), min(len(actual), len(expected) + MOST_DIFFERENCES), distance)


def _first(differences: Iterator[Difference], limit: int) -> list[Difference]:
    return [difference for difference, _ in zip(differences, range(limit), strict=False)]
