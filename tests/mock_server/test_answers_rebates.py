"""Export tax rebates: which records lie in the range, and what the summary tells of them."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlink.calendar import TaxPeriod, parse_date
from trustlink.identifiers import Hs6
from trustlink_fixtures.scenarios import load_discovery
from trustlink_mock.answers import Facts, Periods, RebateRecord, Sight, policy_of, rebate_summary
from trustlink_mock.answers.rules.rebates import band, default_periods, refunded_sum
from trustlink_mock.registry import load_registry

SIGHT = Sight(now=datetime(2026, 9, 15, 4, tzinfo=UTC), policy=policy_of(load_discovery()))
CLEAN = next(iter(load_registry()))
OF_RECORDS = {"refundedAmountBand", "latestRefundedOn", "hs6"}


def record(period: str, status: Any = "SUBMITTED", **known: Any) -> RebateRecord:
    amount, refunded_on = known.get("amount"), known.get("refunded_on")
    return RebateRecord(
        record_id="REB-01-0001",
        tax_period=TaxPeriod.parse(period),
        export_date=parse_date("2026-01-15"),
        hs6=Hs6(known.get("hs6", "853221")),
        status=status,
        refund_amount=None if amount is None else Decimal(amount),
        refunded_on=None if refunded_on is None else parse_date(refunded_on),
        shown={},
    )


def claiming(*records: RebateRecord, because: Any = None, **states: Any) -> Facts:
    sources = {
        name: replace(source, state=states.get(name, "UP"))
        for name, source in CLEAN.sources.items()
    }
    rebates = replace(CLEAN.rebates, records=records, no_records_because=because)
    return replace(CLEAN, rebates=rebates, sources=MappingProxyType(sources))


def ask(facts: Facts, first: str = "2026-01", last: str = "2026-09") -> dict[str, Any]:
    periods = Periods(TaxPeriod.parse(first), TaxPeriod.parse(last))
    return rebate_summary(facts, periods, sight=SIGHT)


def codes(answer: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in answer["reasons"]]


@pytest.mark.parametrize(
    ("period", "count"),
    [("2025-12", 0), ("2026-01", 1), ("2026-09", 1), ("2026-10", 0)],
)
def test_both_ends_of_the_range_belong_to_it(period: str, count: int) -> None:
    assert ask(claiming(record(period)))["recordCount"] == count


def test_the_range_is_stated() -> None:
    answer = ask(CLEAN, "2026-02", "2026-03")

    assert (answer["from"], answer["to"]) == ("2026-02", "2026-03")


@pytest.mark.parametrize(
    ("as_of", "first", "last"),
    [
        ("2026-09-15", "2025-10", "2026-09"),
        ("2026-01-01", "2025-02", "2026-01"),
        ("2025-12-31", "2025-01", "2025-12"),
    ],
)
def test_by_default_twelve_periods_end_with_the_month_of_as_of(
    as_of: str, first: str, last: str
) -> None:
    periods = default_periods(parse_date(as_of))

    assert (str(periods.first), str(periods.last)) == (first, last)


def test_records_are_counted_by_status_and_absent_is_zero() -> None:
    answer = ask(claiming(record("2026-02"), record("2026-03"), record("2026-03", "REJECTED")))

    assert answer["recordCount"] == 3
    assert answer["countsByStatus"] == {"SUBMITTED": 2, "REJECTED": 1}


@pytest.mark.parametrize(
    ("because", "outcome", "code"),
    [
        (None, "NO_RECORDS", "NO_RECORDS_IN_PERIOD"),
        ("NEW_EXPORTER", "NO_RECORDS", "NEW_EXPORTER"),
        ("AGENT_EXPORT", "NO_RECORDS", "AGENT_EXPORT"),
        ("EXEMPT_GOODS", "NOT_APPLICABLE", "EXEMPT_GOODS"),
    ],
)
def test_a_range_without_records_says_why(because: str | None, outcome: str, code: str) -> None:
    answer = ask(claiming(record("2025-12"), because=because))

    assert (answer["outcome"], codes(answer), answer["recordCount"]) == (outcome, [code], 0)
    assert answer["countsByStatus"] == {}
    assert OF_RECORDS & set(answer) == set()


@pytest.mark.parametrize(
    ("state", "code"), [("DOWN", "SOURCE_UNAVAILABLE"), ("SLOW", "SOURCE_TIMEOUT")]
)
def test_a_failed_source_tells_nothing(state: str, code: str) -> None:
    answer = ask(claiming(record("2026-02", "REFUNDED", amount="5.00"), STA=state))

    assert (answer["outcome"], codes(answer), answer["recordCount"]) == ("INDETERMINATE", [code], 0)
    assert (answer["managementClass"], answer["refundMethod"]) == ("UNKNOWN", "UNKNOWN")
    assert {*OF_RECORDS, "provenance"} & set(answer) == set()


@pytest.mark.parametrize("authority", ["SAMR", "GACC"])
def test_the_sources_of_other_items_do_not_matter(authority: str) -> None:
    assert ask(claiming(record("2026-02"), **{authority: "DOWN"}))["outcome"] == "RECORDS_FOUND"


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0.00", "LT_100K"),
        ("99999.99", "LT_100K"),
        ("100000.00", "FROM_100K_TO_1M"),
        ("999999.99", "FROM_100K_TO_1M"),
        ("1000000.00", "FROM_1M_TO_10M"),
        ("9999999.99", "FROM_1M_TO_10M"),
        ("10000000.00", "GE_10M"),
        ("123456789012.00", "GE_10M"),
    ],
)
def test_a_lower_bound_belongs_to_its_band(amount: str, expected: str) -> None:
    assert band(Decimal(amount)) == expected


@given(st.lists(st.integers(min_value=1, max_value=50_000_000), max_size=40))
def test_sums_are_exact_to_the_fen(fen: list[int]) -> None:
    records = [record("2026-02", "REFUNDED", amount=f"{one // 100}.{one % 100:02d}") for one in fen]

    assert refunded_sum(records) * 100 == sum(fen)


def test_a_hundred_thousandths_of_a_yuan_too_little_stays_below_the_bound() -> None:
    tenths = [record("2026-02", "REFUNDED", amount="10000.10") for _ in range(9)]

    below = ask(claiming(*tenths, record("2026-03", "REFUNDED", amount="9999.09")))
    reached = ask(claiming(*tenths, record("2026-03", "REFUNDED", amount="9999.10")))

    assert below["refundedAmountBand"] == "LT_100K"
    assert reached["refundedAmountBand"] == "FROM_100K_TO_1M"


@pytest.mark.parametrize("status", ["APPROVED", "SUBMITTED", "RECOVERED", "SUSPENDED"])
def test_only_refunded_records_add_to_the_band(status: str) -> None:
    answer = ask(claiming(record("2026-02", status, amount="20000000.00")))

    assert answer["refundedAmountBand"] == "LT_100K"


def test_amounts_outside_the_range_do_not_add_to_the_band() -> None:
    outside = record("2025-12", "REFUNDED", amount="20000000.00")

    assert ask(claiming(outside, record("2026-02")))["refundedAmountBand"] == "LT_100K"


def test_the_latest_refund_is_that_of_the_records_in_the_range() -> None:
    answer = ask(
        claiming(
            record("2026-02", "REFUNDED", amount="1.00", refunded_on="2026-05-04"),
            record("2026-03", "RECOVERED", amount="1.00", refunded_on="2026-05-09"),
            record("2025-12", "REFUNDED", amount="1.00", refunded_on="2026-06-01"),
        )
    )

    assert answer["latestRefundedOn"] == "2026-05-09"


def test_without_a_refund_there_is_no_day_of_one() -> None:
    assert "latestRefundedOn" not in ask(claiming(record("2026-02")))


def test_subheadings_are_sorted_and_stand_once() -> None:
    goods = ("854121", "853221", "854121", "850450")

    answer = ask(claiming(*(record("2026-02", hs6=hs6) for hs6 in goods)))

    assert answer["hs6"] == ["850450", "853221", "854121"]


def test_a_supplier_that_withholds_its_records_shows_no_band() -> None:
    registration = {**CLEAN.registration, "recordsDisclosure": "WITHHELD"}
    withheld = replace(claiming(record("2026-02")), registration=registration)

    assert ask(withheld)["refundedAmountBand"] == "NOT_DISCLOSED"
    assert ask(withheld)["hs6"] == ["853221"]
    assert "refundedAmountBand" not in ask(replace(claiming(), registration=registration))
