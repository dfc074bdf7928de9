"""Test the comparison by values that Schemathesis generates for one of two schemas.

The pool of `test_oracle` is small and fixed; these values follow the bounds and patterns of the
very schema. What the generator does not model is passed over.
"""

from random import Random
from typing import Any

import jsonschema_rs
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from schema_pairs import mutated, random_schema
from schemathesis.core.errors import InvalidSchema, UnsupportedRegexPattern, UnsupportedSchema
from schemathesis.generation.jsonschema.builder import EMPTY_STRATEGY, build
from test_oracle import compared, document, silent_about, validator

from trustlink.comparison.difference import Side
from trustlink.comparison.rule import Direction

BEYOND = (InvalidSchema, UnsupportedRegexPattern, UnsupportedSchema)


def generator(one: dict[str, Any]) -> st.SearchStrategy[Any] | None:
    """Return the generator of values for a schema; None if it is beyond the generator."""
    schema = {"allOf": [one["schema"]], "$defs": one["$defs"]}
    try:
        found = build(schema, draft=jsonschema_rs.Draft202012, formats={})
    except BEYOND:
        return None
    return None if found is EMPTY_STRATEGY or found.is_empty else found


@settings(
    max_examples=600,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(min_value=0, max_value=10**9), data=st.data())
def test_no_generated_value_shows_a_difference_that_is_not_told(
    seed: int, data: st.DataObject
) -> None:
    random = Random(seed)  # noqa: S311 -- repeatable, no secret
    shared, schema = random_schema(random, depth=1), random_schema(random)
    assume(shared != {"$ref": "#/$defs/T"})
    before, after = document(schema, shared), document(mutated(random, schema), shared)
    found = compared(before, after, random.choice(list(Side)))

    for one, other, direction in (
        (before, after, Direction.NARROWS),
        (after, before, Direction.WIDENS),
    ):
        values = generator(one) if silent_about(found, direction) else None
        if values is not None:
            value = data.draw(values)
            assert validator(other).is_valid(value) or not validator(one).is_valid(value)
