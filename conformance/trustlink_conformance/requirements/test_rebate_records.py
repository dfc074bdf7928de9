"""Checks of group REB on the profile records: what a single record says, and says not."""

import re
from datetime import timedelta
from functools import partial
from typing import Any

from trustlink.calendar import parse_date
from trustlink_conformance.declare import NotApplicable, requirement
from trustlink_conformance.expectations import days_that_are_today, is_civil_date
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import not_applicable, where_known
from trustlink_conformance.listings import every_row, suppliers_by_length, whole
from trustlink_conformance.lists import RECORDS, asked, pages_so_far
from trustlink_conformance.readings import Item
from trustlink_conformance.remembered import remembered
from trustlink_conformance.site import Site

MASKED = re.compile(r"[0-9]{8}0[*]{5}[0-9]{4}")
HS10 = re.compile(r"[0-9]{10}")
DIGITS = re.compile(r"[0-9]{18,}")
NUMBER = re.compile(r"(?=([0-9]{8}0[0-9]{9}))")
EDITIONS = {"2017": "2017-01-01", "2022": "2022-01-01", "2028": "2028-01-01"}
"""Editions of the Harmonized System, and the first day of each."""
A_WHILE = timedelta(days=31)
"""What may lie between a declaration, whose edition counts, and the export."""
RATE = re.compile(r"0[.][0-9]{2}")
AMOUNT = re.compile(r"[0-9]+[.][0-9]{2}")
PAID = ("REFUNDED", "RECOVERED")
NOT_REFUNDABLE = "NOT_REFUNDABLE"
MOST_OTHERS = 6
"""Suppliers whose records are read as well."""

PHOTOVOLTAICS = ("854142", "854143")
BATTERIES = "850760"
"""Subheadings whose rates are published."""
RATES = {
    **{code: {"2026-04-01": "0.00"} for code in PHOTOVOLTAICS},
    BATTERIES: {"2024-12-01": "0.09", "2026-04-01": "0.06", "2027-01-01": "0.00"},
}
"""By subheading the rate and the day from which it holds."""


@requirement("REB-06", profile="records", afterwards=True)
def test_a_declaration_number_is_masked(site: Site) -> None:
    for row in every_row(site, RECORDS):
        row.expect_that(
            "/declarationNumber",
            "eight digits, 0, five asterisks, four digits",
            MASKED.fullmatch,
        )


@requirement("REB-06", profile="records", afterwards=True)
def test_a_declaration_number_stands_nowhere_in_full(site: Site) -> None:
    known = {str(row.get("/declarationNumber")) for row in every_row(site, RECORDS)}
    for answer in site.recall():
        shown = [one for one in numbers_in(answer.text) if masked(one) in known]
        site.expect("declaration numbers in full", [], shown, answer)


@requirement("REB-07", profile="records", afterwards=True)
def test_goods_have_ten_digits_and_an_edition(site: Site) -> None:
    for row in every_row(site, RECORDS):
        row.expect_that("/hsCode", "ten digits", HS10.fullmatch, hint=Hint.TEXT_AS_NUMBER)
        editions = editions_at(row.get("/exportDate"))
        row.expect_that("/hsVersion", " or ".join(sorted(editions)), editions.__contains__)


@requirement("REB-08", profile="records", afterwards=True)
def test_amounts_and_rates_are_texts_of_two_places(site: Site) -> None:
    for row in every_row(site, RECORDS):
        row.expect_that("/refundRate", "0.00 to 0.99", RATE.fullmatch, hint=Hint.TEXT_AS_NUMBER)
        if row.get("/refundAmount") is not None:
            row.expect_that(
                "/refundAmount/amount",
                "two decimal places",
                AMOUNT.fullmatch,
                hint=Hint.TEXT_AS_NUMBER,
            )
            row.expect("/refundAmount/currency", "CNY")


@requirement("REB-08", profile="records", afterwards=True)
def test_at_the_rate_of_nothing_there_is_no_amount(site: Site) -> None:
    for row in at_no_rate(site):
        row.expect_absent("/refundAmount")


@requirement("REB-09", profile="records", afterwards=True)
def test_the_day_of_a_refund_is_there_exactly_if_it_was_paid(site: Site) -> None:
    today = max(days_that_are_today(site))
    for row in every_row(site, RECORDS):
        if row.get("/status") in PAID:
            row.expect_that("/refundedOn", f"a day up to {today}", partial(is_day_up_to, today))
        else:
            row.expect_absent("/refundedOn")


@requirement("REB-12", profile="records", afterwards=True)
def test_a_rate_is_that_of_the_export_date(site: Site) -> None:
    known = [(row, rate) for row in every_row(site, RECORDS) if (rate := published_rate(row))]
    if not known:
        raise NotApplicable("no record is about goods whose rate is published")

    for row, rate in known:
        row.expect("/refundRate", rate)


@requirement("REB-12", profile="records", afterwards=True)
def test_not_refundable_are_exactly_the_goods_at_the_rate_of_nothing(site: Site) -> None:
    for row in every_row(site, RECORDS):
        if row.get("/refundRate") == "0.00":
            row.expect("/status", NOT_REFUNDABLE)
        else:
            row.expect_that("/status", "another state than NOT_REFUNDABLE", is_refundable)


@requirement("REB-05", profile="records", afterwards=True)
def test_each_record_is_of_a_period_that_was_asked_for(site: Site) -> None:
    for row in where_known(partial(every_row, site, RECORDS)):
        given = asked(row.answer)
        first, last = (given.get(name, row.answer.get(f"/{name}")) for name in ("from", "to"))
        row.expect_that("/taxPeriod", f"{first} to {last}", partial(lies_between, first, last))


@requirement("REB-07", profile="records", section="generated")
def test_the_goods_of_other_suppliers_have_an_edition_of_their_time(site: Site) -> None:
    for row in rows_of_others(site):
        editions = editions_at(row.get("/exportDate"))
        row.expect_that("/hsVersion", " or ".join(sorted(editions)), editions.__contains__)


@requirement("REB-08", profile="records", section="generated")
def test_the_amounts_of_other_suppliers_are_in_yuan(site: Site) -> None:
    for row in rows_of_others(site):
        row.expect_that("/refundRate", "0.00 to 0.99", RATE.fullmatch)
        if row.get("/refundAmount") is not None:
            row.expect_that("/refundAmount/amount", "two decimal places", AMOUNT.fullmatch)
            row.expect("/refundAmount/currency", "CNY")


def rows_of_others(site: Site) -> list[Item]:
    """Return rows of suppliers whose records no check has looked at; those of a few of them."""
    every_row(site, RECORDS)
    seen = {page.exchange.origin.subject for page in pages_so_far(site, RECORDS)}
    known = site.world.memory.setdefault(
        "others with records",
        [uscc for uscc in suppliers_by_length(site, RECORDS) if uscc not in seen][:MOST_OTHERS],
    )
    lists = [whole(site, RECORDS, uscc) for uscc in known]
    return [row for one in lists for row in one.rows] or not_applicable("every list was read")


def is_refundable(status: object) -> bool:
    return status != NOT_REFUNDABLE


def at_no_rate(site: Site) -> list[Item]:
    """Return the records at the rate 0.00; raises NotApplicable if there is none."""
    found = [row for row in every_row(site, RECORDS) if row.get("/refundRate") == "0.00"]
    if not found:
        raise NotApplicable("no record has the rate 0.00")
    return found


def published_rate(row: Item) -> str | None:
    """Return the rate that is published for goods and export date; None if none is."""
    day, rates = row.get("/exportDate"), RATES.get(str(row.get("/hsCode"))[:6], {})
    held = [rate for since, rate in rates.items() if is_civil_date(day) and since <= day]
    return held[-1] if held else None


@remembered
def numbers_in(text: str) -> list[str]:
    """Return whatever may be a declaration number in full; they may overlap."""
    return [number for digits in DIGITS.findall(text) for number in NUMBER.findall(digits)]


def masked(number: str) -> str:
    return f"{number[:9]}*****{number[14:]}"


def editions_at(day: Any) -> set[str]:
    """Return the editions that a record of an export may state: at a change both."""
    if not is_civil_date(day):
        return set(EDITIONS)
    exported = parse_date(day)
    days = [exported.isoformat(), (exported - A_WHILE).isoformat()]
    begun = [[name for name, since in EDITIONS.items() if since <= one] for one in days]
    return {names[-1] for names in begun if names} or set(EDITIONS)


def lies_between(first: str, last: str, period: str) -> bool:
    return first <= period <= last


def is_day_up_to(last: str, day: str) -> bool:
    return is_civil_date(day) and day <= last
