"""The answers about the published scenarios: valid by the contract, and as published."""

import json
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from trustlink.calendar import TaxPeriod, parse_date
from trustlink.contract import load_contract
from trustlink.schemas import CompiledSchema, compile_named_schema
from trustlink_fixtures.cases import Case
from trustlink_fixtures.scenarios import load_cases, load_discovery, load_scenarios
from trustlink_mock.answers import (
    Facts,
    Periods,
    Sight,
    SourceTrouble,
    Stamp,
    credit_ratings,
    facts_of,
    policy_of,
    rebate_summary,
    supplier,
    verification,
    verification_request,
    violation_status,
)
from trustlink_mock.answers.texts import Language
from trustlink_mock.registry import Registry, load_registry

POLICY = policy_of(load_discovery())
REGISTRY = load_registry()
SUPPLIERS = list(REGISTRY)
DAYS = [parse_date(day) for day in ("2021-11-01", "2024-02-29", "2026-03-31", "2026-09-01")]
SCHEMAS = {
    "getSupplier": "Supplier",
    "listCreditRatings": "CreditRatings",
    "getRebateSummary": "RebateSummary",
    "getViolationStatus": "ViolationStatus",
    "createVerification": "Verification",
}
VOLATILE = {
    "retrievedAt", "dataAsOf", "verificationId", "consultationNumber", "requestedAt",
    "completedAt", "message",
}  # fmt: skip
ANSWERED = [case for case in load_cases() if case.expect.status in {200, 201}]
CORE = [case for case in ANSWERED if case.profile == "core"]
REFUSED_BY_SOURCE = [
    case for case in load_cases() if case.profile == "core" and case.expect.status in {503, 504}
]


@cache
def schema(operation_id: str) -> CompiledSchema:
    return compile_named_schema(load_contract(), SCHEMAS[operation_id])


def sight_on(day: date, language: Language = "en") -> Sight:
    noon = datetime(day.year, day.month, day.day, 4, 30, tzinfo=UTC)
    return Sight(now=noon, policy=POLICY, language=language)


def answer_to(operation_id: str, facts: Facts, parameters: Any, body: Any, sight: Sight) -> Any:
    if operation_id == "getSupplier":
        return supplier(facts, sight=sight)
    if operation_id == "getRebateSummary":
        first, last = TaxPeriod.parse(parameters["from"]), TaxPeriod.parse(parameters["to"])
        return rebate_summary(facts, Periods(first, last), sight=sight)
    if operation_id == "createVerification":
        return _verification(facts, body, sight)
    ask = {"listCreditRatings": credit_ratings, "getViolationStatus": violation_status}
    return ask[operation_id](facts, parse_date(parameters["asOf"]), sight=sight)


def _verification(facts: Facts, body: Any, sight: Sight) -> Any:
    stamp = Stamp(
        verification_id="ver-1",
        consultation_number="TL-0123456789AB",
        requested_at=sight.now,
        completed_at=sight.now,
        valid_until=sight.now + timedelta(days=7),
    )
    request = verification_request(body, as_of=parse_date(body["asOf"]))
    return verification(facts, request, stamp=stamp, sight=sight)


def bare(value: Any, *, ordered: bool = False) -> Any:
    if isinstance(value, dict):
        volatile = VOLATILE | ({"validUntil"} if "verificationId" in value else set())
        kept = {name: one for name, one in value.items() if name not in volatile}
        return {name: bare(one, ordered=name == "hs6") for name, one in kept.items()}
    if isinstance(value, list) and not ordered:
        return sorted((bare(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    return value


def body_for(facts: Facts, day: date) -> Any:
    return {
        "supplier": {"uscc": facts.uscc, "nameZh": facts.registration["legalNameZh"]},
        "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
        "checks": ["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION"],
        "stage": "INQUIRY",
        "hsCodes": ["853221"],
        "asOf": str(day),
    }


def answers_about(facts: Facts, day: date, sight: Sight) -> dict[str, Any]:
    parameters = {"asOf": str(day), "from": f"{day.year - 1}-12", "to": str(day)[:7]}
    body = body_for(facts, day)
    operations = [name for name in SCHEMAS if name != "getSupplier"]
    return {name: answer_to(name, facts, parameters, body, sight) for name in operations}


@pytest.mark.parametrize("language", ["en", "zh-CN", "th", "vi"])
@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("facts", SUPPLIERS, ids=lambda facts: str(facts.uscc))
def test_every_answer_is_valid_by_the_contract(facts: Facts, day: date, language: Language) -> None:
    answers = answers_about(facts, day, sight_on(day, language))

    faults = {name: schema(name).faults(answer) for name, answer in answers.items()}

    assert faults == {name: [] for name in answers}


@pytest.mark.parametrize(
    "facts",
    [one for one in SUPPLIERS if one.sources["SAMR"].state == "UP"],
    ids=lambda facts: str(facts.uscc),
)
def test_every_supplier_is_valid_by_the_contract(facts: Facts) -> None:
    assert schema("getSupplier").faults(supplier(facts, sight=sight_on(DAYS[-1]))) == []


@pytest.mark.parametrize("facts", SUPPLIERS, ids=lambda facts: str(facts.uscc))
def test_the_language_changes_nothing_but_sentences(facts: Facts) -> None:
    english = answers_about(facts, DAYS[-1], sight_on(DAYS[-1]))
    thai = answers_about(facts, DAYS[-1], sight_on(DAYS[-1], "th"))

    assert english != thai
    assert bare(english) == bare(thai)


@pytest.mark.parametrize("asked_on", ["2026-09-30", "2033-03-01"])
@pytest.mark.parametrize("case", CORE, ids=lambda case: case.id)
def test_the_answer_is_the_published_one(case: Case, asked_on: str) -> None:
    uscc = case.request.parameters.get("uscc") or case.request.body["supplier"]["uscc"]
    request = case.request
    sight = sight_on(parse_date(asked_on))

    answer = answer_to(
        request.operation_id, REGISTRY.suppliers[uscc], request.parameters, request.body, sight
    )

    assert bare(answer) == bare(case.expect.body)
    assert schema(request.operation_id).faults(answer) == []


@pytest.mark.parametrize("case", REFUSED_BY_SOURCE, ids=lambda case: case.id)
def test_a_source_in_trouble_is_refused_as_published(case: Case) -> None:
    facts = REGISTRY.suppliers[case.request.parameters["uscc"]]

    with pytest.raises(SourceTrouble) as raised:
        supplier(facts, sight=sight_on(DAYS[-1]))

    assert {"DOWN": 503, "SLOW": 504}[raised.value.state] == case.expect.status


def test_answering_changes_no_facts() -> None:
    documents = [scenario.facts for scenario in load_scenarios()]
    before = json.dumps(documents)

    for facts in Registry.of(facts_of(document) for document in documents):
        answers_about(facts, DAYS[-1], sight_on(DAYS[-1]))

    assert json.dumps(documents) == before


def test_there_are_published_answers_of_every_core_operation() -> None:
    assert {case.request.operation_id for case in CORE} == set(SCHEMAS)
    assert REFUSED_BY_SOURCE != []
