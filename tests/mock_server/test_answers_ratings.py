"""Credit ratings: which one is selected, whether it is current, what the outcome is."""

from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest

from trustlink.calendar import parse_date
from trustlink_fixtures.scenarios import load_discovery
from trustlink_mock.answers import Facts, Rating, Sight, credit_ratings, policy_of
from trustlink_mock.registry import load_registry

SIGHT = Sight(now=datetime(2026, 9, 15, 4, tzinfo=UTC), policy=policy_of(load_discovery()))
CLEAN = next(iter(load_registry()))
SCHEMES = {"GACC": "cn-gacc-credit", "STA": "cn-sta-tax-credit"}


def rating(authority: Any, grade: str, valid_from: str, valid_until: str | None = None) -> Rating:
    shown = {"scheme": {"id": SCHEMES[authority]}, "grade": grade, "mutualRecognition": []}
    return Rating(
        authority=authority,
        scheme_id=SCHEMES[authority],
        rated_on=parse_date(valid_from),
        valid_from=parse_date(valid_from),
        valid_until=None if valid_until is None else parse_date(valid_until),
        shown=shown,
    )


def rated(*ratings: Rating, **states: Any) -> Facts:
    sources = {
        name: replace(source, state=states.get(name, "UP"))
        for name, source in CLEAN.sources.items()
        if states.get(name) != "MISSING"
    }
    return replace(CLEAN, ratings=ratings, sources=MappingProxyType(sources))


def ask(facts: Facts, as_of: str) -> tuple[str, list[str], list[tuple[str, str]]]:
    answer = credit_ratings(facts, parse_date(as_of), sight=SIGHT)
    codes = [reason["code"] for reason in answer["reasons"]]
    return answer["outcome"], codes, [(one["grade"], one["status"]) for one in answer["ratings"]]


@pytest.mark.parametrize(
    ("as_of", "listed"),
    [
        ("2024-12-31", []),
        ("2025-01-01", [("B", "CURRENT")]),
        ("2026-04-19", [("B", "CURRENT")]),
        ("2026-04-20", [("A", "CURRENT")]),
        ("2026-09-15", [("A", "CURRENT")]),
    ],
)
def test_of_a_scheme_the_latest_begun_by_the_day_is_listed(as_of: str, listed: Any) -> None:
    old, new = rating("STA", "B", "2025-01-01"), rating("STA", "A", "2026-04-20")

    assert ask(rated(new, old), as_of)[2] == listed
    assert ask(rated(old, new), as_of)[2] == listed


def test_of_two_that_begin_on_one_day_the_one_decided_later_is_listed() -> None:
    first = rating("STA", "B", "2025-01-01")
    second = replace(rating("STA", "A", "2025-01-01"), rated_on=parse_date("2025-01-02"))

    assert ask(rated(second, first), "2026-09-15")[2] == [("A", "CURRENT")]
    assert ask(rated(first, second), "2026-09-15")[2] == [("A", "CURRENT")]


def test_each_scheme_is_listed_by_itself() -> None:
    facts = rated(rating("STA", "A", "2026-01-01"), rating("GACC", "REGULAR", "2025-01-01"))

    assert ask(facts, "2026-09-15")[2] == [("REGULAR", "CURRENT"), ("A", "CURRENT")]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-03-31", ("RATED", ["RATING_FOUND"], [("CERTIFIED", "CURRENT")])),
        ("2026-04-01", ("NOT_RATED", ["RATING_EXPIRED"], [("CERTIFIED", "EXPIRED")])),
    ],
)
def test_a_rating_is_current_up_to_and_including_its_last_day(as_of: str, expected: Any) -> None:
    assert ask(rated(rating("GACC", "CERTIFIED", "2022-01-01", "2026-03-31")), as_of) == expected


def test_a_later_rating_that_has_expired_hides_an_earlier_one_without_end() -> None:
    facts = rated(
        rating("GACC", "REGULAR", "2020-01-01"),
        rating("GACC", "CERTIFIED", "2022-01-01", "2024-01-01"),
    )

    assert ask(facts, "2026-09-15") == ("NOT_RATED", ["RATING_EXPIRED"], [("CERTIFIED", "EXPIRED")])


def test_a_bad_grade_is_a_rating_all_the_same() -> None:
    facts = rated(rating("GACC", "DISHONEST", "2022-01-01"), rating("STA", "D", "2022-01-01"))

    assert ask(facts, "2026-09-15")[0] == "RATED"


def test_no_rating_at_all_is_never_rated() -> None:
    assert ask(rated(), "2026-09-15") == ("NOT_RATED", ["NEVER_RATED"], [])


def test_a_rating_to_come_is_not_listed() -> None:
    facts = rated(rating("STA", "A", "2026-10-01"))

    assert ask(facts, "2026-09-15") == ("NOT_RATED", ["NEVER_RATED"], [])


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("DOWN", "SOURCE_UNAVAILABLE"),
        ("SLOW", "SOURCE_TIMEOUT"),
        ("MISSING", "NOT_COVERED"),
    ],
)
def test_without_a_current_rating_a_failed_source_is_indeterminate(state: str, code: str) -> None:
    hidden, expired = (
        rating("GACC", "A", "2022-01-01"),
        rating("STA", "B", "2022-01-01", "2023-01-01"),
    )

    assert ask(rated(hidden, GACC=state), "2026-09-15") == ("INDETERMINATE", [code], [])
    assert ask(rated(hidden, expired, GACC=state), "2026-09-15") == (
        "INDETERMINATE",
        [code],
        [("B", "EXPIRED")],
    )


def test_a_current_rating_of_another_scheme_outweighs_a_failed_source() -> None:
    facts = rated(rating("STA", "A", "2022-01-01"), GACC="DOWN")

    assert ask(facts, "2026-09-15") == ("RATED", ["RATING_FOUND"], [("A", "CURRENT")])


def test_two_failed_sources_give_each_reason_once() -> None:
    assert ask(rated(GACC="SLOW", STA="SLOW"), "2026-09-15")[1] == ["SOURCE_TIMEOUT"]
    assert ask(rated(GACC="SLOW", STA="DOWN"), "2026-09-15")[1] == [
        "SOURCE_TIMEOUT",
        "SOURCE_UNAVAILABLE",
    ]


def test_the_register_of_companies_rates_nobody() -> None:
    assert ask(rated(SAMR="DOWN"), "2026-09-15") == ("NOT_RATED", ["NEVER_RATED"], [])
