"""A site that tells the same of everybody fails with the fixtures, and is told so without them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from trustlink.terms import load_terms
from trustlink_conformance.choice import chosen_cases
from trustlink_conformance.results import Outcome
from trustlink_conformance.selftest.collected import Checks, collected
from trustlink_conformance.selftest.judged import URL, Extent, Judged, judge
from trustlink_conformance.selftest.subjects import LATE
from trustlink_fixtures.scenarios import load_cases
from trustlink_mock.answers.facts import Facts
from trustlink_mock.app import create_app
from trustlink_mock.clock import frozen_clock
from trustlink_mock.defects import Defect, Joint
from trustlink_mock.registry import load_registry
from trustlink_mock.settings import Settings

pytestmark = pytest.mark.slow

ONE = load_registry().find("91440300TL0000016J")


def clear_about_everyone(honest: Facts) -> Facts:
    return replace(honest, notices=())


def no_records_of_anyone(honest: Facts) -> Facts:
    return replace(honest, rebates=replace(honest.rebates, records=()))


def the_same_rating_of_everyone(honest: Facts) -> Facts:
    return replace(honest, ratings=ONE.ratings)


SITES = {
    "VIO-01": clear_about_everyone,
    "REB-01": no_records_of_anyone,
    "RAT-01": the_same_rating_of_everyone,
}


@pytest.fixture(scope="module")
def checks() -> Checks:
    return collected(chosen_cases(load_cases(), all_of_them=False))


@pytest.fixture
def site(checks: Checks, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Judged]:
    def judged_as(substitute: Callable[[Facts], Facts], mode: str) -> Judged:
        same = Defect("X-00-same", "X-00", "Same.", Joint.FACTS, None, {}, substitute)
        monkeypatch.setattr("trustlink_mock.defects.list_defects", lambda: (same,))
        settings = Settings(public_url=URL, clock=frozen_clock(LATE), defects=(same.defect_id,))
        return judge(create_app(settings), checks, load_terms(()), Extent(LATE, mode))

    return judged_as


@pytest.mark.parametrize("requirement", SITES)
def test_it_fails_with_the_fixtures(site, requirement: str) -> None:
    judged = site(SITES[requirement], "sandbox")

    assert judged.verdict.word == "NOT_CONFORMANT"
    assert judged.crashes == ()


@pytest.mark.parametrize("requirement", SITES)
def test_it_is_told_without_them_why_that_is_not_enough(site, requirement: str) -> None:
    judged = site(SITES[requirement], "live")
    told = {one.requirement.id: one for one in judged.results}[requirement]

    assert judged.verdict.word == "INCOMPLETE"
    assert judged.having(Outcome.FAILED, Outcome.ERROR) == ()
    assert told.outcome is Outcome.NOT_TESTABLE
    assert "can't be seen" in " ".join(told.reasons)
    assert "subjects." in " ".join(told.provide)
