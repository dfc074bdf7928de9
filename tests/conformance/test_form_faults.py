"""A response that is not as documented explains what fails because of it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from raw_server import Serve, Visit
from sample_site import sample_site, say_json
from verify_bench import Bench, requirement_of

from trustlink.contract import load_contract
from trustlink_conformance.exchange import Exchange, Incoming, Origin, Outgoing
from trustlink_conformance.form_faults import fault_behind, is_of_container, place_of
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import Background, Violation
from trustlink_conformance.pointer import ABSENT

CONTRACT = load_contract()
OPERATION = CONTRACT.operation("getRebateSummary")


def exchange(body: Any, status: int = 200) -> Exchange:
    request = Outgoing("GET", "https://site.example/x")
    response = Incoming(status, (), json.dumps(body).encode())
    started = datetime(2026, 9, 1, tzinfo=UTC)
    return Exchange(1, Origin(), request, response, None, started, 0.1)


def behind(pointer: str, actual: Any, **members: Any) -> Any:
    answer = exchange(complete(**members))
    violation = Violation("x", actual, pointer=pointer, background=Background(answers=(answer,)))
    return fault_behind(violation, contract=CONTRACT, operation_of=lambda _: OPERATION)


def complete(**members: Any) -> dict[str, Any]:
    """Return a summary that is valid but for these members; one that is ABSENT is left out."""
    provenance = {
        "authority": "STA", "method": "AUTHORITY_API", "retrievedAt": "2026-10-01T04:00:00Z",
        "dataAsOf": "2026-10-01T04:00:00Z", "freshness": "FRESH",
    }  # fmt: skip
    reason = {"code": "NO_RECORDS_IN_PERIOD", "message": "None.", "language": "en"}
    whole = {
        "uscc": "91440300TL0000016J", "from": "2025-10", "to": "2026-09", "outcome": "NO_RECORDS",
        "reasons": [reason], "managementClass": "CLASS_1", "recordCount": 0,
        "refundMethod": "EXEMPT_CREDIT_REFUND", "countsByStatus": {}, "provenance": provenance,
        **members,
    }  # fmt: skip
    return {name: value for name, value in whole.items() if value is not ABSENT}


@pytest.mark.parametrize("pointer", ["", "/countsByStatus", "/countsByStatus/REFUNDED"])
def test_an_object_of_another_type_explains_what_fails_above_at_and_below_it(pointer: str) -> None:
    fault = behind(pointer, ABSENT, countsByStatus=[])

    assert is_of_container(fault)
    assert (fault.pointer, fault.constraint, fault.value) == ("/countsByStatus", "type object", [])


def test_it_explains_nothing_of_another_member() -> None:
    assert behind("/recordCount", 5, countsByStatus=[]) is None


def test_a_value_that_the_schema_does_not_admit_is_a_fault_of_form_where_it_was_compared() -> None:
    fault = behind("/recordCount", "0", recordCount="0")

    assert fault.constraint == "type integer"
    assert not is_of_container(fault)
    assert behind("/outcome", "NO_RECORDS", recordCount="0") is None


def test_a_member_that_is_missing_is_a_fault_at_its_own_place() -> None:
    fault = behind("/recordCount", ABSENT, recordCount=ABSENT)

    assert place_of(fault) == "/recordCount"
    assert fault.constraint == "required recordCount"


def test_a_valid_response_explains_nothing() -> None:
    assert behind("/outcome", "NO_RECORDS") is None


@pytest.mark.parametrize("pointer", ["status", "header Vary"])
def test_what_is_not_in_the_body_has_no_fault_of_form(pointer: str) -> None:
    assert behind(pointer, "x", countsByStatus=[]) is None


def test_the_type_is_what_a_check_is_said_to_have_found(serve: Serve, bench: Bench) -> None:
    def site(visit: Visit) -> None:
        if "summary" in visit.path:
            say_json(visit, complete(countsByStatus=[]))
        else:
            sample_site(visit)

    report = bench.verify(
        serve(site).url,
        """
        from trustlink_conformance.requirements.test_rebates import is_sum_of_counts

        @requirement("REB-03", "REB-13")
        def test_it(site):
            answer = site.ask("getRebateSummary", uscc=USCC)
            with site.judging("REB-03"):
                answer.expect_that("", "the sum of the counts", is_sum_of_counts)
            with site.judging("REB-13"):
                answer.expect("/countsByStatus/REFUNDED", 1)
        """,
    )

    first, second = (requirement_of(report, name) for name in ("REB-03", "REB-13"))
    for row in (first, second):
        (finding,) = row["findings"]
        assert finding["expected"] == "a value of the type object, as the contract documents"
        assert (finding["actual"], finding["pointer"]) == ("[]", "/countsByStatus")
        assert (finding["constraint"], finding["stage"]) == ("type object", "form")
        assert finding["hint"] == Hint.EMPTY_LIST
    assert {first.get("followsFrom"), second.get("followsFrom")} > {None}
