"""Home of the tests of overlays on both sides: mock and suite agree, and disagree without."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from judged_mock import LATE
from starlette.types import ASGIApp

from trustlink.errors import IdentifierError
from trustlink.identifiers import CONSUMER, RequesterId, parse_requester_id
from trustlink.overlay import shipped_overlays
from trustlink.terms import Terms, load_terms
from trustlink_conformance.choice import chosen_cases
from trustlink_conformance.declare import Mode
from trustlink_conformance.results import Outcome
from trustlink_conformance.selftest.collected import Checks, collected
from trustlink_conformance.selftest.judged import URL, Extent, Judged, judge
from trustlink_conformance.selftest.rehearsal import Rehearsal
from trustlink_fixtures.overlay_cases import cases_under
from trustlink_mock import identifier_faults
from trustlink_mock.answers import Sight, provenance
from trustlink_mock.app import create_app
from trustlink_mock.chance import Repeated
from trustlink_mock.clock import frozen_clock, parse_instant
from trustlink_mock.settings import Settings

CHANGED = {
    "anchor-publication-date": ("DISC-05", "VIO-04"),
    "authorities-with-mofcom": ("VIO-05",),
    "boundary-exclusive": ("DISC-05", "VIO-04"),
    "consumers-may-call": ("ID-05", "ID-06", "ID-07"),
    "countries-of-asean": ("ID-05", "ID-06", "ID-07"),
    "goods-with-photovoltaic-cells": ("PIL-02", "PIL-03"),
    "hub-for-many-sites": ("DISC-08",),
    "lapsed-publicity-excluded": ("DISC-05", "VIO-14"),
    "ratings-of-customs-alone": ("RAT-02", "RAT-03"),
    "repaired-counted": ("DISC-05", "VIO-07"),
    "stale-is-indeterminate": ("RAT-01", "REB-02", "RT-03"),
    "tokens-not-required": ("SEC-01", "SEC-05"),
    "under-appeal-not-counted": ("DISC-05", "VIO-08"),
}
"""Overlay -> the requirements, judged by this suite, whose sentence it changes."""

# What is asked about one overlay comes together, so that one process remembers it.
by_overlay = pytest.mark.parametrize("name", CHANGED, scope="module")


def test_each_shipped_overlay_is_proved_here() -> None:
    assert list(CHANGED) == [file.stem for file in shipped_overlays()]


@by_overlay
def test_the_requirements_are_among_those_that_the_overlay_changes(name: str) -> None:
    assert set(CHANGED[name]) <= set(terms_of(name).overlays[0].requirements)


@pytest.mark.slow
@by_overlay
def test_mock_and_suite_agree_with_the_same_overlay(name: str) -> None:
    told = agreeing(name)

    assert told.having(Outcome.FAILED, Outcome.WARNED, Outcome.ERROR) == ()
    assert told.verdict.word == "CONFORMANT"
    assert set(CHANGED[name]) <= set(told.having(Outcome.PASSED))


@pytest.mark.slow
@by_overlay
def test_in_live_mode_the_mock_conforms_with_the_same_overlay(name: str) -> None:
    told = told_of(site(name), suite=(name,), mode="live")

    assert told.having(Outcome.FAILED, Outcome.WARNED, Outcome.ERROR) == ()
    assert told.verdict.word == "CONFORMANT"


@pytest.mark.slow
@by_overlay
def test_without_the_overlay_the_suite_fails_what_it_changes(name: str) -> None:
    told = told_of(site(name), suite=(), rehearsal=agreeing().rehearsal)

    assert set(told.having(Outcome.FAILED, Outcome.WARNED)) & set(CHANGED[name])


@pytest.mark.slow
@by_overlay
def test_a_site_that_follows_the_contract_fails_the_suite_with_the_overlay(name: str) -> None:
    told = told_of(site(), suite=(name,), rehearsal=agreeing(name).rehearsal)

    assert set(told.having(Outcome.FAILED, Outcome.WARNED)) & set(CHANGED[name])


@pytest.mark.slow
def test_generated_requests_follow_the_overlay_too() -> None:
    name = "countries-of-asean"
    extent = Extent(parse_instant(LATE), generated=["createVerification"])

    told = judge(site(name), checks_of(name), terms_of(name), extent)

    assert told.having(Outcome.FAILED, Outcome.WARNED, Outcome.ERROR) == ()


@pytest.mark.slow
def test_a_value_that_an_overlay_does_not_allow_fails(tmp_path: Path) -> None:
    narrower = {
        "ERR-02": {"404": ["about:blank"]},
        "EXP-03": {"RATED": ["RATING_EXPIRED"]},
        "RAT-03": {"cn-gacc-credit 282": ["REGULAR"]},
    }

    told = told_of(site(), suite=(overlay_of(tmp_path, narrower),))

    assert set(told.having(Outcome.FAILED, Outcome.WARNED, Outcome.ERROR)) == set(narrower)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["sandbox", "live"])
@pytest.mark.parametrize(
    ("kept", "expected"),
    [("credit_ratings", "RAT-01"), ("rebate_summary", "RT-03"), ("violation_status", "RT-03")],
)
def test_an_outcome_of_stale_data_fails_where_none_is_decided_by_them(
    kept: str, expected: str, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, module = "stale-is-indeterminate", import_module(f"trustlink_mock.answers.{kept}")
    for honest in (provenance.decides, provenance.undecided):
        monkeypatch.setattr(module, honest.__name__, by_any_data(honest), raising=False)

    told = told_of(site(name), suite=(name,), mode=mode)

    assert expected in told.having(Outcome.FAILED)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["sandbox", "live"])
@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("countries-of-asean", {"FURTHER_FORMS": {}}, "ID-05"),
        ("consumers-may-call", {"FURTHER_FORMS": {}}, "ID-05"),
        ("consumers-may-call", {"CONSUMER": "anything else"}, "ID-06"),
    ],
)
def test_a_site_that_takes_whatever_a_further_requester_says_fails(
    name: str, change: dict[str, Any], expected: str, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    for member, other in change.items():
        monkeypatch.setattr(identifier_faults, member, other)

    told = told_of(site(name), suite=(name,), mode=mode)

    assert told.having(Outcome.FAILED) == (expected,)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["sandbox", "live"])
def test_a_site_that_refuses_a_pseudonym_for_having_seen_it_fails(
    mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, seen = "consumers-may-call", set[str]()

    def parse_once(text: str, *, scheme: str, on: date) -> RequesterId:
        if scheme == CONSUMER and text in seen:
            raise IdentifierError("it was used before", code="component")
        seen.add(text)
        return parse_requester_id(text, scheme=scheme, on=on)

    monkeypatch.setattr(identifier_faults, "parse_requester_id", parse_once)
    told = told_of(site(name), suite=(name,), mode=mode)

    assert "ID-07" in told.having(Outcome.FAILED)


def by_any_data(honest: Callable[..., Any]) -> Callable[..., Any]:
    """Return a rule about sources that knows the contract's policy alone."""

    def rule(*given: Any, sight: Sight) -> Any:
        policy = replace(sight.policy, stale_is_indeterminate=False)
        return honest(*given, sight=replace(sight, policy=policy))

    return rule


def overlay_of(folder: Path, narrower: dict[str, dict[str, list[str]]]) -> str:
    """Write an overlay that changes nothing but what requirements allow."""
    rows = terms_of().requirements
    allowed = {name: {**rows[name].document["allowed"], **new} for name, new in narrower.items()}
    document = {
        "overlay": "1.0.0",
        "info": {"title": "A trial", "version": "1.0.0"},
        "actions": [{"target": "$.info", "update": {"title": "A trial"}}],
        "x-requirements": {name: {"allowed": values} for name, values in allowed.items()},
    }
    file = folder / "trial.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    return str(file)


@cache
def agreeing(*overlays: str) -> Judged:
    """Let the suite judge the mock, both with these overlays."""
    return told_of(site(*overlays), suite=overlays)


def told_of(
    app: ASGIApp,
    *,
    suite: tuple[str, ...],
    rehearsal: Rehearsal | None = None,
    mode: Mode = "sandbox",
) -> Judged:
    """Let the suite judge a site; a rehearsal with another one tells where it answers alike."""
    extent = Extent(parse_instant(LATE), mode=mode, rehearsal=rehearsal)
    return judge(app, checks_of(*suite), terms_of(*suite), extent)


def site(*overlays: str) -> ASGIApp:
    clock, chance = frozen_clock(parse_instant(LATE)), Repeated("overlays")
    files = tuple(map(Path, overlays))
    return create_app(Settings(public_url=URL, clock=clock, chance=chance, overlays=files))


@cache
def terms_of(*overlays: str) -> Terms:
    return load_terms(list(map(Path, overlays)))


@cache
def checks_of(*overlays: str) -> Checks:
    return collected(chosen_cases(cases_under(terms_of(*overlays)), all_of_them=False))
