"""Home of the tests of `trustlink contract match`, `diff`, `rules`, called as users call them."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from descriptions import our_contract

from trustlink.cli import main
from trustlink.comparison.report import rules_table
from trustlink.comparison.rule import RULES
from trustlink.resources import openapi_folder

CONTRACT = str(openapi_folder() / "trustlink.yaml")
RULES_PAGE = Path(__file__).parents[3] / "docs" / "contract-rules.md"


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["contract", *arguments])


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A description that lacks a required member, and calls one optional thing by no name."""
    document = our_contract()
    schemas = document["components"]["schemas"]
    del schemas["Website"]["properties"]["channel"]
    del schemas["RatingOutcome"]["enum"]
    file = tmp_path_factory.mktemp("theirs") / "theirs.yaml"
    file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return file


def test_the_contract_itself_fits_and_has_not_changed() -> None:
    assert call("match", CONTRACT).exit_code == 0
    assert call("diff", CONTRACT, CONTRACT).exit_code == 0


def test_a_finding_shows_severity_texts_rule_requirement_and_both_places(theirs: Path) -> None:
    lines = call("match", str(theirs)).stdout.splitlines()

    assert lines[0] == (
        f"{theirs}#/components/schemas/Website: breaks: expected member 'channel'; "
        "found none of that name [response-required-member-removed, SUP-03]"
    )
    assert lines[1] == (
        "    contract 1.0.0#/components/schemas/Website/properties/channel; in getSupplier 200"
    )
    assert lines[-1].startswith(
        f"{theirs}: does not fit contract 1.0.0: 1 breaks, 0 not-compared, 1"
    )


def test_a_finding_about_the_whole_description_names_no_operation(tmp_path: Path) -> None:
    document = our_contract()
    document["info"]["version"] = "2.0.0"
    file = tmp_path / "theirs.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")

    result, rule = call("match", str(file)), "major-version-differs"

    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == [
        f"{file}#/info/version: note: expected a version 1.x; found '2.0.0' [{rule}]",
        "    contract 1.0.0#/info/version",
    ]


def test_the_json_of_a_match_says_the_same(theirs: Path) -> None:
    found = json.loads(call("match", str(theirs), "--format", "json").stdout)

    assert found["fits"] is False
    assert found["counts"] == {"breaks": 1, "not-compared": 0, "weaker": 1, "note": 0}
    assert found["findings"][0] == {
        "rule": "response-required-member-removed",
        "severity": "breaks",
        "requirement": "SUP-03",
        "contractPointer": "/components/schemas/Website/properties/channel",
        "descriptionPointer": "/components/schemas/Website",
        "expected": "member 'channel'",
        "found": "none of that name",
        "operations": ["getSupplier 200"],
    }


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 1),
        (["--fail-on", "none"], 0),
        (["--fail-on", "weaker"], 1),
        (["--profile", "records"], 1),
        (["--profile", "nothing"], 2),
        (["--overlay", "boundary-exclusive"], 1),
    ],
)
def test_the_exit_code_of_a_match(theirs: Path, options: list[str], code: int) -> None:
    assert call("match", str(theirs), *options).exit_code == code


@pytest.mark.parametrize(
    ("fail_on", "code"), [("any", 1), ("client", 1), ("server", 0), ("none", 0)]
)
def test_the_exit_code_of_a_diff_is_about_whom_it_breaks(
    theirs: Path, fail_on: str, code: int
) -> None:
    result = call("diff", CONTRACT, str(theirs), "--fail-on", fail_on, "--format", "json")

    assert result.exit_code == code
    found = json.loads(result.stdout)
    assert (found["breaksClients"], found["breaksServers"]) == (True, False)
    assert found["changes"][0]["sentence"] == RULES[found["changes"][0]["rule"]].sentence


@pytest.mark.parametrize("command", [["match"], ["diff", CONTRACT]])
def test_what_cant_be_read_is_the_callers_fault(tmp_path: Path, command: list[str]) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("openapi: 3.0.3\npaths: {/a: {get: {responses: {'200': {$ref: 'http://x/'}}}}}")

    result = call(*command, str(bad))

    assert result.exit_code == 2
    assert "nothing is loaded from the network" in result.stderr
    assert str(bad) in result.stderr
    assert call(*command, str(tmp_path / "none.yaml")).exit_code == 2


def test_a_strangers_text_never_reaches_the_terminal_raw(tmp_path: Path) -> None:
    document = our_contract()
    document["components"]["schemas"]["Severity"]["enum"] = ["\x1b]0;owned\x07"]
    document["paths"]["/\x1b[31m"] = {"get": {"responses": {}}}
    file = tmp_path / "theirs.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")

    shown = call("match", str(file)).stdout + call("diff", CONTRACT, str(file)).stdout

    assert "\x1b" not in shown
    assert "owned" in shown


def test_the_page_of_the_rules_is_the_table_that_the_command_prints() -> None:
    printed = call("rules").stdout.strip()

    assert printed == rules_table()
    assert printed in RULES_PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("fail_on", "code"), [("breaks", 0), ("not-compared", 1), ("note", 1)])
def test_what_cant_be_told_is_a_verdict_of_its_own(tmp_path: Path, fail_on: str, code: int) -> None:
    document = our_contract()
    document["components"]["schemas"]["Website"]["dependencies"] = {"channel": ["reference"]}
    document["components"]["schemas"]["Website"]["xml"] = {"name": "site"}
    file = tmp_path / "theirs.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")

    result = call("match", str(file), "--fail-on", fail_on)

    assert result.exit_code == code
    assert f"{file}: may not fit contract 1.0.0: 0 breaks, 1 not-compared" in result.stdout
    assert json.loads(call("match", str(file), "--format", "json").stdout)["fits"] is None


def test_a_change_that_may_break_is_no_change_that_breaks(tmp_path: Path) -> None:
    document = our_contract()
    document["components"]["schemas"]["Website"]["xml"] = {"name": "site"}
    file = tmp_path / "new.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")

    text = call("diff", CONTRACT, str(file))
    found = json.loads(call("diff", CONTRACT, str(file), "--format", "json").stdout)

    assert text.exit_code == 1
    assert "not compared, may break both: was xml not stated" in text.stdout
    assert (found["breaksClients"], found["breaksServers"]) == (None, None)
    assert found["counts"]["notCompared"] == 1
    assert call("diff", CONTRACT, str(file), "--fail-on", "none").exit_code == 0
