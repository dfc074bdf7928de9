"""A site that announces a later minor version may have values that ours does not know."""

import pytest

from trustlink.contract import Operation, load_contract
from trustlink.evolution import EXTENSIBLE, answer_contract, is_known, is_later_minor, is_open
from trustlink.schemas import compile_named_schema

CONTRACT = load_contract()
REASON = {"code": "REGISTER_RELOCATED", "message": "It has moved."}


@pytest.mark.parametrize(
    ("announced", "is_later"),
    [
        ("1.1.0", True),
        ("1.10.3", True),
        ("1.0.0", False),
        ("1.0.9", False),
        ("2.1.0", False),
        ("0.9.0", False),
        ("1.1", False),
        ("1.01.0", False),
        ("1.1.0\n", False),
        (1.1, False),
        (None, False),
    ],
)
def test_a_later_minor_version_is_one_of_our_major_version(
    announced: object, *, is_later: bool
) -> None:
    assert is_later_minor(announced, "1.0.0") is is_later
    assert is_open(answer_contract(CONTRACT, announced)) is is_later


def test_a_new_value_is_valid_for_a_later_version_alone() -> None:
    later = answer_contract(CONTRACT, "1.1.0")

    assert not compile_named_schema(CONTRACT, "Reason").is_valid(REASON)
    assert compile_named_schema(later, "Reason").is_valid(REASON)
    assert not compile_named_schema(later, "Reason").is_valid({**REASON, "code": 1})


@pytest.mark.parametrize("name", ["ViolationOutcome", "RatingOutcome", "Severity", "Check"])
def test_a_closed_enumeration_stays_closed(name: str) -> None:
    later = answer_contract(CONTRACT, "1.1.0")

    assert not compile_named_schema(later, name).is_valid("SOMETHING_NEW")


def test_an_open_contract_knows_what_ours_knows() -> None:
    schema = answer_contract(CONTRACT, "1.1.0").schema("Authority")

    assert is_known("GACC", [schema])
    assert not is_known("CNCA", [schema])
    assert is_known("CNCA", [CONTRACT.schema("Authority")])
    assert CONTRACT.schema("Authority")[EXTENSIBLE] is True


FAULT = {"code": "PATTERN", "detail": "It does not match."}


@pytest.mark.parametrize(
    ("places", "is_valid"),
    [
        ({"pointer": "/asOf"}, True),
        ({"parameter": "asOf"}, True),
        ({"header": "Idempotency-Key"}, True),
        ({}, False),
        ({"pointer": "/asOf", "parameter": "asOf"}, False),
        ({"pointer": "/asOf", "parameter": "asOf", "header": "x"}, False),
    ],
)
def test_a_fault_has_exactly_one_place(places: dict[str, str], *, is_valid: bool) -> None:
    assert compile_named_schema(CONTRACT, "Fault").is_valid({**FAULT, **places}) is is_valid


@pytest.mark.parametrize("members", [{}, {"verification": {}, "problem": {}}])
def test_an_item_of_a_batch_is_a_verification_or_a_problem(members: dict[str, object]) -> None:
    (fault,) = [
        one
        for one in compile_named_schema(CONTRACT, "BatchItem").faults({"uscc": "x", **members})
        if one.keyword == "oneOf"
    ]

    assert fault.pointer == ""


@pytest.mark.parametrize("operation", CONTRACT.operations, ids=lambda one: one.operation_id)
def test_every_answer_documents_how_an_end_is_announced(operation: Operation) -> None:
    for response in operation.document["responses"].values():
        headers = CONTRACT.resolve(response).get("headers", {})
        assert {"Deprecation", "Sunset", "Link"} <= set(headers)
