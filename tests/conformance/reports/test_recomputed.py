"""A report read from disk has the verdict that its own outcomes give."""

import json
from pathlib import Path
from typing import Any

import pytest
from sample_report import sample_report, settled

from trustlink.errors import UserError
from trustlink.requirements import load_requirements
from trustlink_conformance.reports.saved import read_report

FAILED = settled(sample_report())


def read(folder: Path, report: dict[str, Any]) -> dict[str, Any]:
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    return read_report(folder)


def test_a_report_that_agrees_with_itself_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, FAILED)["exitCode"] == 1


@pytest.mark.parametrize(
    ("members", "told"),
    [
        (
            {"verdict": {"word": "CONFORMANT", "text": "CONFORMANT (live, 7)"}},
            "/verdict/word: NOT_CONFORMANT was expected of its outcomes, found CONFORMANT",
        ),
        (
            {"verdict": {"word": "NOT_CONFORMANT", "text": "CONFORMANT (live, 7)"}},
            "/verdict/text: NOT_CONFORMANT (...) was expected of its outcomes, found CONFORMANT",
        ),
        ({"exitCode": 0}, "/exitCode: 1 was expected of its outcomes, found 0"),
        ({"outcomes": {**FAILED["outcomes"], "FAILED": 0, "PASSED": 3}}, "/outcomes: "),
        ({"selection": [], "requirements": FAILED["requirements"] * 2}, "expected once"),
    ],
)
def test_a_verdict_that_is_greener_than_its_outcomes_is_refused(
    tmp_path: Path, members: dict[str, Any], told: str
) -> None:
    with pytest.raises(UserError, match="the report was changed: ") as refused:
        read(tmp_path, {**FAILED, **members})

    assert told in refused.value.message


def test_a_level_that_was_lowered_is_refused(tmp_path: Path) -> None:
    outcomes = dict.fromkeys(load_requirements(), "PASSED") | {"VIO-04": "FAILED"}
    report = sample_report(outcomes)
    report["digests"]["requirements"] = load_requirements().digest
    entry = next(one for one in report["requirements"] if one["id"] == "VIO-04")
    entry["level"], entry["outcome"] = "SHOULD", "WARNED"

    with pytest.raises(UserError, match=r"/level: MUST was expected of its outcomes, found SHOULD"):
        read(tmp_path, settled(report))
