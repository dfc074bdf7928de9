"""The command prints the kill matrix and writes it as JSON and as a page."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from trustlink.errors import UserError
from trustlink_conformance.selftest.command import selftest


def run(*arguments: str):
    return CliRunner().invoke(selftest, list(arguments), catch_exceptions=False)


@pytest.mark.slow
def test_a_defect_and_a_variant_can_be_tried_alone(tmp_path: Path) -> None:
    found = run(
        *("--defect", "SUP-03-relative-website", "--variant", "opaque-tokens"),
        *("--jobs", "1", "--report-dir", str(tmp_path)),
    )

    document = json.loads((tmp_path / "selftest.json").read_text("utf-8"))
    page = (tmp_path / "selftest.html").read_text("utf-8")
    assert found.exit_code == 0, found.output
    assert "1 of 1 defects killed, 1 attributed" in found.output
    assert "2 of 2 conforming sites called CONFORMANT" in found.output
    assert [one["id"] for one in document["defects"]] == ["SUP-03-relative-website"]
    assert {one["mode"] for one in document["controls"]} == {"sandbox", "live"}
    assert "SUP-03-relative-website" in page


@pytest.mark.parametrize(
    ("option", "name", "near"),
    [
        ("--defect", "SUP-03-relative-websites", "SUP-03-relative-website"),
        ("--variant", "opaque-token", "opaque-tokens"),
    ],
)
def test_an_unknown_name_is_answered_with_near_ones(option: str, name: str, near: str) -> None:

    with pytest.raises(UserError) as raised:
        run(option, name)

    assert near in raised.value.hint
