"""Checks of group HTTP: what reading does, how often it may be done, and where there is nothing."""

from functools import partial
from typing import Any

import pytest

from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import (
    PROBLEMS,
    expect_problem,
    expect_same_head,
    known_part,
)
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import not_applicable, where_known
from trustlink_conformance.places import without
from trustlink_conformance.question import NOBODY
from trustlink_conformance.site import Site
from trustlink_conformance.sound_questions import answerable, by_operation, sound

MOMENTARY = ("retrievedAt", "dataAsOf", "freshness", "checkedAt", "nextCursor", "requestId")
ACCEPTED = {
    "getSupplier": "application/*",
    "listCreditRatings": "text/html, application/json;q=0.1",
    "getRebateSummary": "text/html, */*;q=0.1",
    "getViolationStatus": "application/*;q=0.5",
    "getVerification": "APPLICATION/JSON",
}
IN_A_ROW = ("getSupplier", "listCreditRatings", "getRebateSummary", "getViolationStatus")
LIMITED = (
    *("getSupplier", "listCreditRatings", "listRebateRecords"),
    *("getViolationStatus", "listViolationNotices", "createVerification"),
)
UNKNOWN_NAMES: dict[str, dict[str, Any]] = {  # names that no later 1.x will add
    "getStatus": {"zz-unknown": "true"},
    "getSupplier": {"as_of": "2026-09-01"},
    "listCreditRatings": {"asof": "2026-03-31", "asOf": None},
    "getRebateSummary": {"stat-us": "REFUNDED"},
    "getViolationStatus": {"as_of": "2026-03-31", "asOf": None},
    "createVerification": {"as_of": "2026-09-01"},
    "getVerification": {"zz-unknown": ""},
    "listRebateRecords": {"zz-page": "2", "from_": "2025-10", "to": "2026-09"},
    "listViolationNotices": {"zz-page": "2", "asOf": "2026-09-01"},
    "createBatch": {"zz-unknown": "newsletter"},
}
UNKNOWN_PATHS = ("suppliers", f"suppliers/{NOBODY}/balance-sheet")


@by_operation("HTTP-04", *ACCEPTED)
def test_who_takes_json_among_others_is_answered(site: Site, operation_id: str) -> None:
    answerable(site, operation_id)

    again(site, operation_id).expect_status(200)


@by_operation("HTTP-05", *ACCEPTED)
def test_reading_twice_gives_the_same(site: Site, operation_id: str) -> None:
    question = where_known(partial(answerable, site, operation_id))
    first, second = question.read(site), again(site, operation_id)
    first.expect_status(200)
    if second.status == 406:
        not_applicable("the second reading was refused for its Accept (see HTTP-04)")
    if lasting(site, first) != lasting(site, second):
        first, second = second, question.ask(site)

    expected, actual = lasting(site, first), lasting(site, second)
    site.expect("the same, but for moments", expected, actual, second)


@requirement("HTTP-05", section="generated")
def test_two_readings_in_a_row_give_the_same(site: Site) -> None:
    pairs = [in_a_row(site, one) for one in IN_A_ROW]
    known = [pair for pair in pairs if all(one.status == 200 for one in pair)]

    for first, second in known or not_applicable("nothing was answered twice in a row"):
        expected, actual = lasting(site, first), lasting(site, second)
        site.expect("the same, but for moments", expected, actual, second)


@by_operation("HTTP-05", "getStatus", "getSupplier", "getViolationStatus")
def test_head_tells_what_get_would(site: Site, operation_id: str) -> None:
    got, head = sound(site, operation_id).read(site), sound(site, operation_id).send(site, "HEAD")

    expect_same_head(got, head)
    site.expect("no content", "", head.text, head)


@by_operation("HTTP-06", *LIMITED)
def test_a_client_without_quota_is_told_when_to_come_back(site: Site, operation_id: str) -> None:
    site.require_credential("quota-used-up")
    answer = sound(site, operation_id).ask(site, credential="quota-used-up", patient=False)

    answer.expect_status(429)
    answer.expect_header_that("Retry-After", "seconds, or a date", str.strip)
    answer.expect("/type", f"{PROBLEMS}quota-exceeded")


@by_operation("HTTP-07", *UNKNOWN_NAMES)
def test_a_parameter_that_nobody_knows_is_refused_and_named(site: Site, operation_id: str) -> None:
    wrong = UNKNOWN_NAMES[operation_id]
    answer = sound(site, operation_id).read(site, **wrong)
    name = next(iter(wrong))

    expect_problem(answer, 400, "invalid-request", hint=Hint.UNKNOWN_PARAMETERS)
    answer.expect_that(
        "/errors", f"an entry with parameter {name}",
        lambda entries: name in [entry.get("parameter") for entry in entries],
    )  # fmt: skip


@requirement("HTTP-07", section="generated")
def test_a_name_without_a_value_is_a_parameter_too(site: Site) -> None:
    answer = site.send("GET", "/trustlink/v1/status?zz-unknown")

    expect_problem(answer, 400, "invalid-request")


@requirement("HTTP-08")
@pytest.mark.parametrize("path", UNKNOWN_PATHS)
def test_a_path_that_nobody_knows_is_a_problem(site: Site, path: str) -> None:
    answer = site.send("GET", f"/trustlink/v1/{path}", headers={"Accept": "application/json"})

    answer.expect_status(404)
    answer.expect("/type", "about:blank", hint=Hint.DEFAULT_ERROR_PAGE)


@requirement("HTTP-08", section="generated")
def test_a_path_that_nobody_knows_is_a_problem_to_whoever_posts(site: Site) -> None:
    answer = site.send("POST", f"/trustlink/v1/{UNKNOWN_PATHS[1]}", body={})

    answer.expect_status(404)
    answer.expect("/type", "about:blank")


@requirement("HTTP-08", section="generated")
def test_a_path_with_a_suffix_is_another_one(site: Site) -> None:
    answer = site.send("GET", "/trustlink/v1/status.json")

    answer.expect_status(404)
    answer.expect("/type", "about:blank")


def again(site: Site, operation_id: str) -> Answer:
    """Ask a second time, by a client that takes JSON, but not JSON alone."""
    return sound(site, operation_id).read(site, headers={"Accept": ACCEPTED[operation_id]})


def in_a_row(site: Site, operation_id: str) -> tuple[Answer, Answer]:
    """Ask twice; once more if something changed in between."""
    question = sound(site, operation_id)
    first, second = question.ask(site), question.ask(site)
    if first.content == second.content or lasting(site, first) == lasting(site, second):
        return first, second
    return second, question.ask(site)


def lasting(site: Site, answer: Answer) -> Any:
    """Return what is told without what a moment changes, and what follows from the age of data."""
    told = known_part(site, answer) if answer.status == 200 else answer.json
    return without(told, MOMENTARY, reasons=["DATA_STALE"])
