"""The command `trustlink contract`: whether a contract is sound."""

from pathlib import Path

import click

from trustlink.errors import ContractError
from trustlink.frozen import load_digests
from trustlink.inspection import Inspection, contract_rules, inspect_file, rules_of_form
from trustlink.inspection.report import as_json, as_text, number_of_faults
from trustlink.requirements import load_requirements
from trustlink.resources import openapi_folder

_REPORTS = {"text": as_text, "json": as_json}


@click.group()
def contract() -> None:
    """Look at the contract."""


@contract.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_REPORTS)),
    default="text",
    show_default=True,
    help="Lines for people, or one JSON value for software.",
)
def check(file: Path | None, form: str) -> None:
    """Say whether a contract is sound: every fault with file, JSON pointer and reason.

    Without FILE, the contract that is shipped and the mock's own operations beside it.
    """
    inspections = [_inspected(path) for path in ([file] if file else _shipped())]
    click.echo(_REPORTS[form](inspections))
    number = sum(len(inspection.faults) for inspection in inspections)
    if number:
        raise ContractError(
            f"{number_of_faults(number)} in the contract",
            hint="Each line above says where, and what was expected.",
        )


def _inspected(file: Path) -> Inspection:
    if file.resolve() == _sandbox().resolve():
        return inspect_file(file, rules=rules_of_form())
    rules = contract_rules(load_requirements(), load_digests())
    return inspect_file(file, rules=rules)


def _shipped() -> tuple[Path, Path]:
    return _near(openapi_folder() / "trustlink.yaml"), _near(_sandbox())


def _sandbox() -> Path:
    return openapi_folder() / "sandbox.yaml"


def _near(path: Path) -> Path:
    """Return the path as one writes it from here, if it lies below the current folder."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
