import importlib
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import schemathesis.checks

from trustlink.calendar import TaxPeriod
from trustlink.contract import Operation, load_contract
from trustlink_conformance.generation.generated_request import (
    GeneratedRequest,
    digest_of,
    idempotency_key,
    is_of_operation,
)
from trustlink_conformance.generation.requests import TRIED_BY_CONSTRAINT, Extent, requests_of
from trustlink_conformance.generation.rules import (
    CHECKS,
    EXCLUDED_CHECKS,
    MAY_BE_STATIC,
    NARROWED_CHECKS,
    rules_of,
)
from trustlink_conformance.generation.seclusion import _ENCODABLE
from trustlink_conformance.generation.vocabulary import Vocabulary
from trustlink_conformance.requester import Requester

CONTRACT = load_contract()
OPERATIONS = CONTRACT.operations
LISTS = ("listRebateRecords", "listViolationNotices")
VOCABULARY = Vocabulary(
    suppliers=("91440300TL0000016J", "91320594TL0000024X", "91330200TL00000328"),
    requesters=(Requester("SG", "202699001M"), Requester("TH", "0105569990011")),
    days=("2024-02-29", "2026-09-01"),
    first_periods=("2025-10", "2026-06"),
    last_periods=("2026-06", "2026-09"),
    goods=("853221", "8532210000"),
    verifications=("ver-1",),
)
ALONE = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
MEASURED = """
from test_generated_requests import OPERATIONS, generated
for operation in OPERATIONS:
    generated(operation.operation_id)
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


def generated(operation_id: str, *, seed: int = 1, fuzzed: int = 4) -> list[GeneratedRequest]:
    operation = CONTRACT.operation(operation_id)
    extent = Extent(seed=seed, fuzzed=fuzzed)
    return requests_of(operation, CONTRACT, vocabulary=VOCABULARY, extent=extent)


def test_the_same_seed_makes_the_same_requests() -> None:
    assert digest_of(generated("getRebateSummary")) == digest_of(generated("getRebateSummary"))


def test_literals_of_the_code_around_change_no_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest_of(generated("listCreditRatings", fuzzed=40))
    lines = [f"LITERAL_{number} = 'literal {number}'" for number in range(200)]
    (tmp_path / "full_of_literals.py").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    importlib.import_module("full_of_literals")

    assert digest_of(generated("listCreditRatings", fuzzed=40)) == before


def test_another_seed_makes_other_requests() -> None:
    first, second = (digest_of(generated("createVerification", seed=seed)) for seed in (1, 2))

    assert first != second


def test_a_value_that_the_site_gave_out_does_not_change_the_digest() -> None:
    one, other = (GeneratedRequest("GET", f"/trustlink/v1/verifications/{v}") for v in ("a1", "b2"))

    assert digest_of([one], masked=["a1"]) == digest_of([other], masked=["b2"])


def test_a_number_that_is_nobodys_business_does_not_change_the_digest() -> None:
    one, other = (GeneratedRequest("POST", "/x", content=b'{"id": "%s"}' % n) for n in (b"1", b"2"))

    assert digest_of([one], masked=["1"]) == digest_of([other], masked=["2"])
    assert digest_of([one]) != digest_of([other])


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.operation_id)
def test_each_operation_gets_acceptable_requests(operation: Operation) -> None:
    intents = {request.intent for request in generated(operation.operation_id)}

    assert "acceptable" in intents


@pytest.mark.parametrize(
    ("operation_id", "places"),
    [
        ("listCreditRatings", {"path/uscc", "query/asOf"}),
        ("getRebateSummary", {"path/uscc", "query/from", "query/to"}),
        ("getViolationStatus", {"path/uscc", "query/asOf"}),
        ("createVerification", {"body", "body/supplier/uscc", "body/requester/id", "body/asOf"}),
        ("listRebateRecords", {"path/uscc", "query/from", "query/status", "query/hsCode"}),
        ("listRebateRecords", {"query/limit", "query/cursor"}),
        ("listViolationNotices", {"path/uscc", "query/asOf", "query/limit", "query/cursor"}),
        ("createBatch", {"body", "body/items", "body/items/supplier/uscc", "body/items/stage"}),
    ],
)
def test_each_part_of_a_request_is_made_invalid(operation_id: str, places: set[str]) -> None:
    requests = generated(operation_id)

    assert places <= {one.place for one in requests if one.intent == "refusable"}


def test_acceptable_periods_are_in_order_and_few_enough() -> None:
    steps = [
        TaxPeriod.parse(last) - TaxPeriod.parse(first)
        for first in VOCABULARY.first_periods
        for last in VOCABULARY.last_periods
    ]
    targets = [one.target for one in generated("getRebateSummary") if one.intent == "acceptable"]

    assert all(0 <= step < 36 for step in steps)
    assert all("from=" in target and "to=" in target for target in targets)


def test_conditional_headers_are_never_generated() -> None:
    requests = [one for operation in OPERATIONS for one in generated(operation.operation_id)]

    assert {name for one in requests for name, _ in one.headers} <= {
        "Accept-Language",
        "Content-Type",
    }


@pytest.mark.parametrize("operation_id", LISTS)
def test_a_cursor_is_generated_only_where_it_is_the_one_fault(operation_id: str) -> None:
    with_cursor = [one for one in generated(operation_id) if "cursor=" in one.target]

    assert with_cursor
    assert {(one.intent, one.place) for one in with_cursor} == {("refusable", "query/cursor")}


@pytest.mark.parametrize("seed", range(1, 6))
def test_an_acceptable_batch_names_each_supplier_once(seed: int) -> None:
    requests = generated("createBatch", seed=seed, fuzzed=12)
    batches = [json.loads(one.content or b"") for one in requests if one.intent == "acceptable"]
    named = [[item["supplier"]["uscc"] for item in batch["items"]] for batch in batches]

    assert {len(codes) for codes in named} == {1, 2, 3}
    assert all(len(set(codes)) == len(codes) for codes in named)


@pytest.mark.parametrize("scenario", ["array_below_min_items", "array_above_max_items"])
def test_a_batch_is_made_too_small_and_too_large(scenario: str) -> None:
    (request,) = (
        one
        for one in generated("createBatch")
        if one.place == "body/items" and one.scenario == scenario
    )

    assert len(json.loads(request.content or b"")["items"]) in {0, 11}


@pytest.mark.parametrize("operation_id", sorted(MAY_BE_STATIC))
def test_to_what_may_be_a_static_file_nothing_refusable_is_sent(operation_id: str) -> None:
    assert {one.intent for one in generated(operation_id)} == {"acceptable"}


def test_of_requests_that_are_alike_a_few_are_sent() -> None:
    requests = [one for one in generated("createVerification") if one.intent == "refusable"]

    alike = Counter((one.place, one.scenario) for one in requests)

    assert max(alike.values()) == 3
    assert len({place for place, _ in alike}) > 10


def test_a_rule_is_of_a_requirement_that_speaks_of_the_operation() -> None:
    uncited = {
        one.operation_id: rules_of(one).keys() - set(one.requirements)
        for one in CONTRACT.operations
    }

    assert not any(uncited.values()), uncited


def test_each_request_has_an_idempotency_key_of_its_own() -> None:
    requests = generated("createVerification")

    keys = [idempotency_key(request, nonce="n") for request in requests]

    assert len(set(keys)) == len(requests)


@pytest.mark.parametrize(
    ("target", "is_its_own"),
    [
        ("/trustlink/v1/verifications/a?x=1", True),
        ("/trustlink/v1/verifications/", False),
        ("/trustlink/v1/verifications/a/b", False),
    ],
)
def test_another_path_is_another_operation(target: str, *, is_its_own: bool) -> None:
    operation = CONTRACT.operation("getVerification")

    assert is_of_operation(GeneratedRequest("GET", target), operation) is is_its_own


def test_generating_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    generated("getStatus", seed=3)

    assert list(tmp_path.iterdir()) == []


def test_each_check_of_schemathesis_is_used_or_left_out_with_a_reason() -> None:
    known = {
        name
        for name in dir(schemathesis.checks)
        if name in schemathesis.checks.CHECKS.get_all_names()
    }

    assert {*CHECKS, *EXCLUDED_CHECKS} == known | {"max_response_time"}
    assert not set(CHECKS) & EXCLUDED_CHECKS.keys()
    assert all(EXCLUDED_CHECKS.values())


def test_each_used_check_speaks_of_requirements_that_are_judged_by_it() -> None:
    judged = {name for operation in OPERATIONS for name in rules_of(operation)}

    assert {name for names in CHECKS.values() for name in names} <= judged
    assert NARROWED_CHECKS.keys() <= CHECKS.keys()


@pytest.mark.slow
@pytest.mark.parametrize("codec", ["utf-8", "ascii"])
def test_what_is_laid_out_of_codecs_is_true(codec: str) -> None:
    known, not_read_back = _ENCODABLE[codec]
    laid_out = {code for first, last in known for code in range(first, last + 1)}

    assert not_read_back == []
    assert laid_out == {code for code in range(sys.maxunicode + 1) if is_written(code, codec)}


def is_written(code: int, codec: str) -> bool:
    try:
        return chr(code).encode(codec).decode(codec) == chr(code)
    except UnicodeEncodeError:
        return False


@pytest.mark.slow
def test_generating_takes_little_memory() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", MEASURED], capture_output=True, text=True, check=True, env=ALONE
    )

    assert int(ended.stdout) < 160 * 1024


@pytest.mark.parametrize("operation_id", ["createVerification", "createBatch"])
def test_what_each_constraint_is_tried_for_is_not_generated_again(operation_id: str) -> None:
    made = [one for one in generated(operation_id) if one.scenario in TRIED_BY_CONSTRAINT]

    assert {one.place for one in made} <= {"body/requester/id", "body/items"}


def test_one_invalid_parameter_among_several_makes_a_request_invalid() -> None:
    made = [one for one in generated("listRebateRecords") if one.parameter == "limit"]

    assert any("&limit=101" in one.target for one in made)
    assert all(one.invalid for one in made)
