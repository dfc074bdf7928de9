import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustlink.contract import Contract, JsonObject, contract_of, load_contract
from trustlink_conformance.comparison import (
    MOST_DIFFERENCES,
    Difference,
    compare,
    disagreements,
    documented_schema,
    known_members,
    missing,
    unexpected,
)
from trustlink_conformance.pointer import ABSENT, first_difference
from trustlink_fixtures.scenarios import load_cases

SCHEMAS = {
    "Name": {"type": "string"},
    "Named": {"type": "object", "properties": {"name": {"$ref": "#/components/schemas/Name"}}},
    "Item": {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "note": {"type": "string", "x-disclosure": "optional"},
            "grade": {"allOf": [{"$ref": "#/components/schemas/Name"}], "x-disclosure": "optional"},
        },
    },
    "Answer": {
        "allOf": [
            {"$ref": "#/components/schemas/Named"},
            {
                "type": "object",
                "properties": {
                    "items": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
                    "ordered": {"type": "array", "x-ordered": True, "items": {"type": "integer"}},
                },
            },
        ]
    },
}
CONTRACT = contract_of(
    {"info": {"version": "1.0.0"}, "paths": {}, "components": {"schemas": SCHEMAS}}
)
ANSWER: JsonObject = {"$ref": "#/components/schemas/Answer"}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


def differences(expected: Any, actual: Any) -> list[tuple[str, Any, Any]]:
    found = compare(expected, actual, schema=ANSWER, contract=CONTRACT)
    return [(one.pointer, one.expected, one.actual) for one in found]


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        pytest.param({"name": "a"}, {"name": "a", "new": [1]}, id="an unknown member is ignored"),
        pytest.param({"n": 1}, {"n": 1.0}, id="1.0 is 1"),
        pytest.param(
            {"items": [{"id": 1}, {"id": 2}]}, {"items": [{"id": 2}, {"id": 1}]}, id="set"
        ),
        pytest.param({"items": [1, 1, 2]}, {"items": [1, 2, 1]}, id="a multiset"),
        pytest.param({"ordered": [1, 2]}, {"ordered": [1, 2]}, id="in order"),
        pytest.param({"items": [{"id": 1, "note": "x"}]}, {"items": [{"id": 1}]}, id="undisclosed"),
        pytest.param({"items": [{"id": 1, "grade": "A"}]}, {"items": [{"id": 1}]}, id="by allOf"),
        pytest.param({}, {"items": "hostile"}, id="nothing is asked"),
        pytest.param([], [], id="two empty arrays"),
        pytest.param(
            {"items": [{"id": 1}, {"id": 1, "note": "x"}]},
            {"items": [{"id": 1, "note": "x"}, {"id": 1, "note": "y"}]},
            id="the only partner is left to the one that needs it",
        ),
    ],
)
def test_a_conforming_answer_differs_nowhere(expected: Any, actual: Any) -> None:
    assert differences(expected, actual) == []


@pytest.mark.parametrize(
    ("expected", "actual", "found"),
    [
        pytest.param({"n": 1}, {"n": True}, [("/n", 1, True)], id="true is not 1"),
        pytest.param({"n": True}, {"n": 1}, [("/n", True, 1)], id="1 is not true"),
        pytest.param({"n": 0}, {"n": None}, [("/n", 0, None)], id="null is a value"),
        pytest.param({"name": "a"}, {}, [("/name", "a", ABSENT)], id="a member is missing"),
        pytest.param({"a/b": 1}, {"a/b": 2}, [("/a~1b", 1, 2)], id="names are escaped"),
        pytest.param({"x": {}}, [], [("", {"x": {}}, [])], id="another type"),
        pytest.param({"ordered": [1, 2]}, {"ordered": [2, 1]},
                     [("/ordered/0", 1, 2), ("/ordered/1", 2, 1)], id="order counts where it says"),
        pytest.param({"items": [{"id": 1}]}, {"items": []},
                     [("/items/0", {"id": 1}, ABSENT)], id="an item is missing"),
        pytest.param({"items": []}, {"items": [7]}, [("/items/0", ABSENT, 7)], id="one too many"),
        pytest.param({"ordered": [1]}, {"ordered": [1, 2]},
                     [("/ordered/1", ABSENT, 2)], id="one too many in order"),
        pytest.param({"items": [1, 1]}, {"items": [1, 2]},
                     [("/items/1", 1, 2)], id="a multiset is no set"),
        pytest.param({"items": [{"id": 1}, {"id": 2, "note": "x"}]},
                     {"items": [{"id": 2, "note": "y"}, {"id": 1}]},
                     [("/items/1/note", "x", "y")], id="the nearest item is shown"),
        pytest.param({"items": [{"id": 1, "note": "x"}]}, {"items": [{"id": 1, "note": None}]},
                     [("/items/0/note", "x", None)], id="null is not left out"),
    ],
)  # fmt: skip
def test_each_difference_is_found_where_it_is(expected: Any, actual: Any, found: Any) -> None:
    assert differences(expected, actual) == found


def test_members_that_a_site_may_withhold_are_known_from_the_contract_itself() -> None:
    contract = load_contract()
    schema = contract.schema("RebateSummary")

    found = compare(
        {"latestRefundedOn": "2026-03-26", "refundedAmountBand": "LT_100K"},
        {},
        schema=schema,
        contract=contract,
    )

    assert found == [Difference("/refundedAmountBand", "LT_100K", ABSENT)]


@pytest.mark.parametrize("status", [200, 201])
def test_all_members_of_a_published_answer_are_known_but_not_what_is_added(status: int) -> None:
    contract, answered = load_contract(), 0
    for case in load_cases():
        told = case.document["expect"].get("body")
        if case.expect.status != status or not isinstance(told, dict):
            continue
        schema = documented_schema(contract, contract.operation(case.request.operation_id), status)
        answered += 1

        known = known_members({**told, "answeredAt": "now"}, schema=schema, contract=contract)

        assert known == told, case.id
    assert answered


def test_absent_and_present_members_are_told_by_pointers() -> None:
    answer = {"a": None, "b": [{"c": 1}]}

    assert unexpected(answer, ["/x", "/b/1", "/a"]) == [Difference("/a", ABSENT, None)]
    assert missing(answer, ["/a", "/b/0/c", "/b/0/d"]) == [Difference("/b/0/d", "present", ABSENT)]


@given(JSON)
def test_an_answer_equals_itself(value: Any) -> None:
    assert differences(value, value) == []


@given(JSON, JSON)
def test_any_two_values_can_be_compared(expected: Any, actual: Any) -> None:
    assert len(differences(expected, actual)) <= MOST_DIFFERENCES


@given(JSON, st.randoms(use_true_random=False))
def test_arrays_equal_their_permutations(value: Any, rng: random.Random) -> None:
    assert differences(value, _shuffled(value, rng)) == []


@given(st.lists(st.integers(), min_size=1), st.data())
def test_a_changed_leaf_is_found(values: list[int], data: st.DataObject) -> None:
    members = {str(index): value for index, value in enumerate(values)}
    name = data.draw(st.sampled_from(sorted(members)))

    found = differences(members, {**members, name: "changed"})

    assert found == [(f"/{name}", members[name], "changed")]


@settings(deadline=None)
@given(JSON, JSON)
def test_what_differs_in_an_array_is_found_in_any_order(left: Any, right: Any) -> None:
    expected, actual = {"items": [left, right]}, {"items": [right, left, "surplus"]}

    assert differences(expected, actual) != []


def test_a_hostile_array_is_answered_at_once() -> None:
    flood = {"items": [0] * 1_000_000}

    assert len(differences({"items": [1, 2, 3]}, flood)) == MOST_DIFFERENCES


def test_a_deep_answer_is_walked_no_deeper_than_the_published_one() -> None:
    deep: Any = "end"
    for _ in range(100_000):
        deep = [deep]

    assert [pointer for pointer, _, _ in differences({"name": "a"}, {"name": deep})] == ["/name"]


def test_a_contract_is_needed_only_for_what_it_says() -> None:
    contract: Contract = load_contract()

    assert compare([2, 1], [1, 2], schema={}, contract=contract) == []


def _shuffled(value: Any, rng: random.Random) -> Any:
    if isinstance(value, dict):
        return {name: _shuffled(member, rng) for name, member in value.items()}
    if isinstance(value, list):
        return rng.sample([_shuffled(item, rng) for item in value], len(value))
    return value


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        ({"name": "a", "new": 1}, {"name": "a", "newer": 2}, []),
        ({"name": "a", "items": [{"id": 1}]}, {"name": "b", "items": [{"id": 1}]}, []),
        ({"items": [{"id": 1, "note": "x"}]}, {"items": [{"id": 1}]}, []),
        ({"items": [{"id": 1}]}, {"items": [{"id": 1, "note": "x"}]}, []),
        ({"items": [{"id": 1}]}, {"items": [{"id": 2}]}, [("/items/0/id", 1, 2)]),
        ({"items": []}, {"items": [{"id": 2}]}, [("/items/0", ABSENT, {"id": 2})]),
        ({"items": []}, {}, [("/items", [], ABSENT)]),
        ({}, {"items": []}, [("/items", ABSENT, [])]),
    ],
)
def test_two_answers_of_one_schema_disagree_where_a_site_may_not(
    left: Any, right: Any, found: list[tuple[str, Any, Any]]
) -> None:
    told = disagreements(left, right, schema=ANSWER, contract=CONTRACT, but=["name"])

    assert [(one.pointer, one.expected, one.actual) for one in told] == found


@pytest.mark.parametrize(
    ("left", "right", "place"),
    [
        ({"a": [1, {"b": 1}]}, {"a": [1, {"b": 1.0}]}, None),
        ({"a": [1, {"b": 1}]}, {"a": [1, {"b": 2}]}, "/a/1/b"),
        ({"a": [1]}, {"a": [1, 2]}, "/a"),
        ({"a/b": 1}, {}, "/a~1b"),
        ({}, [], ""),
    ],
)
def test_the_first_difference_is_told_as_deep_as_can_be(
    left: Any, right: Any, place: str | None
) -> None:
    assert first_difference(left, right) == place
