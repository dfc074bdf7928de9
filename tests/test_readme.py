"""What the documents tell a reader to type exists as they say."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from trustlink.cli import main
from trustlink_mock.defects import list_defects

ROOT = Path(__file__).parent.parent
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/embedding.md",
    "docs/privacy.md",
    "docs/walkthrough.md",
    "fixtures/README.md",
    "openapi/README.md",
)
COMMAND = re.compile(r"^ {4}(trustlink .*?)(?: {2,}.*| *#.*| *&)?$", re.MULTILINE)
PYTHON = re.compile(r'^ {4}python -c "(.*)"$', re.MULTILINE)
TARGET = re.compile(r"^ {4}make ([a-z]+)", re.MULTILINE)
LINK = re.compile(r"\]\((?!http)([^)#]+)")


def told(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    return [
        (document, found)
        for document in DOCUMENTS
        for found in pattern.findall((ROOT / document).read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(("document", "line"), told(COMMAND))
def test_each_command_in_a_document_is_understood(document: str, line: str) -> None:
    arguments = shlex.split(line)[1:]

    command, rest = resolve(arguments)

    known = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in rest if word.startswith("--")} <= known, document


@pytest.mark.parametrize(("document", "target"), told(TARGET))
def test_each_make_target_in_a_document_exists(document: str, target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{target}:", makefile, re.MULTILINE), document


@pytest.mark.parametrize(("document", "target"), told(LINK))
def test_each_link_in_a_document_leads_to_a_file(document: str, target: str) -> None:
    assert ((ROOT / document).parent / target).exists()


@pytest.mark.parametrize(("document", "line"), told(COMMAND))
def test_each_defect_in_a_document_exists(document: str, line: str) -> None:
    named = re.findall(r"--defect ([A-Z]+-[0-9]{2}[a-z0-9-]+)", line)

    assert set(named) <= {defect.defect_id for defect in list_defects()}, document


@pytest.mark.parametrize(("document", "line"), told(PYTHON))
def test_each_python_line_in_a_document_prints_a_folder(document: str, line: str) -> None:
    printed = subprocess.run(
        [sys.executable, "-c", line], capture_output=True, text=True, check=True
    ).stdout

    assert (Path(printed.strip()) / "README.md").is_file(), document


def test_the_documents_name_commands() -> None:
    assert len(told(COMMAND)) > 8
    assert {document for document, _ in told(COMMAND)} >= {"README.md", "fixtures/README.md"}


def resolve(arguments: list[str]) -> tuple[click.Command, list[str]]:
    """Follow the words of a command line down to the command that they name."""
    command: click.Command = main
    while isinstance(command, click.Group):
        name = arguments.pop(0)
        found = command.get_command(click.Context(command), name)
        assert found is not None, name
        command = found
    return command, arguments
