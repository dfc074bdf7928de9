"""Checks of group VIO: whether notices of violations count in the window that ends on asOf.

Which notices count is judged by the published cases and, where they are listed, in test_notices.py.
"""

from datetime import timedelta

import pytest

from trustlink.calendar import parse_date
from trustlink.contract import JsonObject
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.every_item import every_item
from trustlink_conformance.expectations import (
    AT_LEAST,
    announced_policy,
    day_before_the_earliest,
    days_that_are_today,
    expect_problem,
    future_day,
    is_each_once,
    require_day,
    three_calendar_years_before,
    verification_request,
)
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import not_testable
from trustlink_conformance.listings import who_shows, whole
from trustlink_conformance.lists import NOTICES, pages_so_far
from trustlink_conformance.readings import items, read_about, reference_day, single_items
from trustlink_conformance.site import Site

OUTCOMES = ("CLEAR", "NOTICES_FOUND", "INDETERMINATE")
ONE_DAY = timedelta(days=1)
RULES = ("duration", "anchor", "boundary", "timeZone")
NAMED = ", ".join(AT_LEAST)
DATED = ("listCreditRatings", "getViolationStatus", "createVerification")
NO_REAL_DAYS = (
    *(("getViolationStatus", day) for day in ("2026-02-30", "2025-02-29", "2026-9-1", "20260901")),
    *(("listCreditRatings", day) for day in ("2026-13-01",)),
    *(("createVerification", day) for day in ("2026-02-30",)),
)


@requirement("VIO-01")
def test_every_supplier_has_a_status_for_three_years(site: Site) -> None:
    for uscc in site.suppliers:
        answer = read_about(site, "getViolationStatus", uscc)

        answer.expect_status(200)
        answer.expect_that("/outcome", " or ".join(OUTCOMES), OUTCOMES.__contains__)
        answer.expect("/window/duration", "P3Y")


@requirement("VIO-02")
@pytest.mark.parametrize("as_of", ["2024-02-29", "2025-03-01", "2026-02-28", "2026-09-01"])
def test_the_window_is_the_three_calendar_years_up_to_as_of(site: Site, as_of: str) -> None:
    require_day(site, as_of)
    answer = site.read("getViolationStatus", uscc=site.suppliers[0], asOf=as_of)

    answer.expect("/window/to", as_of)
    first = three_calendar_years_before(as_of)
    answer.expect("/window/from", first, hint=Hint.THREE_YEARS_IN_DAYS)


@requirement("VIO-02")
def test_without_as_of_the_window_ends_with_the_day_of_the_answer(site: Site) -> None:
    answer = site.read("getViolationStatus", uscc=site.suppliers[0])

    answer.expect("/window/to", answer.value("/asOf"))
    answer.expect_that(
        "/window", "three calendar years", is_three_calendar_years, hint=Hint.THREE_YEARS_IN_DAYS
    )


@requirement("VIO-02")
@pytest.mark.parametrize("rule", RULES)
def test_the_window_follows_the_announced_policy(site: Site, rule: str) -> None:
    announced = announced_policy(site).get(rule)
    for answer in statuses(site):
        answer.expect(f"/window/{rule}", announced)


@requirement("VIO-02", profile="records", afterwards=True)
def test_every_list_of_notices_states_the_window_up_to_its_day(site: Site) -> None:
    whole(site, NOTICES, who_shows(site))
    pages = pages_so_far(site, NOTICES)
    if not pages:
        not_testable("no list of notices could be read", provide="a site whose sources answer")
    for page in pages:
        page.expect("/window/to", page.value("/asOf"))
        page.expect_that("/window", "three calendar years", is_three_calendar_years)
        for rule in RULES:
            page.expect(f"/window/{rule}", announced_policy(site).get(rule))


@requirement("VIO-05", afterwards=True, each=True)
def test_coverage_names_each_authority_of_the_policy_once(site: Site) -> None:
    authorities = announced_policy(site)["authorities"]
    for item in every_item(site, "noViolation"):
        item.expect_that(
            "/coverage",
            f"{authorities}, each once",
            lambda entries: is_each_once([one["authority"] for one in entries], authorities),
        )


@requirement("VIO-05", afterwards=True, each=True)
def test_outcome_counts_and_coverage_agree(site: Site) -> None:
    for item in every_item(site, "noViolation"):
        item.expect_that("", "NOTICES_FOUND exactly if counted is above 0", is_found_if_counted)
        item.expect_that(
            "", f"CLEAR only if all, {NAMED} among them, are COVERED", is_clear_only_if_covered
        )
        item.expect_that("", "PARTIAL_COVERAGE beside a gap", is_gap_told)
        item.expect_that(
            "/counts",
            "underAppeal at most counted",
            lambda n: 0 <= n["underAppeal"] <= n["counted"],
        )


@requirement("VIO-10")
@pytest.mark.parametrize("operation_id", DATED)
def test_a_day_to_come_is_out_of_range(site: Site, operation_id: str) -> None:
    answer = ask_as_of(site, operation_id, future_day(site))

    expect_problem(answer, 422, "date-out-of-range")


@requirement("VIO-10")
@pytest.mark.parametrize("operation_id", DATED)
def test_a_day_before_the_earliest_is_out_of_range(site: Site, operation_id: str) -> None:
    answer = ask_as_of(site, operation_id, day_before_the_earliest(site))

    expect_problem(answer, 422, "date-out-of-range")


@requirement("VIO-10")
@pytest.mark.parametrize(("operation_id", "as_of"), NO_REAL_DAYS)
def test_what_is_no_real_day_is_refused(site: Site, operation_id: str, as_of: str) -> None:
    answer = ask_as_of(site, operation_id, as_of)

    expect_problem(answer, 400, "invalid-request", hint=Hint.LOOSE_DATE)


@requirement("VIO-10", section="generated")
@pytest.mark.parametrize("as_of", ["2026-W36-2", "2026-02-30"])
def test_what_is_no_real_day_is_refused_of_ratings(site: Site, as_of: str) -> None:
    answer = ask_as_of(site, "listCreditRatings", as_of)
    expect_problem(answer, 400, "invalid-request", hint=Hint.LOOSE_DATE)


@requirement("VIO-10", profile="records", section="generated")
def test_the_list_of_notices_takes_no_time_of_day(site: Site) -> None:
    answer = ask_as_of(site, "listViolationNotices", f"{reference_day(site)}T00:00:00Z")

    expect_problem(answer, 400, "invalid-request")


@requirement("VIO-10", profile="records", section="generated")
def test_the_list_of_notices_does_not_answer_for_tomorrow(site: Site) -> None:
    today = parse_date(max(days_that_are_today(site)))
    answer = ask_as_of(site, "listViolationNotices", (today + ONE_DAY).isoformat())

    expect_problem(answer, 422, "date-out-of-range")


@requirement("VIO-11")
@pytest.mark.parametrize("operation_id", ["listCreditRatings", "getViolationStatus"])
def test_today_is_the_day_in_shanghai(site: Site, operation_id: str) -> None:
    answer = site.ask(operation_id, uscc=site.suppliers[0])
    today = days_that_are_today(site)

    answer.expect_status(200)
    answer.expect_that("/asOf", " or ".join(sorted(today)), today.__contains__, hint=Hint.UTC_DAY)


@requirement("VIO-11")
@pytest.mark.parametrize("operation_id", ["listCreditRatings", "getViolationStatus"])
def test_today_in_shanghai_can_be_asked_about(site: Site, operation_id: str) -> None:
    today = min(days_that_are_today(site))
    answer = site.ask(operation_id, uscc=site.suppliers[0], asOf=today)

    answer.expect_status(200, hint=Hint.UTC_DAY)
    answer.expect("/asOf", today)


@requirement("VIO-08")
def test_an_appeal_is_among_the_reasons_exactly_if_there_is_one(site: Site) -> None:
    for item in items(site, "noViolation"):
        item.expect_that("", "UNDER_APPEAL exactly if underAppeal is above 0", is_appeal_told)


def statuses(site: Site) -> list[Answer]:
    """Return the statuses of a few suppliers: those that can be read, see VIO-01."""
    return [item.answer for item in single_items(site, "noViolation")]


def ask_as_of(site: Site, operation_id: str, as_of: str) -> Answer:
    uscc = who_shows(site) if operation_id == "listViolationNotices" else site.suppliers[0]
    if operation_id == "createVerification":
        body = verification_request(site, uscc, asOf=as_of, checks=["NO_VIOLATION"])
        return site.read(operation_id, body=body)
    return site.read(operation_id, uscc=uscc, asOf=as_of)


def is_three_calendar_years(window: JsonObject) -> bool:
    return bool(window["from"] == three_calendar_years_before(window["to"]))


def is_found_if_counted(status: JsonObject) -> bool:
    return bool((status["outcome"] == "NOTICES_FOUND") == (status["counts"]["counted"] > 0))


def is_clear_only_if_covered(status: JsonObject) -> bool:
    named = {entry["authority"] for entry in status["coverage"]}
    return bool(status["outcome"] != "CLEAR") or (named >= {*AT_LEAST} and not has_gap(status))


def is_gap_told(status: JsonObject) -> bool:
    told = "PARTIAL_COVERAGE" in [reason["code"] for reason in status["reasons"]]
    return told is (status["outcome"] == "NOTICES_FOUND" and has_gap(status))


def is_appeal_told(status: JsonObject) -> bool:
    told = "UNDER_APPEAL" in [reason["code"] for reason in status["reasons"]]
    return told is (status["counts"]["underAppeal"] > 0)


def has_gap(status: JsonObject) -> bool:
    return any(entry["state"] != "COVERED" for entry in status["coverage"])
