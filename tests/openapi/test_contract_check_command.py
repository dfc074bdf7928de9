"""Home of the tests of `trustlink contract check`."""

import copy
import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from trustlink.cli import main
from trustlink.contract import read_yaml
from trustlink.resources import openapi_folder

CONTRACT = openapi_folder() / "trustlink.yaml"
SANDBOX = openapi_folder() / "sandbox.yaml"


def test_the_shipped_documents_are_sound() -> None:
    result = check()

    assert [line for line in result.stdout.splitlines() if "#" in line] == []
    assert result.exit_code == 0


def test_a_sound_document_says_how_much_was_checked() -> None:
    result = check()

    for document in json.loads(check("--format", "json").stdout)["documents"]:
        for name in ("operations", "responses", "schemas", "properties", "examples"):
            assert document["counts"][name] > 0
            assert f"{document['counts'][name]} {name}" in result.stdout


def test_the_contract_has_every_statement_and_requirement() -> None:
    contract, _ = json.loads(check("--format", "json").stdout)["documents"]

    assert contract["counts"]["operations"] == 13
    assert contract["counts"]["statements"] == 16
    assert contract["counts"]["requirements"] >= 98


def test_every_fault_is_one_line_with_file_pointer_and_reason(broken: Path) -> None:
    result = check(str(broken))

    assert f"{broken}#/tags/0: this tag has no description" in result.stdout.splitlines()
    assert f"{broken}#/tags/1: this tag has no description" in result.stdout.splitlines()
    assert result.exit_code == 2


def test_faults_are_sorted_by_pointer(broken: Path) -> None:
    (document,) = json.loads(check(str(broken), "--format", "json").stdout)["documents"]

    pointers = [fault["pointer"] for fault in document["faults"]]

    assert pointers == sorted(pointers)
    assert {"/tags/0", "/tags/1"} <= set(pointers)


def test_json_says_in_one_member_whether_all_is_sound(broken: Path) -> None:
    result = check(str(broken), "--format", "json")

    assert json.loads(result.stdout)["sound"] is False
    assert result.exit_code == 2


def test_the_number_of_faults_stands_on_stderr(broken: Path) -> None:
    (document,) = json.loads(check(str(broken), "--format", "json").stdout)["documents"]

    result = check(str(broken))

    assert f"error: {len(document['faults'])} faults in the contract" in result.stderr


def test_a_file_that_is_not_there_is_the_user_s_error() -> None:
    result = check("absent.yaml")

    assert result.exit_code == 2
    assert "error: absent.yaml: can't be read: No such file or directory" in result.stderr


def test_the_mock_s_own_operations_need_no_requirements() -> None:
    result = check(str(SANDBOX))

    assert "x-requirements" not in result.stdout
    assert "x-profile" not in result.stdout


def test_another_file_is_held_against_the_requirements(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.yaml"
    file.write_bytes(SANDBOX.read_bytes())

    result = check(str(file))

    assert "API-01: domain `operations[security]" in result.stdout


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Write the contract with two tags that lack their description; return the file."""
    document = copy.deepcopy(dict(read_yaml(CONTRACT)))
    document["tags"] = [{"name": tag["name"]} for tag in document["tags"]]
    file = tmp_path / "contract.yaml"
    file.write_text(yaml.dump(document, Dumper=Plain))
    return file


class Plain(yaml.CSafeDumper):
    """Writes values that occur twice twice."""

    def ignore_aliases(self, data: object) -> bool:
        return data is not None


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["contract", "check", *arguments])
