"""Checks of what can be read in two ways: either is right, a third is not.

What is open stands in openapi/README.md, "Open, both accepted".
"""

from typing import Any

import pytest

from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import (
    PROBLEMS,
    earliest_day,
    expect_problem,
    verification_request,
)
from trustlink_conformance.judgement import not_applicable
from trustlink_conformance.listings import about, length, suppliers_by_length, without_rows
from trustlink_conformance.lists import DEFAULT_LIMIT, RECORDS, Walk, next_cursor
from trustlink_conformance.readings import reference_day
from trustlink_conformance.site import Site

DATED = ("listCreditRatings", "getViolationStatus")
YEAR_NOUGHT = "0000-01-01"
REFUSALS = {400: f"{PROBLEMS}invalid-request", 422: f"{PROBLEMS}date-out-of-range"}
ONE = ("01", "+1", "1.0")
"""Other spellings of the limit 1."""


@requirement("VIO-10", section="generated")
@pytest.mark.parametrize("asked", DATED)
def test_the_year_0000_is_refused(site: Site, asked: str) -> None:
    expect_no_such_day(site.ask(asked, uscc=site.suppliers[0], asOf=YEAR_NOUGHT))


@requirement("VIO-10", section="generated")
def test_the_year_0000_is_refused_in_a_body(site: Site) -> None:
    body = verification_request(site, site.suppliers[0], asOf=YEAR_NOUGHT)

    expect_no_such_day(site.ask("createVerification", body=body))


@requirement("REB-05", section="generated")
def test_periods_of_the_year_0000_are_refused(site: Site) -> None:
    uscc = site.suppliers[0]

    expect_no_such_day(site.ask("getRebateSummary", uscc=uscc, from_="0000-01", to="0000-02"))


@requirement("HTTP-07", section="generated")
def test_of_a_parameter_that_is_given_twice_one_value_counts(site: Site) -> None:
    days = [earliest_day(site).isoformat(), reference_day(site)]
    answer = site.ask("getViolationStatus", uscc=site.suppliers[0], asOf=days)

    answer.expect_status(200, 400)
    if answer.status == 200:
        answer.expect_that("/asOf", " or ".join(days), days.__contains__)


@requirement("HTTP-07", section="generated")
def test_an_unknown_parameter_is_refused_twice_as_well(site: Site) -> None:
    expect_problem(site.send("GET", "/trustlink/v1/status?a=1&a=1"), 400, "invalid-request")


@requirement("HTTP-07", section="generated")
@pytest.mark.parametrize("asked", DATED)
def test_a_parameter_without_a_value_is_not_left_out(site: Site, asked: str) -> None:
    answer = site.ask(asked, uscc=site.suppliers[0], asOf="")

    expect_problem(answer, 400, "invalid-request")


@requirement("ID-01", section="generated")
def test_an_escaped_digit_of_a_code_is_the_digit(site: Site) -> None:
    code = site.suppliers[0]
    answer = site.send("GET", f"/trustlink/v1/suppliers/%{ord(code[0]):02X}{code[1:]}")

    answer.expect_status(200)
    answer.expect("/uscc", code)


@requirement("REB-10", profile="records", section="generated")
@pytest.mark.parametrize("limit", ONE)
def test_a_limit_in_another_spelling_is_that_number_or_refused(site: Site, limit: str) -> None:
    answer = site.ask(RECORDS.operation_id, limit=limit, **about_many(site, 1))

    answer.expect_status(200, 400)
    if answer.status == 200:
        answer.expect_that("/items", "at most one", lambda items: len(items) <= 1)


@requirement("REB-10", profile="records", section="generated")
def test_a_cursor_with_the_default_limit_leads_on_or_is_refused(site: Site) -> None:
    asked = about_many(site, DEFAULT_LIMIT)

    expect_next_page(site, asked, {**asked, "limit": str(DEFAULT_LIMIT)})


@requirement("REB-10", profile="records", section="generated")
def test_a_cursor_with_the_stated_periods_leads_on_or_is_refused(site: Site) -> None:
    asked = {"uscc": about_many(site, 1)["uscc"], "limit": "1"}
    first = site.ask(RECORDS.operation_id, **asked)
    stated = {"from": first.get("/from"), "to": first.get("/to")}

    expect_next_page(site, asked, {**asked, **stated})


def expect_no_such_day(answer: Answer) -> None:
    """Expect a refusal: of a day that there is not, or that is out of range."""
    answer.expect_status(*REFUSALS)
    answer.expect("/type", REFUSALS[answer.status])


def about_many(site: Site, count: int) -> dict[str, Any]:
    """Return what asks for a list of more rows than that; raises NotTestable or NotApplicable."""
    known = suppliers_by_length(site, RECORDS)
    if not known:
        raise without_rows(site, RECORDS, "no list of records is known")
    if length(site, RECORDS, known[0]) <= count:
        not_applicable(f"no list of more than {count} records is known")
    return about(site, RECORDS, known[0])


def expect_next_page(site: Site, asked: dict[str, Any], in_other_words: dict[str, Any]) -> None:
    """Expect a cursor to lead on, or to be refused, where the request is put in other words."""
    first = site.ask(RECORDS.operation_id, **asked)
    cursor = next_cursor(first) or not_applicable("the list has one page")
    answer = site.ask(RECORDS.operation_id, cursor=cursor, **in_other_words)

    answer.expect_status(200, 400)
    if answer.status == 200:
        seen = [row for row in Walk(RECORDS, (first,)).ids if row in Walk(RECORDS, (answer,)).ids]
        site.expect("rows of the first page that come again", [], seen, first, answer)
