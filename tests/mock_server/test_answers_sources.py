"""Whether a source answers, how old its data are, and what an answer waits for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from trustlink.calendar import parse_date
from trustlink_fixtures.scenarios import load_discovery, load_scenarios
from trustlink_mock.answers import (
    Facts,
    Sight,
    SourceTrouble,
    credit_ratings,
    policy_of,
    rebate_summary,
    slow_authorities,
    supplier,
    verification_request,
    violation_status,
)
from trustlink_mock.answers.rules.rebates import default_periods
from trustlink_mock.answers.rules.sources import data_as_of, freshness, retrieved_at
from trustlink_mock.registry import load_registry

POLICY = policy_of(load_discovery())
NOW = datetime(2026, 9, 15, 4, 37, 12, 500_000, tzinfo=UTC)
SIGHT = Sight(now=NOW, policy=POLICY)
TODAY = parse_date("2026-09-15")
CLEAN = next(iter(load_registry()))
USCC_OF = {one.id: one.uscc for one in load_scenarios()}


def with_source(facts: Facts, authority: Any, **changes: Any) -> Facts:
    changed = {**facts.sources, authority: replace(facts.sources[authority], **changes)}
    return replace(facts, sources=MappingProxyType(changed))


def without_source(facts: Facts, authority: str) -> Facts:
    rest = {name: one for name, one in facts.sources.items() if name != authority}
    return replace(facts, sources=MappingProxyType(rest))


def scenario(scenario_id: str) -> Facts:
    return next(one for one in load_registry() if one.uscc == USCC_OF[scenario_id])


def codes(answer: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in answer["reasons"]]


def test_a_healthy_register_is_as_of_the_last_full_hour() -> None:
    provenance = supplier(CLEAN, sight=SIGHT)["provenance"]

    assert provenance == {
        "authority": "SAMR",
        "method": "PUBLIC_REGISTER",
        "retrievedAt": "2026-09-15T04:00:00Z",
        "dataAsOf": "2026-09-15T04:00:00Z",
        "freshness": "FRESH",
    }


@pytest.mark.parametrize(
    ("refreshed", "as_of", "retrieved"),
    [
        ("2026-09-10T01:02:03+00:00", "2026-09-10T01:02:03", "2026-09-15T04:00:00"),
        ("2026-09-15T04:20:00+00:00", "2026-09-15T04:20:00", "2026-09-15T04:20:00"),
        ("2027-01-01T00:00:00+00:00", "2026-09-15T04:37:12", "2026-09-15T04:37:12"),
    ],
)
def test_data_are_never_newer_than_retrieval_and_answer(
    refreshed: str, as_of: str, retrieved: str
) -> None:
    source = replace(CLEAN.sources["GACC"], refreshed=datetime.fromisoformat(refreshed))

    assert data_as_of(source, NOW).isoformat()[:19] == as_of
    assert retrieved_at(source, NOW).isoformat()[:19] == retrieved
    assert data_as_of(source, NOW) <= retrieved_at(source, NOW) <= NOW


@pytest.mark.parametrize(
    ("beyond", "expected"), [(-1, "FRESH"), (0, "FRESH"), (1, "STALE"), (86_400, "STALE")]
)
def test_data_are_stale_only_beyond_the_limit(beyond: int, expected: str) -> None:
    limit = timedelta(days=1)

    assert freshness(limit + timedelta(seconds=beyond), limit) == expected


def test_stale_data_add_a_reason_and_change_no_outcome() -> None:
    stale = with_source(CLEAN, "STA", refreshed=datetime(2026, 9, 1, tzinfo=UTC))

    answers = [
        credit_ratings(stale, TODAY, sight=SIGHT),
        rebate_summary(stale, default_periods(TODAY), sight=SIGHT),
        violation_status(stale, TODAY, sight=SIGHT),
    ]

    assert [answer["outcome"] for answer in answers] == ["RATED", "RECORDS_FOUND", "CLEAR"]
    assert [codes(answer)[-1] for answer in answers] == ["DATA_STALE"] * 3


STRICT = replace(SIGHT, policy=policy_of({**load_discovery(), "staleData": "INDETERMINATE"}))
"""By its policy stale data decide no outcome."""
LONG_AGO = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize("authority", ["GACC", "STA", "SAMR"])
def test_by_the_other_policy_stale_data_clear_no_supplier(authority: str) -> None:
    answer = violation_status(
        with_source(CLEAN, authority, refreshed=LONG_AGO), TODAY, sight=STRICT
    )

    assert answer["outcome"] == "INDETERMINATE"
    assert codes(answer) == ["SOURCE_UNAVAILABLE", "DATA_STALE"]
    assert {one["state"] for one in answer["coverage"]} == {"COVERED"}


def test_by_the_other_policy_a_notice_in_stale_data_is_found() -> None:
    fined = with_source(scenario("S14"), "GACC", refreshed=LONG_AGO)

    answer = violation_status(fined, TODAY, sight=STRICT)

    assert answer == violation_status(fined, TODAY, sight=SIGHT)
    assert answer["outcome"] == "NOTICES_FOUND"
    assert codes(answer) == ["NOTICE_IN_WINDOW", "DATA_STALE"]


def test_by_the_other_policy_one_fresh_rating_is_enough() -> None:
    one_stale = with_source(CLEAN, "GACC", refreshed=LONG_AGO)
    both_stale = with_source(one_stale, "STA", refreshed=LONG_AGO)

    answers = [credit_ratings(facts, TODAY, sight=STRICT) for facts in (one_stale, both_stale)]

    assert [answer["outcome"] for answer in answers] == ["RATED", "INDETERMINATE"]
    assert [codes(answer) for answer in answers] == [
        ["RATING_FOUND", "DATA_STALE"],
        ["SOURCE_UNAVAILABLE", "DATA_STALE"],
    ]
    assert [len(answer["ratings"]) for answer in answers] == [2, 2]


def test_by_the_other_policy_a_stale_register_calls_no_supplier_unrated() -> None:
    unrated = with_source(replace(CLEAN, ratings=()), "STA", refreshed=LONG_AGO)

    answer = credit_ratings(unrated, TODAY, sight=STRICT)

    assert (answer["outcome"], codes(answer)) == ("INDETERMINATE", ["SOURCE_UNAVAILABLE"])
    assert credit_ratings(unrated, TODAY, sight=SIGHT)["outcome"] == "NOT_RATED"


@pytest.mark.parametrize("scenario_id", ["S01", "S05", "S22"])
def test_by_the_other_policy_a_stale_source_says_nothing_about_refunds(scenario_id: str) -> None:
    stale = with_source(scenario(scenario_id), "STA", refreshed=LONG_AGO)

    answer = rebate_summary(stale, default_periods(TODAY), sight=STRICT)

    assert (answer["outcome"], answer["recordCount"]) == ("INDETERMINATE", 0)
    assert codes(answer) == ["SOURCE_UNAVAILABLE", "DATA_STALE"]
    assert answer["provenance"]["freshness"] == "STALE"
    assert not answer.keys() & {"refundedAmountBand", "latestRefundedOn", "hs6"}


def test_a_result_that_shows_no_stale_data_has_no_such_reason() -> None:
    stale = with_source(CLEAN, "SAMR", refreshed=datetime(2026, 9, 1, tzinfo=UTC))

    assert codes(credit_ratings(stale, TODAY, sight=SIGHT)) == ["RATING_FOUND"]
    assert codes(violation_status(stale, TODAY, sight=SIGHT))[-1] == "DATA_STALE"


def test_each_item_has_a_limit_of_its_own() -> None:
    three_days_old = with_source(CLEAN, "SAMR", refreshed=datetime(2026, 9, 12, tzinfo=UTC))

    assert supplier(three_days_old, sight=SIGHT)["provenance"]["freshness"] == "FRESH"
    assert codes(violation_status(three_days_old, TODAY, sight=SIGHT))[-1] == "DATA_STALE"


def test_answers_within_the_hour_are_the_same() -> None:
    earlier = replace(SIGHT, now=datetime(2026, 9, 15, 4, 0, tzinfo=UTC))

    assert violation_status(CLEAN, TODAY, sight=SIGHT) == violation_status(
        CLEAN, TODAY, sight=earlier
    )


@pytest.mark.parametrize("state", ["DOWN", "SLOW"])
def test_the_registration_cannot_be_told_without_its_register(state: str) -> None:
    with pytest.raises(SourceTrouble) as raised:
        supplier(with_source(CLEAN, "SAMR", state=state), sight=SIGHT)

    assert (raised.value.state, raised.value.authority) == (state, "SAMR")


def test_a_register_that_the_site_does_not_ask_is_down() -> None:
    with pytest.raises(SourceTrouble) as raised:
        supplier(without_source(CLEAN, "SAMR"), sight=SIGHT)

    assert raised.value.state == "DOWN"


@pytest.mark.parametrize(
    ("operation_id", "expected"),
    [
        ("getSupplier", ("SAMR",)),
        ("listCreditRatings", ("GACC", "STA")),
        ("getRebateSummary", ("STA",)),
        ("listRebateRecords", ("STA",)),
        ("getViolationStatus", ("GACC", "SAMR", "STA")),
        ("listViolationNotices", ("GACC", "SAMR", "STA")),
    ],
)
def test_an_answer_waits_for_the_slow_sources_that_it_asks(
    operation_id: str, expected: tuple[str, ...]
) -> None:
    slow = with_source(CLEAN, "SAMR", state="SLOW")
    slow = with_source(with_source(slow, "GACC", state="SLOW"), "STA", state="SLOW")

    assert slow_authorities(slow, operation_id, policy=POLICY) == expected


def test_nothing_waits_for_a_source_that_answers_or_is_down() -> None:
    down = with_source(CLEAN, "GACC", state="DOWN")

    assert slow_authorities(down, "listCreditRatings", policy=POLICY) == ()


@pytest.mark.parametrize(
    ("subject", "checks", "expected"),
    [
        ({}, ["CREDIT_RATING"], ()),
        ({"nameZh": "x"}, ["CREDIT_RATING"], ("SAMR",)),
        ({}, ["CREDIT_RATING", "NO_VIOLATION"], ("SAMR",)),
    ],
)
def test_a_verification_waits_for_what_it_needs(
    subject: dict[str, str], checks: list[str], expected: tuple[str, ...]
) -> None:
    slow = with_source(CLEAN, "SAMR", state="SLOW")
    body = {"supplier": {"uscc": CLEAN.uscc, **subject}, "checks": checks}
    request = verification_request(body, as_of=TODAY)

    assert slow_authorities(slow, "createVerification", policy=POLICY, request=request) == expected
