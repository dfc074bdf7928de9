"""Home of the tests of what changed between two reports."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sample_report import FINDING, requirement, sample_report, settled

from trustlink.cli import main
from trustlink.errors import UserError
from trustlink_conformance.reports.changes import Kind, difference
from trustlink_conformance.reports.changes_text import changes_text


def kinds(before: dict[str, str], after: dict[str, str]) -> dict[str, Kind]:
    found = difference(sample_report(before), sample_report(after))
    return {change.id: change.kind for change in found.changes}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("PASSED", "FAILED", Kind.NEW_FAILURE),
        ("NOT_TESTABLE", "FAILED", Kind.NEW_FAILURE),
        ("PASSED", "NOT_TESTABLE", Kind.LOST),
        ("FAILED", "NOT_TESTABLE", Kind.LOST),
        ("FAILED", "ERROR", Kind.LOST),
        ("FAILED", "PASSED", Kind.FIXED),
        ("NOT_TESTABLE", "PASSED", Kind.GAINED),
        ("NOT_TESTABLE", "NOT_APPLICABLE", Kind.OTHER),
    ],
)
def test_each_change_has_its_kind(before: str, after: str, kind: Kind) -> None:
    assert kinds({"VIO-04": before}, {"VIO-04": after}) == {"VIO-04": kind}


def test_what_is_as_it_was_is_not_told() -> None:
    assert kinds({"VIO-04": "FAILED"}, {"VIO-04": "FAILED"}) == {}


def test_a_requirement_that_is_gone_is_no_longer_judged() -> None:
    both = {"VIO-04": "FAILED", "RAT-01": "PASSED"}

    assert kinds(both, {"RAT-01": "PASSED"}) == {"VIO-04": Kind.LOST}


def test_a_failure_in_another_place_is_told() -> None:
    other = requirement("VIO-04", "FAILED", findings=[{**FINDING, "pointer": "/outcome"}])
    before = sample_report({"VIO-04": "FAILED"})

    found = difference(before, {**before, "requirements": [other]})

    assert [change.kind for change in found.changes] == [Kind.OTHERWISE]
    assert found.exit_code == 0


def test_new_failures_come_first_the_likeliest_cause_before_the_others() -> None:
    names = ["API-01", "RAT-01", "VIO-04", "VIO-09"]
    before = sample_report(dict(zip(names, ["FAILED", "PASSED", "PASSED", "PASSED"], strict=True)))
    after = sample_report(dict(zip(names, ["PASSED", "PASSED", "FAILED", "FAILED"], strict=True)))
    after["likeliestFirst"] = ["VIO-09", "VIO-04"]

    text = changes_text(difference(before, after))

    assert "New failures: 2\n  VIO-09 MUST  PASSED -> FAILED\n" in text
    places = [text.index(name) for name in ("VIO-09", "VIO-04", "API-01")]
    assert places == sorted(places)
    assert "expected 1; actual 0 at /counts/counted" in text


def changed(**members: Any) -> dict[str, Any]:
    return {**copy.deepcopy(sample_report()), **members}


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"mode": "sandbox"}, "mode live before, sandbox after"),
        ({"contract": {**sample_report()["contract"], "digest": "cd" * 32}}, "contract abab"),
    ],
)
def test_reports_by_other_rules_are_refused_unless_asked(members: Any, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        difference(sample_report(), changed(**members))

    assert "--anyway" in caught.value.hint
    warnings = difference(sample_report(), changed(**members), anyway=True).warnings
    assert said in " ".join(warnings)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"seed": 7}, "seed 42 before, 7 after"),
        ({"selection": ["VIO-04"]}, "selection none before, VIO-04 after"),
        ({"target": {"url": "https://b.example"}}, "target https://site.example before"),
    ],
)
def test_other_circumstances_are_told(members: Any, said: str) -> None:
    assert said in changes_text(difference(sample_report(), changed(**members)))


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ({"VIO-04": "PASSED"}, {"VIO-04": "FAILED"}, 1),
        ({"VIO-04": "FAILED"}, {"VIO-04": "PASSED"}, 0),
        ({"VIO-04": "FAILED"}, {"VIO-04": "FAILED"}, 0),
        ({"VIO-04": "FAILED"}, {"VIO-04": "NOT_TESTABLE"}, 3),
        ({"DISC-06": "PASSED"}, {"DISC-06": "NOT_TESTABLE"}, 0),
        ({"DISC-06": "PASSED"}, {"DISC-06": "WARNED"}, 0),
    ],
)
def test_the_exit_code_says_whether_something_newly_fails(
    before: dict[str, str], after: dict[str, str], code: int, tmp_path: Path
) -> None:
    assert compare(tmp_path, sample_report(before), sample_report(after)).exit_code == code


def test_what_a_target_wrote_is_harmless_in_the_text() -> None:
    evil = {**FINDING, "actual": "\x1b]0;owned\x07\n\u202e"}
    row = requirement("VIO-04", "FAILED", findings=[evil])

    text = changes_text(
        difference(sample_report({"VIO-04": "PASSED"}), changed(requirements=[row]))
    )

    assert [sign for sign in text if not sign.isprintable() and sign != "\n"] == []


def compare(folder: Path, *reports: dict[str, Any]) -> Result:
    paths = [folder / name for name in ("a", "b")]
    for path, report in zip(paths, reports, strict=True):
        path.mkdir()
        (path / "report.json").write_text(json.dumps(settled(report)), encoding="utf-8")
    return CliRunner().invoke(main, ["compare", *map(str, paths)])
