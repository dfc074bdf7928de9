"""Home of the tests of openapi/README.md: its commands run, and its tables are complete."""

import json
import re
import shlex
from base64 import urlsafe_b64decode
from typing import Any

import pytest
from click.testing import CliRunner

from trustlink.cli import main
from trustlink.contract import load_contract
from trustlink.inspection.extensions import KNOWN
from trustlink.overlay import shipped_overlays
from trustlink.requirements import load_requirements
from trustlink.resources import openapi_folder
from trustlink_mock.variants import list_variants

README = (openapi_folder() / "README.md").read_text()
NAME = re.compile("`([a-z:-]+)`")
SHOWN = [line.strip() for line in README.splitlines() if line.startswith("    trustlink ")]
COMMANDS = [line for line in SHOWN if line.split()[1] not in {"mock", "verify"}]


def section(title: str) -> str:
    return README.partition(f"## {title}\n")[2].partition("\n## ")[0]


def content_of(operation_id: str, status: str) -> Any:
    responses = load_contract().operation(operation_id).document["responses"]
    return responses[status]["content"]["application/json"]


def test_it_shows_commands() -> None:
    assert len(COMMANDS) == 6


@pytest.mark.parametrize("command", COMMANDS)
def test_its_commands_run(command: str) -> None:
    result = CliRunner().invoke(main, shlex.split(command)[1:])

    assert result.exit_code == 0, result.output


def test_it_explains_every_extension() -> None:
    assert [name for name in KNOWN if name not in README] == []


def test_it_lists_every_operation_with_its_profile() -> None:
    rows = {line for line in README.splitlines() if line.strip().startswith("| `")}

    for operation in load_contract().operations:
        (row,) = (row for row in rows if f"| `{operation.profile}` |" in row)
        assert operation.operation_id in row


def test_it_lists_every_overlay() -> None:
    assert [file.stem for file in shipped_overlays() if f"| `{file.stem}` |" not in README] == []


def test_it_lists_the_problems_of_each_status() -> None:
    allowed = load_requirements()["ERR-02"].allowed
    table = dict(re.findall(r"^\| ([0-9]{3}) \| (.+?) \|", section("Problems"), flags=re.MULTILINE))

    assert {status: set(NAME.findall(cell)) for status, cell in table.items()} == {
        status: {kind.rpartition("/")[2] for kind in kinds} for status, kinds in allowed.items()
    }


def test_it_names_every_claim_of_a_receipt() -> None:
    example = content_of("createVerification", "201")["examples"]["S01"]["value"]
    claims = json.loads(urlsafe_b64decode(example["receipt"]["value"].split(".")[1] + "=="))

    assert [name for name in claims if f"`{name}`" not in section("Receipts")] == []
    assert claims["verificationDigest"] in section("Receipts")


def test_the_lengths_it_states_are_those_of_the_contract() -> None:
    cursor = load_contract().document["components"]["parameters"]["Cursor"]["schema"]
    verification_id = load_contract().schema("Verification")["properties"]["verificationId"]

    assert f"1 to {cursor['maxLength']} characters" in section("Lists and cursors")
    assert f"1 to {verification_id['maxLength']}" in section("Verifications and batches")


def test_the_variants_of_what_is_open_are_there() -> None:
    known = {one.variant_id for one in list_variants()}
    rows = [line for line in section("Open, both accepted").splitlines() if line.startswith("| ")]
    last = [row.strip("| ").rpartition(" | ")[2] for row in rows]
    cells = [cell for cell in last if cell != "Variants"]

    assert len(cells) > 20
    named = [set(NAME.findall(cell)) for cell in cells]
    assert [name for names in named for name in names if name not in known] == []
    assert all(
        names or cell.startswith("not asked") for names, cell in zip(named, cells, strict=True)
    )


def test_the_files_it_lists_are_there() -> None:
    names = ("trustlink.yaml", "requirements.yaml", "sandbox.yaml", "digests.json", "README.md")

    assert all((openapi_folder() / name).is_file() for name in names)
