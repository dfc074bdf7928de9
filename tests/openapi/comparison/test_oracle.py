"""Test the comparison by values: none may show a difference that the comparison does not tell.

A value that one schema admits and the other refuses has to be announced. jsonschema-rs judges the
values, by each schema as it is written, so what the comparison makes of a schema is tested, too.
"""

from collections.abc import Callable, Iterator
from itertools import product
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from schema_pairs import NAMES, mutated, random_schema, respelt

from trustlink.comparison.difference import Difference, Side
from trustlink.comparison.library import Library
from trustlink.comparison.rule import Direction
from trustlink.comparison.schema_comparison import SchemaComparison
from trustlink.comparison.settling import touches

Pair = tuple[dict[str, Any], dict[str, Any]]

PAIRS = 5_500
"""Some of them are passed over."""
CHUNKS = 11

SCALARS: list[Any] = [
    None, True, False, 0, 1, 2, 3, 4, 6, -1, 0.5, 1.5, 2.5, 10_000_000_000,
    "", "a", "b", "c", "ab", "ba", "abc", "bbbb", "1", "12", "2020-02-02", "127.0.0.1", "a\n",
]  # fmt: skip
FEW: list[Any] = [None, True, 0, 1, 2, 1.5, "a", "ab", "1", [], [1], {}, {"a": 1}, {"b": "a"}]


def pool() -> Iterator[Any]:
    """Yield scalars, and arrays and objects of up to two, and some of three."""
    yield from SCALARS
    yield from ([], {}, [1, 2, 3], ["a", "a", "a"], {"a": 1, "b": 2, "c": 3})
    yield from ([value] for value in SCALARS)
    yield from ([one, other] for one, other in product(FEW, repeat=2))
    for name in (*NAMES, "ab", "other"):
        yield from ({name: value} for value in (*SCALARS, *FEW[9:]))
    for one, other in (("a", "b"), ("b", "c"), ("a", "other")):
        yield from ({one: v, other: w} for v, w in product(FEW, repeat=2))
    yield from ({"a": {name: value}} for name in NAMES for value in FEW)
    yield from ([{name: value}] for name in NAMES for value in FEW)


POOL = list(pool())


def document(schema: Any, shared: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "schema": schema, "$defs": {"T": shared, "U": shared}}


def pairs(random: Random, change: Callable[[Random, Any], Any]) -> Iterator[Pair]:
    """Yield pairs of documents; those whose references run in a circle are passed over."""
    for _ in range(PAIRS // CHUNKS):
        shared = random_schema(random, depth=1)
        schema = random_schema(random)
        if shared != {"$ref": "#/$defs/T"}:
            yield document(schema, shared), document(change(random, schema), shared)


def compared(before: dict[str, Any], after: dict[str, Any], side: Side) -> tuple[Difference, ...]:
    libraries = [Library({"": one}, is_newer=True) for one in (before, after)]
    schemas = [(library.top.child("schema"),) for library in libraries]
    return SchemaComparison(*libraries).differences(schemas[0], schemas[1], side)


def validator(one: dict[str, Any]) -> Any:
    schema = {"allOf": [one["schema"]], "$defs": one["$defs"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def silent_about(found: tuple[Difference, ...], direction: Direction) -> bool:
    return not any(touches(difference, direction) for difference in found)


def witnesses(before: dict[str, Any], after: dict[str, Any]) -> dict[Direction, Any]:
    """Return values that only one of the schemas admits."""
    ours, theirs = validator(before), validator(after)
    found: dict[Direction, Any] = {}
    for value in POOL:
        was, is_now = ours.is_valid(value), theirs.is_valid(value)
        if was != is_now:
            found.setdefault(Direction.NARROWS if was else Direction.WIDENS, value)
    return found


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_value_shows_a_difference_that_is_not_told(chunk: int) -> None:
    random = Random(chunk)  # noqa: S311 -- repeatable, no secret
    untold, differing = [], 0

    for number, (before, after) in enumerate(pairs(random, mutated)):
        found = compared(before, after, list(Side)[number % 2])
        shown = witnesses(before, after)
        differing += bool(shown)
        untold += [
            (before, after, value, [d.rule_id for d in found])
            for direction, value in shown.items()
            if silent_about(found, direction)
        ]

    assert untold == []
    assert differing > PAIRS // CHUNKS // 3


def test_other_words_for_the_same_are_no_certain_difference() -> None:
    random = Random(PAIRS)  # noqa: S311 -- repeatable, no secret
    certain, unsure, count = [], 0, 0

    for number, (before, after) in enumerate(pairs(random, respelt)):
        assert witnesses(before, after) == {}
        found = compared(before, after, list(Side)[number % 2])
        certain += [(before, after, d.rule_id) for d in found if d.rule.is_certain]
        unsure += bool(found)
        count += before != after

    assert certain == []
    assert count > PAIRS // CHUNKS // 3
    assert unsure < count // 30
