"""Home of the tests of the command `trustlink report`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sample_report import sample_report

from trustlink.cli import main
from trustlink_conformance.reports.views import FORMATS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "report.json").write_text(json.dumps(sample_report()), encoding="utf-8")
    return tmp_path


def report(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["report", *map(str, arguments)])


@pytest.mark.parametrize("view", FORMATS)
def test_each_view_is_made_of_the_report_alone(view: str, folder: Path) -> None:
    result = report(folder, "--format", view)

    assert result.exit_code == 0
    assert "1.0.0" in result.stdout or view in ("junit", "github")


def test_a_view_can_be_written_to_a_file(folder: Path) -> None:
    result = report(folder, "--format", "html", "--output", folder / "page.html")

    assert (result.exit_code, result.stdout) == (0, "")
    assert (folder / "page.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_the_page_can_be_in_chinese(folder: Path) -> None:
    page = report(folder, "--format", "html", "--language", "zh-CN").stdout

    assert '<html lang="zh-CN">' in page


def test_without_a_report_it_ends_with_2_and_a_reason(tmp_path: Path) -> None:
    result = report(tmp_path, "--format", "junit")

    assert result.exit_code == 2
    assert "can't be read" in result.stderr


def test_a_file_that_can_not_be_written_is_told(folder: Path) -> None:
    result = report(folder, "--output", folder / "no" / "such" / "folder.txt")

    assert result.exit_code == 2
    assert "can't be written" in result.stderr
