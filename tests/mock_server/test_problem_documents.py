"""What the mock's problems say, and in which language."""

import pytest

from trustlink.contract import load_contract
from trustlink.schemas import compile_named_schema

CONTRACT = load_contract()
PROBLEM = compile_named_schema(CONTRACT, "Problem")
S01 = "91440300TL0000016J"
SUPPLIER = f"/trustlink/v1/suppliers/{S01}"

PROBLEMS = [
    ("GET", "/trustlink/v1/nowhere", {}, "about:blank", 404),
    ("PUT", SUPPLIER, {}, "about:blank", 405),
    ("GET", SUPPLIER, {"by": None}, "authentication-required", 401),
    ("GET", SUPPLIER, {"by": "quota-used-up"}, "quota-exceeded", 429),
    ("GET", SUPPLIER, {"headers": {"Accept": "text/html"}}, "about:blank", 406),
    ("GET", f"{SUPPLIER}?x=1", {}, "invalid-request", 400),
    ("GET", "/trustlink/v1/suppliers/x", {}, "invalid-identifier", 400),
    ("GET", f"{SUPPLIER}/violation-status?asOf=2999-01-01", {}, "date-out-of-range", 422),
    ("GET", "/trustlink/v1/suppliers/91350100TL0099992B", {}, "supplier-not-found", 404),
    ("GET", "/trustlink/v1/suppliers/92440300TL0099984A", {}, "supplier-not-found", 404),
    ("GET", "/trustlink/v1/verifications/x", {}, "verification-not-found", 404),
    ("GET", "/trustlink/v1/suppliers/91610100TL00001550", {}, "source-unavailable", 503),
]


@pytest.mark.parametrize(("method", "path", "request_", "problem", "status"), PROBLEMS)
def test_every_error_is_a_problem(mock, *, method, path, request_, problem, status):
    answer = mock.ask(method, path, **request_)

    assert PROBLEM.faults(answer.json) == []
    assert (answer.status, answer.problem, answer.json["status"]) == (status, problem, status)
    assert ("errors" in answer.json) == (status in (400, 422))
    assert answer.json.get("retryable", False) == (status in (409, 429, 503, 504))
    assert answer.headers["cache-control"] == "no-store"
    assert ("retry-after" in answer.headers) == (status in (409, 429, 503, 504))


@pytest.mark.parametrize(("method", "path", "request_", "problem", "status"), PROBLEMS)
def test_a_problem_speaks_the_language_that_is_asked_for(
    mock, *, method, path, request_, problem, status
):
    asked = {language: {**request_} for language in ("en", "zh-CN", "th", "vi")}
    for language, request in asked.items():
        request["headers"] = {**request_.get("headers", {}), "Accept-Language": language}

    answers = {one: mock.ask(method, path, **request) for one, request in asked.items()}

    assert {one: answer.headers["content-language"] for one, answer in answers.items()} == {
        one: one for one in asked
    }
    assert {answer.headers["vary"] for answer in answers.values()} == {"Accept-Language"}
    assert len({answer.json["title"] for answer in answers.values()}) == 4
    assert {(answer.status, answer.problem) for answer in answers.values()} == {(status, problem)}


def test_each_problem_has_its_own_request_id(mock):
    ids = {mock.get("/nowhere").json["requestId"] for _ in range(10)}

    assert len(ids) == 10


def test_answers_with_reasons_speak_the_language_that_is_asked_for(mock):
    answers = [
        mock.get(f"{SUPPLIER}/violation-status", headers={"Accept-Language": language})
        for language in ("en", "zh-Hans-CN", "th-TH", "vi, en;q=0.5")
    ]

    assert [one.headers["content-language"] for one in answers] == ["en", "zh-CN", "th", "vi"]
    assert len({one.json["reasons"][0]["message"] for one in answers}) == 4
    assert len({one.json["reasons"][0]["code"] for one in answers}) == 1
