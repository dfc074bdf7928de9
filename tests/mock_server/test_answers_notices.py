"""Violation notices: the window, which notices count, and what the outcome is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlink.calendar import parse_date
from trustlink_fixtures.scenarios import load_discovery
from trustlink_mock.answers import Facts, Notice, Sight, policy_of, violation_status
from trustlink_mock.registry import load_registry

SIGHT = Sight(now=datetime(2026, 9, 15, 4, tzinfo=UTC), policy=policy_of(load_discovery()))
CLEAN = next(iter(load_registry()))
DAYS = st.dates(min_value=date(2021, 11, 1), max_value=date(2060, 12, 31))


def notice(decided: str | date, state: Any = "IN_EFFECT", **known: Any) -> Notice:
    return Notice(
        notice_id="NOT-01-0001",
        authority=known.get("authority", "GACC"),
        decision_date=parse_date(str(decided)),
        state=state,
        severity=known.get("severity"),
        shown={},
    )


def noticed(*notices: Notice, **states: Any) -> Facts:
    sources = {
        name: replace(source, state=states.get(name, "UP"))
        for name, source in CLEAN.sources.items()
        if states.get(name) != "MISSING"
    }
    return replace(CLEAN, notices=notices, sources=MappingProxyType(sources))


def ask(facts: Facts, as_of: str | date = "2026-09-01") -> dict[str, Any]:
    return violation_status(facts, parse_date(str(as_of)), sight=SIGHT)


def codes(answer: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in answer["reasons"]]


@pytest.mark.parametrize(
    ("as_of", "first"),
    [
        ("2026-09-01", "2023-09-01"),
        ("2024-02-29", "2021-02-28"),
        ("2028-02-29", "2025-02-28"),
        ("2027-02-28", "2024-02-28"),
        ("2027-03-01", "2024-03-01"),
        ("2026-01-31", "2023-01-31"),
    ],
)
def test_the_window_is_three_calendar_years_and_states_its_rules(as_of: str, first: str) -> None:
    assert ask(CLEAN, as_of)["window"] == {
        "from": first,
        "to": as_of,
        "duration": "P3Y",
        "anchor": "DECISION_DATE",
        "boundary": "INCLUSIVE",
        "timeZone": "Asia/Shanghai",
    }


@pytest.mark.parametrize(
    ("decided", "as_of", "counted"),
    [
        ("2023-09-01", "2026-09-01", 1),
        ("2023-08-31", "2026-09-01", 0),
        ("2023-09-01", "2026-09-02", 0),
        ("2026-09-01", "2026-09-01", 1),
        ("2026-09-02", "2026-09-01", 0),
        ("2021-02-28", "2024-02-29", 1),
        ("2021-02-27", "2024-02-29", 0),
        ("2021-02-28", "2024-03-01", 0),
        ("2024-02-29", "2027-02-28", 1),
        ("2024-02-29", "2027-03-01", 0),
    ],
)
def test_the_first_and_the_last_day_count_and_their_neighbours_do_not(
    decided: str, as_of: str, counted: int
) -> None:
    assert ask(noticed(notice(decided)), as_of)["counts"]["counted"] == counted


@given(as_of=DAYS, offset=st.integers(min_value=0, max_value=1095))
def test_every_day_from_the_first_to_the_last_counts(as_of: date, offset: int) -> None:
    window = ask(CLEAN, as_of)["window"]
    day = parse_date(window["from"]) + timedelta(days=offset)

    assert ask(noticed(notice(day)), as_of)["counts"]["counted"] == 1
    assert parse_date(window["to"]) == as_of


@given(as_of=DAYS, offset=st.integers(min_value=1, max_value=3000))
def test_no_day_before_the_first_or_after_the_last_counts(as_of: date, offset: int) -> None:
    first = parse_date(ask(CLEAN, as_of)["window"]["from"])
    outside = (first - timedelta(days=offset), as_of + timedelta(days=offset))

    assert ask(noticed(*map(notice, outside)), as_of)["counts"]["counted"] == 0


@pytest.mark.parametrize(
    ("state", "counts", "reasons"),
    [
        ("IN_EFFECT", {"counted": 1, "underAppeal": 0}, ["NOTICE_IN_WINDOW"]),
        ("UNDER_APPEAL", {"counted": 1, "underAppeal": 1}, ["NOTICE_IN_WINDOW", "UNDER_APPEAL"]),
        ("REVOKED", {"counted": 0, "underAppeal": 0}, ["NO_NOTICE_IN_WINDOW"]),
        ("REPAIRED", {"counted": 0, "underAppeal": 0}, ["NO_NOTICE_IN_WINDOW"]),
    ],
)
def test_the_present_state_decides(state: str, counts: Any, reasons: list[str]) -> None:
    answer = ask(noticed(notice("2025-01-01", state, severity="SERIOUS")))

    assert (answer["counts"], codes(answer)) == (counts, reasons)
    assert ("highestSeverity" in answer) == (counts["counted"] > 0)


@pytest.mark.parametrize("authority", ["MOFCOM", "NDRC", "OTHER"])
def test_notices_of_authorities_outside_the_policy_do_not_count(authority: Any) -> None:
    facts = noticed(notice("2025-01-01", authority=authority))
    source = replace(facts.sources["GACC"], authority=authority)
    asked = replace(facts, sources=MappingProxyType({**facts.sources, authority: source}))

    answer = ask(asked)

    assert answer["outcome"] == "CLEAR"
    assert [one["authority"] for one in answer["coverage"]] == ["GACC", "STA", "SAMR"]


@pytest.mark.parametrize("authority", ["GACC", "STA", "SAMR"])
@pytest.mark.parametrize(
    ("state", "coverage", "code"),
    [
        ("DOWN", "UNAVAILABLE", "SOURCE_UNAVAILABLE"),
        ("SLOW", "UNAVAILABLE", "SOURCE_TIMEOUT"),
        ("MISSING", "NOT_COVERED", "NOT_COVERED"),
    ],
)
def test_an_outage_is_never_clear(authority: str, state: str, coverage: str, code: str) -> None:
    answer = ask(noticed(**{authority: state}))

    assert (answer["outcome"], codes(answer)) == ("INDETERMINATE", [code])
    states = {one["authority"]: one["state"] for one in answer["coverage"]}
    assert states == {"GACC": "COVERED", "STA": "COVERED", "SAMR": "COVERED"} | {
        authority: coverage
    }


def test_only_what_is_covered_has_provenance() -> None:
    answer = ask(noticed(GACC="DOWN", SAMR="MISSING"))

    assert ["provenance" in one for one in answer["coverage"]] == [False, True, False]


def test_what_a_supplier_says_of_itself_counts_and_clears_nothing() -> None:
    noted = noticed(notice("2025-01-01", authority="STA"))
    declared = {**noted.sources, "STA": replace(noted.sources["STA"], method="SELF_DECLARED")}
    facts = replace(noted, sources=MappingProxyType(declared))

    found, nothing = ask(facts), ask(replace(facts, notices=()))

    assert codes(found) == ["NOTICE_IN_WINDOW", "PARTIAL_COVERAGE"]
    assert (nothing["outcome"], codes(nothing)) == ("INDETERMINATE", ["NOT_COVERED"])


@pytest.mark.parametrize(
    ("first", "state", "stated"),
    [
        ("2023-09-01", "COVERED", None),
        ("2023-09-02", "PARTIAL", "2023-09-02"),
        ("2026-09-01", "PARTIAL", "2026-09-01"),
        ("2026-09-02", "NOT_COVERED", None),
    ],
)
def test_a_source_covers_the_window_from_its_first_day_on(
    first: str, state: str, stated: str | None
) -> None:
    facts = noticed()
    begun = {
        **facts.sources,
        "GACC": replace(facts.sources["GACC"], notices_from=parse_date(first)),
    }

    answer = ask(replace(facts, sources=MappingProxyType(begun)), date(2026, 9, 1))

    customs = next(one for one in answer["coverage"] if one["authority"] == "GACC")
    assert (customs["state"], customs.get("coveredFrom")) == (state, stated)
    assert answer["outcome"] == ("CLEAR" if state == "COVERED" else "INDETERMINATE")


def test_a_notice_is_found_though_another_authority_is_down() -> None:
    answer = ask(noticed(notice("2025-01-01", "UNDER_APPEAL", authority="SAMR"), GACC="DOWN"))

    assert answer["outcome"] == "NOTICES_FOUND"
    assert codes(answer) == ["NOTICE_IN_WINDOW", "PARTIAL_COVERAGE", "UNDER_APPEAL"]


def test_a_notice_of_a_source_that_is_down_is_not_known() -> None:
    answer = ask(noticed(notice("2025-01-01", severity="MINOR"), GACC="DOWN"))

    assert (answer["outcome"], answer["counts"]["counted"]) == ("INDETERMINATE", 0)
    assert "highestSeverity" not in answer


@pytest.mark.parametrize(
    ("severities", "highest"),
    [
        (["MINOR"], "MINOR"),
        (["MINOR", "GENERAL"], "GENERAL"),
        (["SERIOUS", "MINOR", None], "SERIOUS"),
        ([None, "GENERAL"], "GENERAL"),
    ],
)
def test_the_gravest_severity_is_told(severities: list[Any], highest: str) -> None:
    answer = ask(noticed(*(notice("2025-01-01", severity=one) for one in severities)))

    assert answer["highestSeverity"] == highest


def test_notices_that_nobody_graded_have_no_severity() -> None:
    assert "highestSeverity" not in ask(noticed(notice("2025-01-01")))


def test_a_notice_outside_the_window_does_not_raise_the_severity() -> None:
    inside = notice("2025-01-01", severity="MINOR")
    outside = notice("2020-01-01", severity="SERIOUS")

    assert ask(noticed(inside, outside))["highestSeverity"] == "MINOR"
