from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from trustlink.contract import load_contract
from trustlink_conformance.expectations import (
    days_that_are_today,
    future_day,
    host_of,
    is_civil_date,
    is_each_once,
    is_http_date,
    is_json_type,
    is_past,
    is_strong_etag,
    is_version_1,
    some_suppliers,
    three_calendar_years_before,
)
from trustlink_conformance.generation.vocabulary import vocabulary_of
from trustlink_conformance.published import published_requesters
from trustlink_conformance.target import Target
from trustlink_fixtures.scenarios import LAST_SCENARIOS, load_discovery, load_scenarios


class StillSite:
    """Stands for a site whose clock stands still, and that publishes the sandbox's discovery."""

    mode = "sandbox"
    seed = 1
    contract = load_contract()
    discovery = load_discovery()
    suppliers = tuple(discovery["suppliers"])
    world = SimpleNamespace(target=Target("http://127.0.0.1:8000"))

    def __init__(self, instant: str) -> None:
        self.instant = datetime.fromisoformat(instant)

    def now(self) -> datetime:
        return self.instant

    def today(self) -> Any:
        return self.instant.astimezone(tz=UTC).date()

    def requester(self, country: str) -> Any:
        return next(one for one in published_requesters() if one.country == country)


@pytest.mark.parametrize(
    ("holds", "value", "expected"),
    [
        (is_civil_date, "2024-02-29", True),
        (is_civil_date, "2026-02-30", False),
        (is_civil_date, "2026-9-1", False),
        (is_civil_date, 20260901, False),
        (is_civil_date, None, False),
        (is_http_date, "Fri, 01 Jan 2027 00:00:00 GMT", True),
        (is_http_date, "2027-01-01T00:00:00Z", False),
        (is_http_date, "60s", False),
        (is_version_1, "1.0.0", True),
        (is_version_1, "1.12.3", True),
        (is_version_1, "2.0.0", False),
        (is_version_1, "1.0", False),
        (is_version_1, "1.0.0\n", False),
        (is_version_1, 1, False),
        (is_json_type, "application/json", True),
        (is_json_type, "Application/JSON; charset=utf-8", True),
        (is_json_type, "application/problem+json", False),
        (is_strong_etag, '"a"', True),
        (is_strong_etag, 'W/"a"', False),
        (is_strong_etag, "a", False),
    ],
)
def test_values_are_told_apart(
    holds: Callable[[Any], bool], value: object, *, expected: bool
) -> None:
    assert holds(value) is expected


@pytest.mark.parametrize(
    ("values", "expected", "holds"),
    [
        (["a", "b"], ["b", "a"], True),
        (["a", "a"], ["a"], False),
        (["a"], ["a", "b"], False),
        ("ab", ["a", "b"], False),
        (None, [], False),
    ],
)
def test_a_list_holds_each_text_once(values: Any, expected: list[str], *, holds: bool) -> None:
    assert is_each_once(values, expected) is holds


@pytest.mark.parametrize(
    ("instant", "expected"),
    [("2026-09-01T04:01:00Z", True), ("2026-09-01T04:01:01Z", False), (7, False)],
)
def test_an_instant_is_past_within_a_minute(instant: object, *, expected: bool) -> None:
    assert is_past(instant, now=datetime(2026, 9, 1, 4, tzinfo=UTC)) is expected


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.shili.example/a", "shili.example"),
        ("shili.example", ""),
        ("http://[", ""),
        (None, ""),
    ],
)
def test_the_host_of_a_url_is_compared_without_www(url: object, host: str) -> None:
    assert host_of(url) == host


def test_three_calendar_years_end_a_leap_day_on_28_february() -> None:
    assert three_calendar_years_before("2024-02-29") == "2021-02-28"


@pytest.mark.parametrize(
    ("instant", "days"),
    [
        ("2026-09-01T15:57:00Z", {"2026-09-01"}),
        ("2026-09-01T15:59:00Z", {"2026-09-01", "2026-09-02"}),
        ("2026-09-01T16:01:00Z", {"2026-09-01", "2026-09-02"}),
        ("2026-09-01T16:03:00Z", {"2026-09-02"}),
    ],
)
def test_either_day_is_today_near_midnight_in_shanghai(instant: str, days: set[str]) -> None:
    assert days_that_are_today(StillSite(instant)) == days


def test_a_day_to_come_is_two_days_away() -> None:
    assert future_day(StillSite("2026-09-01T12:00:00Z")) == "2026-09-03"


def test_a_few_suppliers_are_taken_from_all_over_the_list() -> None:
    site = StillSite("2026-09-01T12:00:00Z")

    chosen = some_suppliers(site)

    assert 3 <= len(chosen) <= 8
    assert set(chosen) <= set(site.suppliers)


def test_generated_requests_ask_about_suppliers_without_an_outage() -> None:
    troubled = {one.uscc for one in load_scenarios() if one.id in LAST_SCENARIOS}

    vocabulary = vocabulary_of(StillSite("2026-10-05T12:00:00Z"))

    assert not troubled & set(vocabulary.suppliers)


def test_generated_requests_are_the_same_on_a_later_day() -> None:
    first, second = (
        vocabulary_of(StillSite(f"{day}T12:00:00Z")) for day in ("2026-10-05", "2027-01-31")
    )

    assert first == second
