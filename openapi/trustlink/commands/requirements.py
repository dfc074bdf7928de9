"""The commands `trustlink requirements` and `trustlink explain`."""

import json
import shutil
from difflib import get_close_matches

import click

from trustlink.contract import load_contract
from trustlink.errors import UserError
from trustlink.explanation import explain_requirement
from trustlink.requirement import PROFILES, Requirement
from trustlink.requirement_list import json_document, markdown_list, text_list
from trustlink.requirements import Requirements, load_requirements

_NARROWEST, _WIDEST = 60, 100


@click.command()
@click.option(
    "--profile", type=click.Choice(PROFILES), help="Only the requirements of one profile."
)
@click.option(
    "--operation",
    "operation_id",
    metavar="ID",
    help="Only the requirements that hold for one operation, as createBatch.",
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to write the list.",
)
def requirements(profile: str | None, operation_id: str | None, output: str) -> None:
    """List what a site has to do, by group.

    Each requirement shows its level, profile and modes, and whether the one public article states
    it or this project assumes it. `trustlink explain ID` shows the rest.
    """
    known = load_requirements()
    held = load_contract().operation(operation_id).requirements if operation_id else known
    rows = [known[name] for name in held if profile in (None, known[name].profile)]
    if output == "json":
        click.echo(json.dumps(json_document(known, rows), indent=2, ensure_ascii=False))
    elif output == "markdown":
        click.echo(markdown_list(known, rows))
    else:
        click.echo(text_list(known, rows, width=_width()))


@click.command()
@click.argument("requirement_id", metavar="ID")
def explain(requirement_id: str) -> None:
    """Show everything about one requirement, as VIO-04: why it is there, and how to meet it."""
    known = load_requirements()
    row = _requirement(known, requirement_id)
    text = explain_requirement(row, requirements=known, contract=load_contract(), width=_width())
    click.echo(text)


def _requirement(known: Requirements, text: str) -> Requirement:
    name = text.strip().upper()
    if name in known:
        return known[name]
    near = get_close_matches(name, list(known), n=3)
    hint = f"Near it: {', '.join(near)}." if near else "`trustlink requirements` lists them all."
    raise UserError(f"there is no requirement {text!r}", hint=hint)


def _width() -> int:
    columns = shutil.get_terminal_size(fallback=(80, 24)).columns
    return max(_NARROWEST, min(columns, _WIDEST))
