"""The selftest calls the checks that `verify` runs, and they come to the same."""

from pathlib import Path

import pytest
from judged_mock import LATE, judged, mock

from trustlink.terms import load_terms
from trustlink_conformance.choice import chosen_cases
from trustlink_conformance.selftest.collected import collected
from trustlink_conformance.selftest.judged import URL, Extent, judge
from trustlink_fixtures.overlay_cases import cases_under
from trustlink_mock.app import create_app
from trustlink_mock.clock import frozen_clock, parse_instant
from trustlink_mock.settings import Settings

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("mode", "defects"), [("sandbox", ("RAT-06-expired-shown-as-current",)), ("live", ())]
)
def test_a_site_is_judged_as_it_is_over_a_network(tmp_path: Path, mode, defects):
    terms = load_terms(())
    app = create_app(
        Settings(public_url=URL, clock=frozen_clock(parse_instant(LATE)), defects=defects)
    )

    here = judge(
        app,
        collected(chosen_cases(cases_under(terms), all_of_them=False)),
        terms,
        Extent(parse_instant(LATE), mode),
    )
    with mock(defects=defects) as origin:
        there = judged(origin, tmp_path, mode=mode, generated=False)

    asked = [check for check in here.checks if check.section == "deterministic"]
    assert outcomes([part for check in asked for part in check.judged]) == outcomes(
        [part for check in there.checks for part in check["judged"]]
    )
    assert [check.check for check in asked] == [check["check"] for check in there.checks]
    assert here.crashes == ()


def outcomes(parts):
    """What each requirement came to in each check, as often as it did."""
    known = [part if isinstance(part, dict) else vars_of(part) for part in parts]
    return sorted((part["requirement"], str(part["outcome"])) for part in known)


def vars_of(part):
    return {"requirement": part.requirement, "outcome": part.outcome}
