"""Of each rule it is known which requests call on it, and of a defect which rules it exchanges."""

from contextvars import copy_context
from dataclasses import replace

import pytest

from trustlink_conformance.selftest import subjects
from trustlink_conformance.selftest.watched_rules import WatchedRules, rules_changed_by
from trustlink_mock.answers import Rules
from trustlink_mock.chance import OCCASION

MANY = 400
"""A rehearsal has about 800 checks."""


@pytest.fixture(scope="module")
def rehearsal():
    return subjects._rehearsal(all_cases=False, mode="sandbox", seed=1)


def test_a_call_is_noted_for_its_occasion():
    watched = WatchedRules()
    rules = watched.substitute(Rules())

    def asked():
        OCCASION.set("a question")
        return rules.masked("531620260001234567")

    assert copy_context().run(asked) == Rules().masked("531620260001234567")
    assert watched.called == {"a question": frozenset({"masked"})}


def test_the_rules_that_a_defect_exchanges_are_known():
    assert rules_changed_by(lambda honest: replace(honest, masked=str)) == {"masked"}
    assert rules_changed_by(lambda honest: honest) == frozenset()


@pytest.mark.slow
def test_who_filters_rows_otherwise_touches_few_checks(rehearsal):
    untouched = rehearsal.untouched_by(frozenset({"fits"}))

    touched = rehearsal.turns.keys() - untouched
    assert len(untouched) > MANY
    assert any(name.startswith("filters::") for name in touched)


@pytest.mark.slow
def test_who_exchanges_a_rule_of_verifications_touches_those_that_are_read_later(rehearsal):
    untouched = rehearsal.untouched_by(frozenset({"completeness"}))

    kept = [name for name in rehearsal.turns if name.startswith("kept_verifications::")]
    sent = [name for name in kept if rehearsal.turns[name].sent]
    assert sent
    assert untouched.isdisjoint(sent)


@pytest.mark.slow
def test_what_is_called_before_any_request_may_touch_everything(rehearsal):
    assert rehearsal.untouched_by(frozenset({"published_key"})) == frozenset()
