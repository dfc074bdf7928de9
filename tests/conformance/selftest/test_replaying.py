"""What was rehearsed with the honest mock holds for a site that answers alike, and for no other."""

import pytest

from trustlink_conformance.selftest import subjects
from trustlink_conformance.selftest.collected import Check
from trustlink_conformance.selftest.command import Plan
from trustlink_conformance.selftest.subjects import Subject, said_of
from trustlink_mock.defects import list_defects

pytestmark = pytest.mark.slow

BROKEN = {one.defect_id: one for one in list_defects()}


@pytest.fixture
def called(monkeypatch):
    """The checks that were called, by name."""
    names, call = [], Check.run
    said_of(Subject("defect"))

    def noted(self, planned, world, recorder):
        names.append(planned.check)
        return call(self, planned, world, recorder)

    monkeypatch.setattr(Check, "run", noted)
    return names


def test_no_check_is_called_about_a_site_that_answers_alike(called):
    said = said_of(Subject("defect"))

    assert called == []
    assert said.word == "CONFORMANT"
    assert said.requests > 100


@pytest.mark.parametrize(
    "name",
    [
        "API-01-lifetime-in-words",
        "DISC-02-older-version-in-status",
        "DISC-05-a-day-too-early",
        "DISC-08-unknown-website",
        "HTTP-04-no-allow",
        "PIL-01-category-of-its-own",
        "REB-04-declaration-named",
        "REB-11-six-digits-filled-up",
        "VER-06-foreign-unchanged",
        "VER-06-shown-to-all",
        "VER-09-failure-occupies-the-key",
        "VER-10-recommended-when-read",
        "VIO-02-window-of-1095-days",
        "SEC-02-foreign-audience-accepted",
    ],
)
def test_a_defect_is_found_as_it_is_without_a_rehearsal(monkeypatch, called, name):
    broken = Plan([], [], 1, everything=False)._broken(BROKEN[name])

    said = said_of(broken)
    calls = len(called)
    monkeypatch.setattr(subjects, "_rehearsal", lambda *_: None)
    monkeypatch.setattr(subjects, "_untouched", lambda *_: frozenset())
    anew = said_of(broken)

    assert calls < len(called) - calls
    assert said.failed
    assert found(said) == found(anew)
    assert (said.word, said.not_testable) == (anew.word, anew.not_testable)


def found(said):
    """What was found, but for the numbers of the exchanges."""
    return [
        (failed.requirement, failed.checks, [(one.check, one.actual) for one in failed.findings])
        for failed in said.failed
    ]
