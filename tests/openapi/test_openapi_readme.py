"""Home of the tests of openapi/README.md: its commands run, and its tables are complete."""

import shlex

import pytest
from click.testing import CliRunner

from trustlink.cli import main
from trustlink.contract import load_contract
from trustlink.inspection.extensions import KNOWN
from trustlink.overlay import shipped_overlays
from trustlink.resources import openapi_folder

README = (openapi_folder() / "README.md").read_text()
SHOWN = [line.strip() for line in README.splitlines() if line.startswith("    trustlink ")]
COMMANDS = [line for line in SHOWN if line.split()[1] not in {"mock", "verify"}]


def test_it_shows_commands() -> None:
    assert len(COMMANDS) == 4


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


def test_the_files_it_lists_are_there() -> None:
    names = ("trustlink.yaml", "requirements.yaml", "sandbox.yaml", "digests.json", "README.md")

    assert all((openapi_folder() / name).is_file() for name in names)
