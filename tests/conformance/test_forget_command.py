"""What `trustlink forget` deletes of earlier runs, and what it leaves alone."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sample_report import sample_report

from trustlink_conformance.forget_command import forget

OLD, NEW = "2020-01-01T00:00:00+00:00", "2999-01-01T00:00:00+00:00"


def run_of(folder: Path, *, ended: str) -> Path:
    """Make the report folder of a run."""
    folder.mkdir(parents=True, exist_ok=True)
    report = {"kind": "trustlink-report", **sample_report(started=OLD, ended=ended)}
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    (folder / "evidence.jsonl").write_text('{"kind": "trustlink-evidence", "format": 2}\n')
    (folder / "report.html").write_text('<!DOCTYPE html>\n<!-- "kind": "trustlink-page" -->')
    return folder


def forgotten(*arguments: str | Path) -> Result:
    return CliRunner().invoke(forget, [*map(str, arguments)], catch_exceptions=False)


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_evidence_of_old_runs_goes_and_their_reports_stay(tmp_path: Path) -> None:
    old, new = run_of(tmp_path / "a", ended=OLD), run_of(tmp_path / "sites" / "b", ended=NEW)

    result = forgotten(tmp_path, "--retain", "P30D")

    assert names(old) == {"report.json", "report.html"}
    assert names(new) == {"report.json", "report.html", "evidence.jsonl"}
    assert f"{old}: deleted evidence.jsonl (run of 2020-01-01)" in result.output
    assert "1 runs" in result.output


def test_reports_go_as_well_if_that_is_wanted(tmp_path: Path) -> None:
    old = run_of(tmp_path / "a", ended=OLD)
    (old / "notes.txt").write_text("mine")

    forgotten(old, "--reports")

    assert names(old) == {"notes.txt"}


def test_a_dry_run_names_what_it_would_delete(tmp_path: Path) -> None:
    old = run_of(tmp_path / "a", ended=OLD)

    result = forgotten(tmp_path, "--dry-run")

    assert "would delete evidence.jsonl" in result.output
    assert "evidence.jsonl" in names(old)


def test_a_file_that_no_run_wrote_is_left_alone(tmp_path: Path) -> None:
    old = run_of(tmp_path / "a", ended=OLD)
    (old / "evidence.jsonl").write_text("not written by a run")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "report.json").write_text("{}")

    forgotten(tmp_path, "--reports", "--retain", "PT0M")

    assert names(old) == {"evidence.jsonl"}
    assert names(tmp_path / "kept") == {"report.json"}


def test_links_are_not_followed(tmp_path: Path) -> None:
    elsewhere = run_of(tmp_path / "elsewhere", ended=OLD)
    reports = run_of(tmp_path / "reports" / "a", ended=OLD)
    (reports / "evidence.jsonl").unlink()
    (reports / "evidence.jsonl").symlink_to(elsewhere / "evidence.jsonl")
    (tmp_path / "reports" / "b").symlink_to(elsewhere, target_is_directory=True)

    forgotten(tmp_path / "reports")

    assert "evidence.jsonl" in names(elsewhere)


@pytest.mark.parametrize(("seconds", "left"), [(0, set()), (2**31, {"evidence.jsonl"})])
def test_evidence_of_a_killed_run_is_as_old_as_its_file(
    tmp_path: Path, seconds: int, left: set[str]
) -> None:
    folder = run_of(tmp_path / "a", ended=OLD)
    (folder / "report.json").unlink()
    (folder / "report.html").unlink()
    os.utime(folder / "evidence.jsonl", (seconds, seconds))

    forgotten(tmp_path)

    assert names(folder) == left


def test_a_retention_that_is_no_duration_is_refused(tmp_path: Path) -> None:
    run_of(tmp_path / "a", ended=OLD)

    result = CliRunner().invoke(forget, [str(tmp_path), "--retain", "1 month"])

    assert result.exit_code != 0
    assert "evidence.jsonl" in names(tmp_path / "a")
