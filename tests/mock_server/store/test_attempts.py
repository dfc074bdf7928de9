"""Idempotency-Keys in a store: one verification, whoever is asked, and whoever dies meanwhile."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from trustlink_mock.idempotency import Attempt
from trustlink_mock.problems import Problem
from trustlink_mock.store import attempts
from trustlink_mock.visit import Reply

VERIFICATION = {
    "supplier": {"uscc": "91440300TL0000016J"},
    "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
    "checks": ["NO_VIOLATION"],
    "stage": "INQUIRY",
}
CANONICAL = json.dumps(VERIFICATION, sort_keys=True, separators=(",", ":"))
KEY = "0123456789abcdef"
OWNER = ("tl-sandbox-importer-a", KEY)
NOON = datetime(2026, 9, 15, 4, 0, tzinfo=UTC)


def attempts_of(worker):
    return worker.shelves.open("").memory.attempts


def kept(worker):
    return worker.control("GET", "").json["verifications"]


@pytest.fixture
def later(monkeypatch):
    """Lets the lease of every attempt that was begun lapse."""
    now = attempts.time()
    return lambda: monkeypatch.setattr(attempts, "time", lambda: now + 60)


def test_the_same_request_at_the_other_has_the_same_reply(one, other):
    made = one.verify(key=KEY)
    again = other.verify(key=KEY)

    assert (again.status, again.content) == (201, made.content)
    assert again.headers["location"] == made.headers["location"]
    assert kept(one) == 1


def test_another_request_with_the_key_is_refused_at_the_other(one, other):
    one.verify(key=KEY)

    answer = other.ask(
        "POST", "/trustlink/v1/verifications", {**VERIFICATION, "stage": "CONTRACT"}, key=KEY
    )

    assert (answer.status, answer.problem) == (422, "idempotency-key-reused")


def test_a_key_in_use_is_refused_at_the_other(one, other):
    attempts_of(one).begin(OWNER, Attempt(CANONICAL, NOON), most=9)

    refused = other.verify(key=KEY)

    assert (refused.status, refused.problem) == (409, "request-in-progress")
    assert refused.headers["retry-after"] == "1"


def test_who_comes_second_gets_no_key(one, other):
    attempts_of(one).begin(OWNER, Attempt("{}", NOON), most=9)

    with pytest.raises(Problem) as refused:
        attempts_of(other).begin(OWNER, Attempt("{}", NOON), most=9)

    assert refused.value.status == 409


def test_the_key_of_a_worker_that_was_killed_is_free_when_its_time_is_over(one, other, later):
    attempts_of(one).begin(OWNER, Attempt(CANONICAL, NOON), most=9)

    later()

    assert other.verify(key=KEY).status == 201


def test_who_was_too_slow_leaves_neither_reply_nor_verification(one, other, later):
    slow = attempts_of(one).begin(OWNER, Attempt(CANONICAL, NOON), most=9)
    later()
    made = other.verify(key=KEY)

    with pytest.raises(Problem) as refused, one.shelves.database.transaction():
        slow.leave(Reply(201))
    attempts_of(one).end(OWNER, slow)

    assert refused.value.status == 409
    assert one.verify(key=KEY).content == made.content
    assert kept(one) == 1


def test_a_request_that_fails_frees_its_key_for_the_other(one, other):
    attempt = attempts_of(one).begin(OWNER, Attempt(CANONICAL, NOON), most=9)

    attempts_of(one).end(OWNER, attempt)

    assert other.verify(key=KEY).status == 201


def test_a_reply_and_its_verification_are_kept_together_or_not_at_all(one, other, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("trustlink_mock.store.verifications.StoredVerifications.add", fail)
    with pytest.raises(ZeroDivisionError):
        one.verify(key=KEY)
    monkeypatch.undo()

    assert kept(other) == 0


def test_a_key_is_forgotten_after_a_day_of_the_sandbox(one, other):
    first = one.verify(key=KEY)
    other.control("POST", "/clock/advance", {"by": "P1D"})
    token = one.token()

    second = one.verify(key=KEY, token=token)

    assert second.json["verificationId"] != first.json["verificationId"]
    assert other.verify(key=KEY, token=token).content == second.content


def test_the_oldest_keys_make_room(one):
    kept = attempts_of(one)
    for number in range(4):
        kept.begin(("a", str(number)), Attempt("{}", NOON + timedelta(minutes=number)), most=2)

    assert [number for number in range(4) if kept.get(("a", str(number)))] == [2, 3]


def test_an_attempt_of_a_deleted_sandbox_is_lost(one, other):
    shelf = one.shelves.open("alice")
    other.control("DELETE", "", sandbox="alice")

    attempt = shelf.memory.attempts.begin(OWNER, Attempt("{}", NOON), most=9)

    with pytest.raises(Problem):
        attempt.leave(Reply(201))
