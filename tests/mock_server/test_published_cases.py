"""The mock answers every published case as it is published."""

import pytest

from trustlink.contract import load_contract
from trustlink_conformance.comparison import compare
from trustlink_fixtures.scenarios import load_cases

CONTRACT = load_contract()
CASES = [case for case in load_cases() if case.profile == "core"]


def documented_schema(case):
    """The schema of the content that the contract documents for the expected status."""
    responses = CONTRACT.operation(case.request.operation_id).document["responses"]
    response = CONTRACT.resolve(responses[str(case.expect.status)])
    return next(iter(response["content"].values()))["schema"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_published_case_is_answered_as_it_is_published(mock, case):
    answer = mock.ask_case(case)

    assert answer.status == case.expect.status
    assert compare(
        case.expect.body, answer.json, schema=documented_schema(case), contract=CONTRACT
    ) == []  # fmt: skip
