"""The joints: a rule or a policy that is substituted decides, and nothing else changes."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from trustlink.calendar import Window, parse_date
from trustlink.errors import UserError
from trustlink_fixtures.scenarios import load_discovery
from trustlink_mock.answers import (
    Notice,
    Policy,
    Rules,
    Sight,
    credit_ratings,
    policy_of,
    violation_status,
)
from trustlink_mock.answers.rules.notices import counts
from trustlink_mock.registry import load_registry

SIGHT = Sight(now=datetime(2026, 9, 15, 4, tzinfo=UTC), policy=policy_of(load_discovery()))
NOTICED = next(facts for facts in load_registry() if len(facts.notices) == 1)
LAST_DAY = parse_date("2026-09-01")


def never_counts(_notice: Notice, _window: Window, _policy: Policy) -> bool:
    return False


def test_a_substituted_rule_decides_and_leaves_the_rest_alone() -> None:
    bent = replace(SIGHT, rules=replace(SIGHT.rules, counts=never_counts))

    honest = violation_status(NOTICED, LAST_DAY, sight=SIGHT)
    answer = violation_status(NOTICED, LAST_DAY, sight=bent)

    assert (honest["outcome"], answer["outcome"]) == ("NOTICES_FOUND", "CLEAR")
    assert answer["window"] == honest["window"]
    assert credit_ratings(NOTICED, LAST_DAY, sight=bent) == credit_ratings(
        NOTICED, LAST_DAY, sight=SIGHT
    )


def test_every_rule_can_be_substituted() -> None:
    rules = Rules()

    assert [replace(rules, **{one.name: print}) != rules for one in fields(Rules)] == [True] * len(
        fields(Rules)
    )


def test_rules_are_honest_by_default() -> None:
    assert Rules().counts is counts
    assert Rules() == Rules()


def test_a_substituted_policy_is_applied_though_another_is_stated() -> None:
    two_years = replace(SIGHT, policy=replace(SIGHT.policy, years=2))

    window = violation_status(NOTICED, LAST_DAY, sight=two_years)["window"]

    assert (window["from"], window["duration"]) == ("2024-09-01", "P3Y")


@pytest.mark.parametrize(
    ("member", "value", "states"),
    [
        ("repaired", "COUNTED", {"IN_EFFECT", "UNDER_APPEAL", "REPAIRED"}),
        ("revoked", "COUNTED", {"IN_EFFECT", "UNDER_APPEAL", "REVOKED"}),
        ("underAppeal", "EXCLUDED", {"IN_EFFECT"}),
    ],
)
def test_what_is_announced_of_states_is_applied(member: str, value: str, states: set[str]) -> None:
    discovery = dict(load_discovery())
    discovery["violationPolicy"] = {**discovery["violationPolicy"], member: value}

    assert policy_of(discovery).counted_states == states


@pytest.mark.parametrize("member", ["anchor", "boundary", "timeZone"])
def test_a_policy_that_the_rules_do_not_know_is_refused(member: str) -> None:
    discovery = dict(load_discovery())
    discovery["violationPolicy"] = {**discovery["violationPolicy"], member: "OTHER"}

    with pytest.raises(UserError, match=f"/violationPolicy/{member}: .* was expected, found OTHER"):
        policy_of(discovery)


def test_a_rule_for_stale_data_that_the_mock_does_not_apply_is_refused() -> None:
    with pytest.raises(UserError, match=r"discovery: /staleData: .* was expected, found OTHER"):
        policy_of({**load_discovery(), "staleData": "OTHER"})
