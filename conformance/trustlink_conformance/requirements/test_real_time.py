"""Checks of group RT: answers at once, and data whose age is told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle
from typing import Any

from trustlink.calendar import parse_duration
from trustlink.contract import JsonObject
from trustlink.errors import IdentifierError
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.every_item import every_item, is_whole
from trustlink_conformance.expectations import some_suppliers
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import NotTestable, not_testable, where_known
from trustlink_conformance.listings import every_row
from trustlink_conformance.lists import NOTICES, RECORDS
from trustlink_conformance.readings import (
    OPERATIONS,
    Item,
    items,
    read_about,
    registrations,
    verifications,
)
from trustlink_conformance.site import Site
from trustlink_conformance.stale_data import is_stale
from trustlink_conformance.world import date_of

MOST_SECONDS, SOON, LATE = 10, 2, 8
TIMED, SOON_AT_LEAST = 20, 19
SKEW = timedelta(seconds=60)
COVERING = ("COVERED", "PARTIAL")


@requirement("RT-01")
def test_the_answer_is_final_and_comes_in_the_same_call(site: Site) -> None:
    for answer in [*asked_in_turn(site), *asked_to_verify(site)]:
        site.expect_that(
            "200, 201 or an error: nothing that is yet to come", answer.status, answer,
            holds=answer.status in (200, 201) or answer.status >= 400, pointer="status",
        )  # fmt: skip
        site.expect_that(
            f"an answer within {MOST_SECONDS} s", answer.seconds, answer,
            holds=answer.seconds <= MOST_SECONDS,
        )  # fmt: skip


@requirement("RT-01")
def test_no_result_of_a_verification_is_yet_to_come(site: Site) -> None:
    for answer in verifications(site):
        for member in OPERATIONS:
            answer.expect_present(f"/results/{member}/outcome")
            answer.expect_present(f"/results/{member}/reasons/0/code")


@requirement("RT-02")
def test_nearly_all_of_twenty_answers_come_soon(site: Site) -> None:
    timed = twenty_answers(site)

    seconds = sorted(one.seconds for one in timed)
    soon = [one for one in seconds if one <= SOON]
    site.expect_that(
        f"{SOON_AT_LEAST} of {TIMED} within {SOON} s", seconds, *timed,
        holds=len(soon) >= SOON_AT_LEAST,
    )  # fmt: skip
    site.expect_that(f"all within {LATE} s", seconds[-1], *timed, holds=seconds[-1] <= LATE)


@requirement("RT-03", afterwards=True, each=True)
def test_data_were_retrieved_before_the_answer_and_described_before(site: Site) -> None:
    for datum, _ in data(site):
        answered = answered_at(datum)
        datum.expect_that("", "dataAsOf not after retrievedAt", is_in_order)
        datum.expect_that(
            "/retrievedAt",
            f"not after the answer at {answered}",
            is_at_latest(answered + SKEW),
            hint=Hint.LOCAL_TIME,
        )


@requirement("RT-03", afterwards=True, each=True)
def test_data_are_stale_exactly_if_they_are_older_than_announced(site: Site) -> None:
    for datum, check in data(site):
        limit = longest_age(site, check)
        answered = answered_at(datum)
        datum.expect_that(
            "", f"STALE if older than {limit} at {answered}, else FRESH", is_aged(limit, answered)
        )


@requirement("RT-03", afterwards=True, each=True)
def test_stale_data_are_told_among_the_reasons(site: Site) -> None:
    for member in OPERATIONS:
        for item in every_item(site, member):
            item.expect_that("", "DATA_STALE exactly if something is STALE", is_staleness_told)


@requirement("RT-03", profile="records", afterwards=True)
def test_rows_were_retrieved_before_the_answer_and_described_before(site: Site) -> None:
    rows = [*every_row(site, RECORDS), *where_known(partial(every_row, site, NOTICES))]
    for row in rows:
        answered = answered_at(row)
        row.expect_that("/provenance", "dataAsOf not after retrievedAt", is_in_order)
        row.expect_that(
            "/provenance/retrievedAt",
            f"not after the answer at {answered}",
            is_at_latest(answered + SKEW),
            hint=Hint.LOCAL_TIME,
        )


def asked_in_turn(site: Site) -> list[Answer]:
    """Return what each GET operation answers about a few suppliers, whatever it is."""
    operations = ("getSupplier", *OPERATIONS.values())
    return [read_about(site, one, uscc) for uscc in some_suppliers(site) for one in operations]


def asked_to_verify(site: Site) -> list[Answer]:
    """Return what comes of a verification; nothing if no requester is given."""
    try:
        return [read_about(site, "createVerification", some_suppliers(site)[-1])]
    except NotTestable:
        return []


def answers(site: Site) -> list[Answer]:
    """Return the readings of a few suppliers."""
    found = [item.answer for member in OPERATIONS for item in items(site, member)]
    return list({one.id: one for one in [*registrations(site), *found]}.values())


def data(site: Site) -> list[tuple[Item, str]]:
    """Return each provenance with the limit of its age; raises NotTestable if there is none."""
    read = [*registrations(site), *filter(is_whole, site.recall("getSupplier"))]
    found = [(Item(one, "/provenance"), "SUPPLIER") for one in read]
    found += [
        (Item(one.answer, f"{one.pointer}/provenance"), "CREDIT_RATING")
        for item in every_item(site, "creditRating")
        for one in item.objects("/ratings")
    ]
    found += [
        (Item(one.answer, f"{one.pointer}/provenance"), "EXPORT_TAX_REBATE")
        for one in every_item(site, "exportTaxRebate")
        if one.outcome != "INDETERMINATE" or one.get("/provenance") is not None
    ]
    found += [
        (Item(one.answer, f"{one.pointer}/provenance"), "NO_VIOLATION")
        for item in every_item(site, "noViolation")
        for one in item.objects("/coverage")
        if one.get("/state") in COVERING or one.get("/provenance") is not None
    ]
    return found


def twenty_answers(site: Site) -> list[Answer]:
    """Return twenty answers; a site of few suppliers is asked the same again, in turn."""
    known = [one for one in answers(site) if is_of_healthy_sources(one)][:TIMED]
    if not known:
        not_testable("no answer to time", provide="suppliers whose sources answer")
    asked = cycle(known)
    more = [ask_again(site, next(asked)) for _ in range(TIMED - len(known))]
    return [*known, *more]


def ask_again(site: Site, answer: Answer) -> Answer:
    """Send the request of an answer once more."""
    return site.send("GET", answer.exchange.request.url)


def is_of_healthy_sources(answer: Answer) -> bool:
    return answer.exchange.request.method == "GET" and answer.get("/outcome") != "INDETERMINATE"


def answered_at(item: Item) -> datetime:
    """Return completedAt of a verification, or the Date header, or our own clock's instant."""
    verification, is_result, _ = item.pointer.partition("/results/")
    completed = item.answer.get(f"{verification}/completedAt") if is_result else None
    if isinstance(completed, str):
        return instant(completed)
    return date_of(item.answer.exchange) or item.answer.exchange.started


def longest_age(site: Site, check: str) -> timedelta:
    """Return discovery's maxStaleness of a check; raises NotTestable if it can't be read."""
    announced = site.discovery.get("maxStaleness")
    try:
        return parse_duration(announced[check])  # type: ignore[index]
    except (TypeError, KeyError, ValueError, IdentifierError) as error:
        raise NotTestable(
            "discovery states no maxStaleness (see DISC-01)", provide="maxStaleness in discovery"
        ) from error


def instant(text: Any) -> datetime:
    return datetime.fromisoformat(text)


def is_in_order(told: JsonObject) -> bool:
    return instant(told["dataAsOf"]) <= instant(told["retrievedAt"])


def is_at_latest(latest: datetime) -> Callable[[object], bool]:
    return lambda text: instant(text) <= latest


def is_aged(limit: timedelta, answered: datetime) -> Callable[[JsonObject], bool]:
    """Return whether a datum's freshness is right; within a minute of the limit both are."""

    def is_right(told: JsonObject) -> bool:
        age = answered - instant(told["dataAsOf"])
        return age + SKEW > limit if told["freshness"] == "STALE" else age - SKEW <= limit

    return is_right


def is_staleness_told(told: JsonObject) -> bool:
    return is_stale(told) is ("DATA_STALE" in [reason["code"] for reason in told["reasons"]])
