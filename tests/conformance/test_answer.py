"""Home of the tests of the answer: each expectation is one comparison, and a failed one speaks."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from trustlink_conformance.answer import Answer
from trustlink_conformance.exchange import (
    Exchange,
    Failure,
    FailureKind,
    Incoming,
    Origin,
    Outgoing,
)
from trustlink_conformance.judgement import Violation
from trustlink_conformance.ledger import Ledger

BODY = {"counts": {"counted": 1}, "names": ["a"], "none": None, "flag": True}
Asked = Callable[[Answer], Any]


def answer_of(body: bytes, failure: Failure | None = None, status: int = 200) -> Answer:
    headers = (("Vary", "Accept"), ("vary", "Accept-Language"), ("Date", "x"))
    response = Incoming(status, headers, body)
    request = Outgoing("GET", "https://site.example/")
    started = datetime(2026, 9, 1, tzinfo=UTC)
    return Answer(Exchange(9, Origin(), request, response, failure, started, 0.5), Ledger())


GOOD = json.dumps(BODY).encode()


@pytest.mark.parametrize(
    "asked",
    [
        lambda answer: answer.expect_status(200),
        lambda answer: answer.expect_status(201, 200),
        lambda answer: answer.expect("/counts/counted", 1.0),
        lambda answer: answer.expect("/counts", {"counted": 1}),
        lambda answer: answer.expect("/none", None),
        lambda answer: answer.expect_that("/names", "a list", lambda value: len(value) == 1),
        lambda answer: answer.expect_absent("/counts/other"),
        lambda answer: answer.expect_present("/none"),
        lambda answer: answer.expect_header("date", "x"),
        lambda answer: answer.expect_header("VARY", "Accept, Accept-Language"),
        lambda answer: answer.expect_header_that("Date", "short", lambda value: len(value) < 5),
        lambda answer: answer.expect_no_header("Location"),
    ],
)
def test_an_expectation_that_is_met_is_one_comparison(asked: Asked) -> None:
    answer = answer_of(GOOD)

    asked(answer)

    assert [comparison.passed for comparison in answer.ledger.comparisons] == [True]


@pytest.mark.parametrize(
    ("asked", "expected", "actual", "pointer"),
    [
        (lambda a: a.expect_status(201, 204), "201 or 204", "200", "status"),
        (lambda a: a.expect("/counts/counted", 2), "2", "1", "/counts/counted"),
        (lambda a: a.expect("/flag", 1), "1", "True", "/flag"),
        (lambda a: a.expect("/nothing", "x"), '"x"', "absent", "/nothing"),
        (lambda a: a.expect_that("/none", "a text", str.isdigit), "a text", "None", "/none"),
        (lambda a: a.expect_that("/no", "any", lambda _: True), "any", "absent", "/no"),
        (lambda a: a.expect_absent("/none"), "absent", "None", "/none"),
        (lambda a: a.expect_present("/no"), "present", "absent", "/no"),
        (lambda a: a.expect_header("Location", "x"), "x", "absent", "header Location"),
        (lambda a: a.expect_no_header("Date"), "absent", "x", "header Date"),
        (lambda a: a.value("/no"), "a member", "absent", "/no"),
    ],
)
def test_an_expectation_that_is_not_met_says_what_where_and_when(
    asked: Asked, expected: str, actual: str, pointer: str
) -> None:
    answer = answer_of(GOOD)

    with pytest.raises(Violation) as caught:
        asked(answer)

    violation = caught.value
    assert (str(violation.expected), str(violation.actual)) == (expected, actual)
    assert (violation.pointer, violation.exchanges) == (pointer, (9,))


READERS: list[Asked] = [
    lambda answer: answer.json,
    lambda answer: answer.get("/a"),
    lambda answer: answer.expect("/a", 1),
    lambda answer: answer.expect_absent("/a"),
]


@pytest.mark.parametrize("asked", READERS)
@pytest.mark.parametrize("body", [b"", b"<html>", b"[" * 100_000, b"\xff", b"[NaN]"])
def test_a_body_that_is_no_json_is_a_violation_whatever_is_asked_of_it(
    asked: Asked, body: bytes
) -> None:
    with pytest.raises(Violation, match="a JSON body"):
        asked(answer_of(body))


@pytest.mark.parametrize(
    "asked",
    [
        *READERS,
        lambda answer: answer.status,
        lambda answer: answer.expect_status(200),
        lambda answer: answer.expect_header("Date", "x"),
        lambda answer: answer.expect_no_header("Location"),
    ],
)
def test_an_answer_that_is_not_complete_meets_no_expectation(asked: Asked) -> None:
    cut_off = answer_of(GOOD, Failure(FailureKind.TIMEOUT, "no complete answer within 10 s"))

    with pytest.raises(Violation) as caught:
        asked(cut_off)

    assert "no complete answer" in str(caught.value.actual)


def test_members_that_occur_twice_are_told() -> None:
    assert answer_of(b'{"a": 1, "a": 2}').repeated_members == ("a",)


def test_what_was_received_can_be_looked_at_without_a_comparison() -> None:
    answer = answer_of(GOOD)

    assert answer.get("/counts/counted") == 1
    assert answer.get("/counts/other", 7) == 7
    assert answer.header("date") == "x"
    assert answer.seconds == 0.5
    assert answer.ledger.comparisons == []
