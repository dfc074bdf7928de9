"""Verifications of the mock: made, frozen, owned, and not made twice."""

import json
import re
import time
from datetime import timedelta

import pytest

VERIFICATIONS = "/trustlink/v1/verifications"
S01, S16 = "91440300TL0000016J", "91410100TL0000163D"


def request(**changes):
    """A sound request, with members changed."""
    return {
        "supplier": {"uscc": S01},
        "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
        "checks": ["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION"],
        "stage": "INQUIRY",
        **changes,
    }


@pytest.fixture
def moving(make_mock, mock):
    """A mock of its own whose clock the test moves on."""
    instants = [mock.settings.clock()]
    made = make_mock(clock=lambda: instants[-1])

    def on(**step):
        instants.append(instants[-1] + timedelta(**step))

    return made, on


def test_a_verification_says_where_it_can_be_read(mock):
    made = mock.post(VERIFICATIONS, request())

    read = mock.get(made.headers["location"])

    assert (made.status, read.status) == (201, 200)
    assert made.headers["location"] == f"{VERIFICATIONS}/{made.json['verificationId']}"
    assert read.content == made.content
    assert made.headers["cache-control"] == "no-store"
    assert "private" in read.headers["cache-control"]


def test_a_verification_has_its_number_and_times(mock):
    made = mock.post(VERIFICATIONS, request()).json

    assert re.fullmatch("TL-[0-9A-HJKMNP-TV-Z]{12}", made["consultationNumber"])
    assert made["requestedAt"] == made["completedAt"] == "2026-09-15T04:00:00Z"
    assert made["validUntil"] == "2026-09-22T04:00:00Z"


def test_two_verifications_have_two_numbers(mock):
    first, second = (mock.post(VERIFICATIONS, request()).json for _ in range(2))

    assert first["verificationId"] != second["verificationId"]
    assert first["consultationNumber"] != second["consultationNumber"]


def test_a_verification_keeps_its_language(mock):
    made = mock.post(VERIFICATIONS, request(), headers={"Accept-Language": "vi"})

    read = mock.get(made.headers["location"], headers={"Accept-Language": "th"})

    assert read.content == made.content
    assert read.headers["content-language"] == made.headers["content-language"] == "vi"


def test_a_verification_is_frozen_while_time_goes_on(moving):
    mock, on = moving
    made = mock.post(VERIFICATIONS, request())

    on(minutes=59)

    assert mock.get(made.headers["location"]).content == made.content


def test_a_verification_is_another_clients_secret(mock):
    path = mock.post(VERIFICATIONS, request()).headers["location"]

    foreign, unknown = mock.get(path, by="importer-b"), mock.get(f"{VERIFICATIONS}/ver-0")

    assert (foreign.status, foreign.problem) == (404, "verification-not-found")
    assert {**foreign.json, "requestId": ""} == {**unknown.json, "requestId": ""}


@pytest.mark.parametrize("path", ["x" * 5000, "%00", "%2F", "%F0%9F%90%BC", "..", "ver-%0A"])
def test_an_id_that_is_none_is_not_found(mock, path):
    answer = mock.get(f"{VERIFICATIONS}/{path}")

    assert (answer.status, answer.problem) == (404, "verification-not-found")


def test_a_verification_is_gone_when_it_is_no_longer_valid(moving):
    mock, on = moving
    path = mock.post(VERIFICATIONS, request()).headers["location"]
    on(days=7)
    mock.tokens.clear()
    last = mock.get(path)

    on(seconds=1)

    assert (last.status, mock.get(path).status) == (200, 404)


def test_two_mocks_share_no_verification(make_mock):
    first, second = make_mock(), make_mock()

    path = first.post(VERIFICATIONS, request()).headers["location"]

    assert (first.get(path).status, second.get(path).status) == (200, 404)


def test_only_so_many_verifications_are_kept(make_mock):
    mock = make_mock(kept_verifications=2)

    paths = [mock.post(VERIFICATIONS, request()).headers["location"] for _ in range(3)]

    assert [mock.get(path).status for path in paths] == [404, 200, 200]


@pytest.mark.parametrize("uscc", ["91350100TL0099992B", "92440300TL0099984A"])
def test_a_supplier_that_is_not_served_makes_no_verification(mock, uscc):
    answer = mock.post(VERIFICATIONS, request(supplier={"uscc": uscc}))

    assert (answer.status, answer.problem) == (404, "supplier-not-found")


def test_slow_sources_are_waited_for_at_the_same_time(make_mock):
    mock = make_mock(source_timeout=0.3)
    mock.token("importer-a")
    headers = {"Content-Type": "application/json"}
    asked = {"content": json.dumps(request(supplier={"uscc": S16})).encode(), "headers": headers}
    began = time.monotonic()

    answers = mock.ask_all([("POST", VERIFICATIONS, asked)] * 10)

    assert 0.3 <= time.monotonic() - began < 1
    assert {answer.json["completeness"] for answer in answers} == {"PARTIAL"}


@pytest.mark.parametrize("rest", ["", "/violation-status", "/credit-ratings"])
def test_a_slow_source_is_no_error_where_an_outcome_can_say_it(mock, rest):
    assert mock.get(f"/trustlink/v1/suppliers/{S16}{rest}").status == 200


def test_the_same_key_gives_the_same_answer(mock):
    headers = {"Idempotency-Key": "same-answer"}
    other_layout = {**dict(reversed(request().items())), "supplier": {"uscc": S01}}

    first = mock.post(VERIFICATIONS, request(), headers=headers)
    second = mock.post(VERIFICATIONS, other_layout, headers=headers)

    assert (first.status, second.status) == (201, 201)
    assert second.content == first.content
    assert second.headers["location"] == first.headers["location"]


def test_a_key_stands_for_one_request(mock):
    headers = {"Idempotency-Key": "one-request"}
    mock.post(VERIFICATIONS, request(), headers=headers)

    answer = mock.post(VERIFICATIONS, request(stage="CONTRACT"), headers=headers)

    assert (answer.status, answer.problem) == (422, "idempotency-key-reused")


def test_a_key_belongs_to_its_client(mock):
    headers = {"Idempotency-Key": "its-client"}
    first = mock.post(VERIFICATIONS, request(), headers=headers)

    second = mock.post(VERIFICATIONS, request(stage="CONTRACT"), headers=headers, by="importer-b")

    assert second.status == 201
    assert second.json["verificationId"] != first.json["verificationId"]


def test_a_key_is_forgotten_after_a_day(moving):
    mock, on = moving
    headers = {"Idempotency-Key": "a-day"}
    first = mock.post(VERIFICATIONS, request(), headers=headers)
    on(hours=24)
    mock.tokens.clear()

    second = mock.post(VERIFICATIONS, request(stage="CONTRACT"), headers=headers)

    assert second.status == 201
    assert second.json["verificationId"] != first.json["verificationId"]


@pytest.mark.parametrize(
    "change", [{"supplier": {"uscc": "91350100TL0099992B"}}, {"asOf": "2999-01-01"}]
)
def test_only_successful_answers_are_remembered(mock, change):
    headers = {"Idempotency-Key": f"only-successful-{len(change)}-{next(iter(change))}"}
    refused = mock.post(VERIFICATIONS, request(**change), headers=headers)

    answer = mock.post(VERIFICATIONS, request(), headers=headers)

    assert refused.status in (404, 422)
    assert answer.status == 201


def test_requests_at_the_same_time_make_one_verification(mock):
    headers = {"Idempotency-Key": "same-time", "Content-Type": "application/json"}
    content = json.dumps(request(supplier={"uscc": S16})).encode()
    asked = {"content": content, "headers": headers}

    answers = mock.ask_all([("POST", VERIFICATIONS, asked)] * 5)

    made = [answer for answer in answers if answer.status == 201]
    waiting = [answer for answer in answers if answer.status == 409]
    assert (len(made), len(waiting)) == (1, 4)
    assert {answer.problem for answer in waiting} == {"request-in-progress"}
    assert {answer.headers["retry-after"] for answer in waiting} == {"1"}
