"""How VIO-04 finds notices that have left the window: in lists, or else by counts."""

from pathlib import Path
from typing import Any

import pytest
from clean_site import CLEAN, SUPPLIERS, live_site, target_of
from judged_mock import judged
from verify_bench import outcome_of, requirement_of

from trustlink_conformance.falls import MOST_STATUSES
from trustlink_conformance.target import Target
from trustlink_conformance.verify import Order, verify_target

pytestmark = pytest.mark.slow

BY_COUNTS = "notices::test_what_leaves_the_window_entered_it_three_years_before"
BROKEN = ("VIO-04-exclusive-boundary", "VIO-04-the-day-before-counts")


def verified(url: str, folder: Path, **roles: tuple[str, ...]) -> dict[str, Any]:
    target: Target = target_of(url, absent=())
    given = Target(
        **{
            **{name: getattr(target, name) for name in ("url", "mode", "credentials", "bounds")},
            "subjects": (("suppliers", (CLEAN,)), *roles.items()),
        }
    )
    order = Order(given, report_dir=folder, selection=("VIO-04",))
    return verify_target(order, watch=lambda _: None)


@pytest.mark.parametrize("role", ["with_notices", "with_past_notices"])
def test_a_notice_of_a_supplier_in_its_role_is_found(tmp_path: Path, role: str) -> None:
    with live_site() as url:
        report = verified(url, tmp_path, **{role: (SUPPLIERS["S09"],)})

    assert outcome_of(report, "VIO-04") == "PASSED"
    assert requirement_of(report, "VIO-04")["counts"]["comparisons"] > 1


def test_no_notice_is_looked_for_by_counts_where_lists_are_shown(tmp_path: Path) -> None:
    with live_site() as url:
        report = verified(url, tmp_path)

    assert outcome_of(report, "VIO-04") == "NOT_TESTABLE"
    assert report["exchanges"] < 20


@pytest.mark.parametrize("defect", [None, *BROKEN])
def test_where_no_list_is_shown_counts_tell(tmp_path: Path, defect: str | None) -> None:
    with live_site(*([defect] if defect else []), profiles=("core",)) as url:
        report = verified(url, tmp_path, with_notices=(SUPPLIERS["S09"],))

    assert outcome_of(report, "VIO-04") == ("FAILED" if defect else "PASSED")
    assert report["exchanges"] < MOST_STATUSES + 60


def test_notices_that_hide_each_other_are_not_held_against_the_site(
    tmp_path: Path,
) -> None:
    with live_site(profiles=("core",)) as url:
        told = judged(url, tmp_path, wanted=["VIO-04"], mode="live", generated=False)

    (part,) = [one for one in told.checks if one["check"] == BY_COUNTS]
    assert [one["outcome"] for one in part["judged"]] == ["PASSED"]
