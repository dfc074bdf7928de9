"""Home of the tests of saved reports: only what has the published form is read back."""

import json
from pathlib import Path
from typing import Any

import pytest
from sample_report import sample_report

from trustlink.errors import UserError
from trustlink_conformance.reports.saved import read_report


def saved(folder: Path, document: Any) -> Path:
    (folder / "report.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def test_a_report_is_read_from_its_folder_or_file(tmp_path: Path) -> None:
    folder = saved(tmp_path, sample_report())

    assert read_report(folder) == read_report(folder / "report.json") == sample_report()


def test_a_report_without_the_members_that_views_add_is_read(tmp_path: Path) -> None:
    report = sample_report()
    del report["excerpts"]
    for row in report["requirements"]:
        for name in ("why", "statedIn", "assumed"):
            del row[name]

    assert read_report(saved(tmp_path, report)) == report


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "a report was expected"),
        ({"kind": "trustlink-selftest"}, "a report was expected"),
        ({**sample_report(), "format": 9}, "format 1 was expected"),
        ({**sample_report(), "mode": "dream"}, "at /mode"),
        ({**sample_report(), "extra": 1}, "not in the form of a report at /"),
        ({"kind": "trustlink-report", "format": 1}, "is a required property"),
        ({**sample_report(), "seed": float("nan")}, "NaN is no JSON"),
    ],
)
def test_anything_else_is_refused_with_its_place(document: Any, said: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=said):
        read_report(saved(tmp_path, document))


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\udcff"])
def test_what_is_no_json_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(UserError, match="JSON was expected"):
        read_report(tmp_path)


def test_a_folder_without_a_report_says_what_writes_one(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="can't be read") as caught:
        read_report(tmp_path)

    assert "trustlink verify" in caught.value.hint


def test_half_a_character_of_a_target_is_no_obstacle(tmp_path: Path) -> None:
    report = sample_report(problems=["\ud800"])

    assert read_report(saved(tmp_path, report))["problems"] == ["?"]
