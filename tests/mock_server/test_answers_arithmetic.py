"""The numbers of the answers about a thousand generated suppliers, counted again from the facts.

The recount reads the JSON of the facts with plain loops and compares dates as texts; it shares no
code with the rules.
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from trustlink.calendar import TaxPeriod
from trustlink.contract import load_contract
from trustlink.schemas import compile_named_schema
from trustlink_fixtures.generator.suppliers import generate
from trustlink_fixtures.scenarios import load_discovery
from trustlink_mock.answers import (
    Periods,
    Sight,
    SourceTrouble,
    credit_ratings,
    facts_of,
    policy_of,
    rebate_summary,
    supplier,
    violation_status,
)

DOCUMENTS = list(generate(count=1000, seed=11))
SIGHT = Sight(now=datetime(2026, 10, 1, tzinfo=UTC), policy=policy_of(load_discovery()))
RANGES = [("2025-10", "2026-09"), ("2023-10", "2026-09"), ("2026-03", "2026-03")]
DAYS = [("2023-09-30", "2026-09-30"), ("2021-02-28", "2024-02-29"), ("2022-04-01", "2025-04-01")]
"""First and last day of windows: the last is asOf."""

Answer = Callable[[Any], Any]


def source_is_up(document: Any, authority: str) -> bool:
    return any(
        source["authority"] == authority and source["state"] == "UP"
        for source in document["sources"]
    )


def recounted_summary(document: Any, first: str, last: str) -> dict[str, Any]:
    rows = [
        row
        for row in document["rebates"]["records"]
        if first <= row["taxPeriod"] <= last and source_is_up(document, "STA")
    ]
    counted: dict[str, Any] = {
        "recordCount": len(rows),
        "countsByStatus": dict(Counter(row["status"] for row in rows)),
    }
    if not rows:
        return counted
    days = [row["refundedOn"] for row in rows if "refundedOn" in row]
    counted |= {"latestRefundedOn": max(days)} if days else {}
    is_withheld = document["supplier"]["recordsDisclosure"] == "WITHHELD"
    band = "NOT_DISCLOSED" if is_withheld else recounted_band(rows)
    hs6 = sorted({row["hsCode"][:6] for row in rows})
    return counted | {"refundedAmountBand": band, "hs6": hs6}


def recounted_band(rows: list[Any]) -> str:
    paid = [row["refundAmount"]["amount"] for row in rows if row["status"] == "REFUNDED"]
    fen = sum(int(Decimal(amount) * 100) for amount in paid)
    if fen < 10_000_000:
        return "LT_100K"
    if fen < 100_000_000:
        return "FROM_100K_TO_1M"
    return "FROM_1M_TO_10M" if fen < 1_000_000_000 else "GE_10M"


def recounted_notices(document: Any, first: str, last: str) -> dict[str, Any]:
    seen = [
        notice
        for notice in document["notices"]
        if first <= notice["decisionDate"] <= last
        and notice["state"] not in ("REVOKED", "REPAIRED")
        and notice["authority"] != "OTHER"
        and source_is_up(document, notice["authority"])
    ]
    appealed = [notice for notice in seen if notice["state"] == "UNDER_APPEAL"]
    severities = {notice.get("severity") for notice in seen}
    highest = [one for one in ("SERIOUS", "GENERAL", "MINOR") if one in severities][:1]
    own_word = "SELF_DECLARED" in [source["method"] for source in document["sources"]]
    up = all(source_is_up(document, one) for one in ("GACC", "STA", "SAMR"))
    everyone = up and not own_word
    return {
        "outcome": "NOTICES_FOUND" if seen else "CLEAR" if everyone else "INDETERMINATE",
        "counts": {"counted": len(seen), "underAppeal": len(appealed)},
        **({"highestSeverity": highest[0]} if highest else {}),
    }


@pytest.mark.parametrize(("first", "last"), RANGES)
def test_a_summary_equals_a_recount_of_the_rows(first: str, last: str) -> None:
    periods = Periods(TaxPeriod.parse(first), TaxPeriod.parse(last))
    names = ("recordCount", "countsByStatus", "latestRefundedOn", "refundedAmountBand", "hs6")
    bands = set()

    for document in DOCUMENTS:
        answer = rebate_summary(facts_of(document), periods, sight=SIGHT)
        shown = {name: answer[name] for name in names if name in answer}
        bands.add(shown.get("refundedAmountBand"))
        assert shown == recounted_summary(document, first, last), document["scenario"]

    assert len(bands) >= 4


@pytest.mark.parametrize(("first", "last"), DAYS)
def test_a_violation_status_equals_a_recount_of_the_notices(first: str, last: str) -> None:
    outcomes = set()

    for document in DOCUMENTS:
        answer = violation_status(facts_of(document), date.fromisoformat(last), sight=SIGHT)
        shown = {
            name: answer[name]
            for name in ("outcome", "counts", "highestSeverity")
            if name in answer
        }
        outcomes.add(shown["outcome"])
        assert shown == recounted_notices(document, first, last), document["scenario"]

    assert outcomes == {"CLEAR", "NOTICES_FOUND", "INDETERMINATE"}


def test_at_most_one_rating_of_a_scheme_is_listed_and_it_is_the_latest() -> None:
    as_of = "2026-05-20"

    for document in DOCUMENTS:
        answer = credit_ratings(facts_of(document), date.fromisoformat(as_of), sight=SIGHT)
        latest: dict[str, Any] = {}
        for rating in sorted(document["ratings"], key=lambda one: str(one["validFrom"])):
            if rating["validFrom"] <= as_of and source_is_up(document, rating["authority"]):
                latest[rating["scheme"]["id"]] = rating["grade"]
        assert {one["scheme"]["id"]: one["grade"] for one in answer["ratings"]} == latest


@pytest.mark.parametrize(
    ("schema", "answer"),
    [
        ("CreditRatings", lambda facts: credit_ratings(facts, date(2026, 9, 30), sight=SIGHT)),
        ("ViolationStatus", lambda facts: violation_status(facts, date(2026, 9, 30), sight=SIGHT)),
        (
            "RebateSummary",
            lambda facts: rebate_summary(
                facts, Periods(TaxPeriod(2025, 10), TaxPeriod(2026, 9)), sight=SIGHT
            ),
        ),
    ],
)
def test_each_answer_is_valid_by_the_contract(schema: str, answer: Answer) -> None:
    compiled = compile_named_schema(load_contract(), schema)

    for document in DOCUMENTS:
        assert compiled.faults(answer(facts_of(document))) == [], document["scenario"]


def test_each_registration_is_valid_by_the_contract_or_its_register_fails() -> None:
    compiled = compile_named_schema(load_contract(), "Supplier")
    failed = 0

    for document in DOCUMENTS:
        try:
            assert compiled.faults(supplier(facts_of(document), sight=SIGHT)) == []
        except SourceTrouble:
            failed += 1
            assert not source_is_up(document, "SAMR")

    assert failed
