"""Home of the tests of what is kept of answers: enough for every check, never too much."""

from datetime import UTC, datetime

import pytest

from trustlink.json_text import MAX_VALUES, JsonFault, read_json
from trustlink_conformance.exchange import Exchange, Incoming, Origin, Outgoing
from trustlink_conformance.history import MOST_BYTES, History
from trustlink_conformance.parsed import MOST_VALUES, ParsedBodies


def lists(count: int) -> bytes:
    return b"[" + b"[]," * count + b"1]"


def answered(body: bytes) -> Exchange:
    request = Outgoing("GET", "http://site.invalid/")
    moment = datetime(2026, 9, 1, tzinfo=UTC)
    return Exchange(1, Origin(), request, Incoming(200, (), body), None, moment, 0.1)


def test_a_body_is_parsed_once() -> None:
    bodies = ParsedBodies()

    assert bodies.of(b"[1]") is bodies.of(b"[1]")


def test_of_many_values_those_used_last_are_kept_parsed() -> None:
    bodies = ParsedBodies(most_values=250)
    first, second = (bodies.of(body) for body in (lists(50), lists(51)))
    bodies.of(lists(50))

    bodies.of(lists(52))

    assert bodies.of(lists(50)) is first
    assert bodies.of(lists(51)) is not second


def test_a_single_body_is_parsed_whatever_its_size() -> None:
    assert len(ParsedBodies(most_values=1).of(lists(50)).places) == 52


@pytest.mark.parametrize("count", [MAX_VALUES // 2 + 1, 600_000])
def test_more_values_than_any_answer_has_are_no_answer(count: int) -> None:
    found = read_json(lists(count))

    assert isinstance(found, JsonFault)
    assert "more than 100,000 values" in found.message


@pytest.mark.parametrize("body", [b" " * (MOST_BYTES // 4), lists(MOST_VALUES // 8)])
def test_the_history_of_a_hostile_site_ends_at_its_bounds(body: bytes) -> None:
    history = History()

    for _ in range(10):
        history.keep(answered(body))

    assert 3 <= len(history.exchanges) <= 4
    assert not history.has_room
