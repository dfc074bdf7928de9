"""The demo starts the mock as a server of its own, verifies it, and ends it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from trustlink.errors import UserError
from trustlink_conformance.demo import demo


@pytest.mark.slow
def test_the_demo_ends_well_exactly_if_the_verdict_is_the_expected_one(tmp_path: Path) -> None:
    expected = CliRunner().invoke(demo, ["--expect", "CONFORMANT", "--report-dir", str(tmp_path)])
    other = CliRunner().invoke(demo, ["--expect", "INCOMPLETE", "--report-dir", str(tmp_path)])

    assert expected.exit_code == 0, expected.output
    assert json.loads((tmp_path / "report.json").read_text())["verdict"]["word"] == "CONFORMANT"
    assert isinstance(other.exception, UserError)
    assert "INCOMPLETE was expected" in str(other.exception)
