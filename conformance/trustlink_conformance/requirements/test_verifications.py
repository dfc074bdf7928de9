"""Checks of group VER: what a verification says of itself and of each result."""

import re
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from trustlink.calendar import civil_date
from trustlink.contract import JsonObject
from trustlink_conformance.addresses import origin_of, path_below
from trustlink_conformance.answer import Answer
from trustlink_conformance.counterparts import Counterparts, counterparts
from trustlink_conformance.declare import requirement
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import not_applicable
from trustlink_conformance.readings import Item
from trustlink_conformance.scans import expect_no_member
from trustlink_conformance.site import Site
from trustlink_conformance.varied import varied
from trustlink_conformance.verifications import (
    CHECKS,
    SUBSETS,
    Made,
    ask_for_subset,
    kept,
    made,
)
from trustlink_conformance.world import date_of

SHOWING = ("createVerification", "getVerification", "createBatch")
MOMENTS = ("requestedAt", "completedAt", "validUntil")
NUMBER = re.compile("TL-[0-9A-HJKMNP-TV-Z]{12}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.]\d+)?Z", re.ASCII)
SHORTEST, LONGEST = timedelta(hours=24), timedelta(days=30)
VARIATIONS_OF_TEXT = ("about goods outside", "by a spaced name")
CLOCKS_DIFFER = timedelta(seconds=60)
ECHOED = (
    *(("supplier", name) for name in ("uscc", "nameZh", "nameEn")),
    *(("requester", name) for name in ("country", "scheme", "id", "name")),
)
"""Members of a verification that repeat the request: those that were not sent are absent."""


@requirement("VER-01")
@pytest.mark.parametrize("subset", SUBSETS)
def test_every_subset_of_the_checks_can_be_asked_for(site: Site, subset: str) -> None:
    answer = ask_for_subset(site, subset)

    answer.expect_status(201, hint=Hint.LENGTH_IN_BYTES if subset == "all" else "")
    answer.expect("/stage", SUBSETS[subset].get("stage", "CONTRACT"))


@requirement("VER-01")
def test_location_leads_to_the_verification(site: Site) -> None:
    answer = ask_for_subset(site, "all")
    answer.expect_header_that(
        "Location",
        f"a URL of {site.url}",
        partial(is_own, site, answer),
        hint=Hint.SCHEME_BEHIND_PROXY,
    )
    found = site.send("GET", site.located(answer, answer.header("Location") or ""))

    found.expect_status(200)
    found.expect("/verificationId", answer.value("/verificationId"))


@requirement("VER-01", afterwards=True, each=True)
def test_every_location_names_its_verification(site: Site) -> None:
    template = site.contract.operation("getVerification").path
    for one in made(site):
        if one.is_alone:
            path = template.format(verificationId=one.item.get("/verificationId"))
            leads_there = partial(leads_to, site, one.answer, path)
            one.answer.expect_header_that(
                "Location", site.url + path, leads_there, hint=Hint.SCHEME_BEHIND_PROXY
            )


@requirement("VER-01", section="generated")
@pytest.mark.parametrize("variation", VARIATIONS_OF_TEXT)
def test_no_sign_of_a_text_is_changed(site: Site, variation: str) -> None:
    expect_as_sent(varied(site, variation))


@requirement("VER-02", section="generated", afterwards=True, each=True)
def test_exactly_what_was_requested_is_answered_whatever_else_is_asked(site: Site) -> None:
    varied(site, "turned round")
    for one in made(site):
        outcomes = {member: one.result(member).outcome for member in CHECKS}
        left_out = sorted(one.left_out())
        told = sorted(name for name, outcome in outcomes.items() if outcome == "NOT_REQUESTED")
        site.expect("results that were not requested", left_out, told, one.answer)


@requirement("VER-03", section="generated")
def test_a_gap_beside_notices_makes_a_verification_partial(site: Site) -> None:
    one = varied(site, "partly covered")
    if "PARTIAL_COVERAGE" not in one.result("noViolation").reasons:
        not_applicable("every authority was asked this time")

    one.item.expect("/completeness", "PARTIAL")


@requirement("VER-01", afterwards=True, each=True)
def test_what_was_sent_is_returned_as_sent(site: Site) -> None:
    for one in made(site):
        expect_as_sent(one)


@requirement("VER-01", afterwards=True, each=True)
def test_the_day_is_that_of_the_request_or_today(site: Site) -> None:
    for one in made(site):
        expect_day(one)
        expect_day_of_data(one)


@requirement("VER-02", afterwards=True, each=True)
def test_a_requested_result_has_outcome_reasons_and_data_of_its_own(site: Site) -> None:
    for one in made(site):
        for member in one.requested():
            result = one.result(member)
            result.expect_that("/outcome", "an outcome of its own", is_text_but_not_requested)
            result.expect_that("/reasons", "reasons of its own", are_own_reasons)
            result.expect_that("/data", "the single answer", lambda data: isinstance(data, dict))


@requirement("VER-02", afterwards=True, each=True)
def test_a_result_that_was_not_requested_says_so_and_no_more(site: Site) -> None:
    for one in made(site):
        for member in one.left_out():
            result = one.result(member)
            result.expect("/outcome", "NOT_REQUESTED")
            result.expect("/reasons/0/code", "NOT_REQUESTED")
            result.expect_that("/reasons", "this reason alone", lambda listed: len(listed) == 1)
            result.expect_absent("/data")


@requirement("VER-03", afterwards=True, each=True)
def test_a_verification_is_partial_exactly_if_a_result_is(site: Site) -> None:
    for one in made(site):
        results = [one.result(member) for member in one.requested()]
        is_whole = not any(is_partial(result) for result in results)
        one.item.expect("/completeness", "COMPLETE" if is_whole else "PARTIAL")


@requirement("VER-03", afterwards=True)
def test_a_source_that_failed_spoils_no_other_result(site: Site) -> None:
    for both in counterparts(site):
        now = both if is_alike(both) else both.asked_anew(site)
        described = f"INDETERMINATE exactly if the single answer is: {now.single.outcome}"
        site.expect_that(
            described, now.result.outcome, now.single.answer, now.result.answer,
            holds=is_alike(now), pointer=f"{now.result.pointer}/outcome",
        )  # fmt: skip


@requirement("VER-04", afterwards=True)
@pytest.mark.parametrize("member", ["verificationId", "consultationNumber"])
def test_no_verification_has_the_id_or_number_of_another(site: Site, member: str) -> None:
    seen = Counter(str(one.item.get(f"/{member}")) for one in made(site))
    for one in made(site):
        one.item.expect_that(f"/{member}", "a text of its own", lambda text: seen[text] == 1)


@requirement("VER-04", afterwards=True, each=True)
def test_the_consultation_number_is_in_crockfords_base_32(site: Site) -> None:
    for one in made(site):
        one.item.expect_that("/consultationNumber", NUMBER.pattern, NUMBER.fullmatch)


@requirement("VER-04", afterwards=True, each=True)
def test_the_moments_are_in_utc_and_in_order(site: Site) -> None:
    for one in made(site):
        for member in MOMENTS:
            one.item.expect_that(
                f"/{member}", "a moment in UTC, with Z", INSTANT.fullmatch, hint=Hint.NO_OFFSET
            )
        one.item.expect_that("", "requestedAt not after completedAt", is_in_order)
        one.item.expect_that("", "validUntil 24 hours to 30 days later", is_valid_long_enough)


@requirement("VER-04", afterwards=True, each=True)
def test_a_verification_is_requested_and_completed_when_it_is_answered(site: Site) -> None:
    for one in made(site):
        now = date_of(one.answer.exchange)
        if now is None:
            one.item.expect_that("/completedAt", "a moment", datetime.fromisoformat)
        else:
            begun = now - timedelta(seconds=one.answer.seconds)
            described = f"requested and completed within a minute of {now.isoformat()}"
            one.item.expect_that(
                "", described, partial(is_between, begun, now), hint=Hint.LOCAL_TIME
            )


@requirement("VER-10", afterwards=True)
def test_no_verification_passes_a_judgement(site: Site) -> None:
    kept(site, made(site)[0])
    for answer in site.recall(*SHOWING):
        if answer.is_json:
            expect_no_member(site, answer, "VER-10")


def expect_as_sent(one: Made) -> None:
    """Expect supplier, checks, requester, stage and reference as they were sent."""
    for member, name in ECHOED:
        if name in one.asked[member]:
            one.item.expect(f"/{member}/{name}", one.asked[member][name])
        else:
            one.item.expect_absent(f"/{member}/{name}")
    asked = sorted(one.asked["checks"])
    one.item.expect_that("/checks", f"{', '.join(asked)}, each once", partial(is_each_once, asked))
    one.item.expect("/stage", one.asked["stage"])
    if "clientReference" in one.asked:
        reference = one.asked["clientReference"]
        one.item.expect("/clientReference", reference, hint=Hint.BLANKS_ARE_COLLAPSED)
    else:
        one.item.expect_absent("/clientReference")


def expect_day(one: Made) -> None:
    """Expect as asOf the day of the request; without one that on which it was answered."""
    if "asOf" in one.asked:
        one.item.expect("/asOf", one.asked["asOf"])
        return
    for member in MOMENTS[:2]:
        one.item.expect_that(f"/{member}", "a moment in UTC, with Z", INSTANT.fullmatch)
    one.item.expect_that(
        "", "asOf the day in Asia/Shanghai when it was made", is_of_today, hint=Hint.UTC_DAY
    )


def expect_day_of_data(one: Made) -> None:
    """Expect the data to speak of that day; that there are data is VER-02's."""
    for member in one.requested():
        result, day = one.result(member), str(one.item.get("/asOf"))
        if result.get("/data") is not None:
            is_rebate = member == "exportTaxRebate"
            place, expected = ("/data/to", day[:7]) if is_rebate else ("/data/asOf", day)
            result.expect(place, expected)


def is_of_today(told: JsonObject) -> bool:
    days = {str(civil_date(moment(told, member))) for member in MOMENTS[:2]}
    return told["asOf"] in days


def is_each_once(asked: list[str], listed: list[str]) -> bool:
    return sorted(listed) == asked


def is_own(site: Site, answer: Answer, location: str) -> bool:
    return origin_of(site.located(answer, location)) == site.origin_url


def leads_to(site: Site, answer: Answer, path: str, location: str) -> bool:
    expected = path_below(site.url) + path
    found = urlsplit(site.located(answer, location)).path
    return is_own(site, answer, location) and unquote(found) == expected


def is_text_but_not_requested(outcome: Any) -> bool:
    return isinstance(outcome, str) and outcome != "NOT_REQUESTED"


def are_own_reasons(listed: list[JsonObject]) -> bool:
    codes = [reason["code"] for reason in listed]
    return bool(codes) and "NOT_REQUESTED" not in codes


def is_partial(result: Item) -> bool:
    return result.outcome == "INDETERMINATE" or "PARTIAL_COVERAGE" in result.reasons


def is_alike(both: Counterparts) -> bool:
    """Return whether a result and its single answer are both known, or both are not."""
    return (both.result.outcome == "INDETERMINATE") is (both.single.outcome == "INDETERMINATE")


def is_in_order(told: JsonObject) -> bool:
    return moment(told, "requestedAt") <= moment(told, "completedAt")


def is_between(begun: datetime, now: datetime, told: JsonObject) -> bool:
    is_late_enough = moment(told, "requestedAt") >= begun - CLOCKS_DIFFER
    return is_late_enough and moment(told, "completedAt") <= now + CLOCKS_DIFFER


def is_valid_long_enough(told: JsonObject) -> bool:
    return SHORTEST <= moment(told, "validUntil") - moment(told, "completedAt") <= LONGEST


def moment(told: JsonObject, member: str) -> datetime:
    return datetime.fromisoformat(told[member])
