"""The demo starts the mock as a server of its own, verifies it, and ends it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from trustlink.errors import UserError
from trustlink_conformance.demo import demo


@pytest.mark.slow
def test_the_demo_fails_if_another_verdict_was_expected(tmp_path: Path) -> None:
    """That it ends well with the right one is tried by tests/test_wheel.py."""
    other = CliRunner().invoke(demo, ["--expect", "INCOMPLETE", "--report-dir", str(tmp_path)])

    assert json.loads((tmp_path / "report.json").read_text())["verdict"]["word"] == "CONFORMANT"
    assert isinstance(other.exception, UserError)
    assert "INCOMPLETE was expected" in str(other.exception)
