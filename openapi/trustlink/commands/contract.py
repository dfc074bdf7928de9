"""The command `trustlink contract`: whether a contract is sound, and how descriptions differ."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from trustlink.citing import MEMBER, citations_of, difference
from trustlink.citing_text import with_written_citations
from trustlink.commands.comparing import diff, match, rules
from trustlink.commands.overlay_option import overlay_option
from trustlink.contract import JsonObject, contract_of, load_contract
from trustlink.edition import edition_3_1
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
from trustlink.terms import load_terms, overlaid_citations, overlaid_requirements

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


@contract.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--write", is_flag=True, help="Write the derived ids into FILE.")
def requirements(file: Path | None, *, write: bool) -> None:
    """Derive x-requirements of each operation from the domains of the requirements.

    Says for each operation of FILE (default: the contract that is shipped) how its x-requirements
    differs from what `domain` in requirements.yaml selects. With `--write` the derived ids replace
    it, and nothing else in FILE changes. Without, a difference makes the exit code 2.
    """
    path = file or _shipped()[0]
    document = load_contract(path).document
    cited = citations_of(document, load_requirements())
    differences = dict(_differences(document, cited))
    for name, found in differences.items():
        click.echo(f"{name}: {found}")
    if write:
        path.write_text(with_written_citations(path.read_text("utf-8"), cited), "utf-8")
        click.echo(f"{path}: {len(differences)} of {len(cited)} operations changed")
    elif differences:
        raise ContractError(
            f"{path}: x-requirements of {len(differences)} operations is not the derived one",
            hint="`trustlink contract requirements --write` writes it.",
        )
    else:
        click.echo(f"{path}: x-requirements of {len(cited)} operations is the derived one")


def _differences(
    document: JsonObject, cited: dict[str, tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    for operation in contract_of(document).operations:
        name = operation.operation_id
        found = difference(operation.document.get(MEMBER), cited[name])
        if found:
            yield name, found


@contract.command()
@click.argument("version", type=click.Choice(["3.1"]))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write. Without it, the edition is written to standard output.",
)
@overlay_option
def edition(version: str, output: Path | None, overlays: tuple[Path, ...]) -> None:
    """Render the contract as OpenAPI 3.1, as JSON. The source is 3.0.3: docs/adr/0001 says why.

    Both editions say the same; the 3.1 edition is for tools that read no 3.0.
    """
    source = load_terms(overlays).contract.document if overlays else load_contract().document
    text = json.dumps(edition_3_1(source), ensure_ascii=False, indent=2)
    if output is None:
        click.echo(text)
        return
    output.write_text(f"{text}\n", encoding="utf-8")
    click.echo(f"{output}: OpenAPI {version}")


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
        requirements = overlaid_requirements(requirements, overlay)
        value = overlaid_citations(overlaid_document(value, overlay), requirements, overlay)
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
