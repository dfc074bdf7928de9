"""Test the comparison of parameters by texts: what one schema takes and the other does not is told.

A value stands for the text that it is written as; a text is taken if any value that is written so
is admitted.
"""

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from schema_pairs import TYPES, add_keyword, mutated
from test_oracle import silent_about

from trustlink.comparison.difference import Difference, Side
from trustlink.comparison.library import library_of
from trustlink.comparison.rule import Direction
from trustlink.comparison.schema_comparison import SchemaComparison
from trustlink.comparison.wire import Wire
from trustlink.comparison.wire_comparison import wire_differences

PAIRS = 2_000
CHUNKS = 4
TEXTS = ("", "a", "b", "ab", "abc", "bbbb", "1", "2", "3", "4", "12", "-1", "0", "0.5", "1.5",
         "true", "false", "a,b", "2020-02-02", "127.0.0.1", "999999999999")  # fmt: skip
Written = tuple[str, ...]
"""The texts of the values of one name: `q=a&q=b` is ("a", "b")."""


def readings(text: str) -> Iterator[Any]:
    """Yield the scalars that are written as a text."""
    yield text
    if text in ("true", "false"):
        yield text == "true"
    elif text.lstrip("-").isdigit():
        yield int(text)
    elif text.replace(".", "", 1).isdigit():
        yield float(text)


def values(written: Written) -> Iterator[Any]:
    """Yield the values that are written so, an array as `q=a&q=b`."""
    if len(written) == 1:
        yield from readings(written[0])
    yield from map(list, product(*map(list, map(readings, written))))


def parameter(random: Random) -> dict[str, Any]:
    """Return the schema of a parameter: a scalar, or an array of scalars."""
    kind = random.choice([t for t in TYPES if t not in ("object", "null")])
    schema: dict[str, Any] = {"type": kind}
    if kind == "array":
        schema["items"] = {"type": random.choice(["string", "integer", "boolean"])}
    for _ in range(random.choice([0, 0, 1, 2])):
        add_keyword(random, schema, depth=9)
    return schema


def compared(before: Any, after: Any, side: Side) -> tuple[Difference, ...]:
    shared = {"T": {"type": "string"}}
    libraries = [library_of({"schema": s, "$defs": shared}) for s in (before, after)]
    for library in libraries:
        library.is_newer = True
    schemas = [(library.top.child("schema"),) for library in libraries]
    return wire_differences(
        SchemaComparison(*libraries), schemas[0], schemas[1], side, Wire(joins_items=False)
    )


def taken(schema: Any, written: Written) -> bool:
    whole = {"allOf": [schema], "$defs": {"T": {"type": "string"}}}
    validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    return any(validator.is_valid(value) for value in values(written))


ALL_WRITTEN: list[Written] = [
    *((text,) for text in TEXTS),
    *product(TEXTS[1:11], repeat=2),
    *((text, text, text) for text in TEXTS[1:8]),
]


def witnesses(before: Any, after: Any) -> dict[Direction, Written]:
    """Return texts that only one of the schemas takes."""
    found: dict[Direction, Written] = {}
    for written in ALL_WRITTEN:
        was, is_now = taken(before, written), taken(after, written)
        if was != is_now:
            found.setdefault(Direction.NARROWS if was else Direction.WIDENS, written)
    return found


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_text_shows_a_difference_that_is_not_told(chunk: int) -> None:
    random = Random(chunk)  # noqa: S311 -- repeatable, no secret
    untold, differing = [], 0

    for number in range(PAIRS // CHUNKS):
        before = parameter(random)
        after = parameter(random) if number % 4 == 0 else mutated(random, before)
        found = compared(before, after, list(Side)[number % 2])
        shown = witnesses(before, after)
        differing += bool(shown)
        untold += [
            (before, after, written, [d.rule_id for d in found])
            for direction, written in shown.items()
            if silent_about(found, direction)
        ]

    assert untold == []
    assert differing > PAIRS // CHUNKS // 4
