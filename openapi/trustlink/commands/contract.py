"""The command `trustlink contract`: whether a contract is sound, and how descriptions differ."""

from pathlib import Path

import click

from trustlink.commands.comparing import diff, match, rules
from trustlink.commands.overlay_option import overlay_option
from trustlink.errors import ContractError
from trustlink.frozen import load_digests
from trustlink.inspection import (
    Inspection,
    contract_rules,
    inspect_document,
    inspect_file,
    rules_of_form,
)
from trustlink.inspection.report import as_json, as_text, number_of_faults
from trustlink.inspection.source import read_source
from trustlink.overlay import read_overlay
from trustlink.overlaying import overlaid_document
from trustlink.requirements import load_requirements
from trustlink.resources import openapi_folder
from trustlink.terms import overlaid_requirements

_REPORTS = {"text": as_text, "json": as_json}


@click.group()
def contract() -> None:
    """Look at the contract."""


for _command in (match, diff, rules):
    contract.add_command(_command)


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
@overlay_option
def check(file: Path | None, form: str, overlays: tuple[Path, ...]) -> None:
    """Say whether a contract is sound: every fault with file, JSON pointer and reason.

    Without FILE, the contract that is shipped and the mock's own operations beside it; with an
    overlay, the contract as the overlay makes it.
    """
    if overlays:
        inspections = [_inspected_with(overlays, file or _shipped()[0])]
    else:
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


def _inspected_with(overlays: tuple[Path, ...], file: Path) -> Inspection:
    """Inspect what overlays make of a file whose text can be read; a digest freezes no overlay."""
    source, requirements = read_source(file), load_requirements()
    if source.faults:
        return _inspected(file)
    value, names = source.value, [str(file)]
    for overlay in map(read_overlay, overlays):
        value = overlaid_document(value, overlay)
        requirements = overlaid_requirements(requirements, overlay)
        names.append(str(_near(overlay.file)))
    return inspect_document(value, rules=contract_rules(requirements, {}), file=" + ".join(names))


def _shipped() -> tuple[Path, Path]:
    return _near(openapi_folder() / "trustlink.yaml"), _near(_sandbox())


def _sandbox() -> Path:
    return openapi_folder() / "sandbox.yaml"


def _near(path: Path) -> Path:
    """Return the path as one writes it from here, if it lies below the current folder."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
