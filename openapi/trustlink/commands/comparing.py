"""The commands `trustlink contract match`, `diff` and `rules`: two descriptions held together."""

from collections.abc import Callable
from pathlib import Path

import click

from trustlink.commands.overlay_option import overlay_option
from trustlink.comparison.api import Api, api_of
from trustlink.comparison.library import library_of, open_library
from trustlink.comparison.match import match as matched
from trustlink.comparison.report import (
    match_json,
    match_text,
    revision_json,
    revision_text,
    rules_table,
)
from trustlink.comparison.revision import Revision, revision
from trustlink.comparison.rule import Severity
from trustlink.contract import read_yaml
from trustlink.errors import ContractError
from trustlink.overlay import read_overlay
from trustlink.overlaying import overlaid_document
from trustlink.requirement import PROFILES
from trustlink.resources import openapi_folder

_FORMATS = click.Choice(["text", "json"])
_HITS: dict[str, Callable[[Revision], bool]] = {
    "client": lambda found: found.hits_client,
    "server": lambda found: found.hits_server,
    "any": lambda found: found.hits_client or found.hits_server,
    "none": lambda _: False,
}
_format_option = click.option(
    "--format",
    "form",
    type=_FORMATS,
    default="text",
    show_default=True,
    help="Lines for people, or one JSON value for software.",
)


@click.command()
@click.argument("theirs", type=click.Path(path_type=Path))
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    type=click.Choice(PROFILES),
    help="Demand the operations of this profile; repeatable, core always is. Default: the profiles "
    "of which THEIRS has any operation.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["breaks", "not-compared", "weaker", "note", "none"]),
    default="breaks",
    show_default=True,
    help="The mildest finding that makes the exit code 1.",
)
@_format_option
@overlay_option
def match(
    theirs: Path, profiles: tuple[str, ...], fail_on: str, form: str, overlays: tuple[Path, ...]
) -> None:
    """Judge a supplier's own OpenAPI file against the contract, without a server.

    THEIRS is OpenAPI 3.0, 3.1 or 3.2, as YAML or JSON; references to files below its folder are
    followed. `breaks` contradicts the contract, `not-compared` may do so, `weaker` promises less,
    `note` is worth knowing. In requests THEIRS may accept more, in answers it may promise more.
    `trustlink contract rules` lists the rules. The exit code is 0 if no finding is as grave as
    --fail-on says, 1 if one is, 2 if THEIRS can't be read.
    """
    ours = api_of(library_of(_contract(overlays)))
    found = matched(ours, _api(theirs), profiles=profiles)
    report = match_json if form == "json" else match_text
    click.echo(report(found, ours=f"contract {ours.version}", theirs=str(theirs)))
    if fail_on != "none" and found.has(Severity(fail_on)):
        click.get_current_context().exit(1)


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--fail-on",
    type=click.Choice(list(_HITS)),
    default="any",
    show_default=True,
    help="Whom a change has to break, or perhaps break, for the exit code 1.",
)
@_format_option
def diff(old: Path, new: Path, fail_on: str, form: str) -> None:
    """Say what changed between two versions of a contract, and whom each change breaks.

    A change breaks clients if one written for OLD fails on a server of NEW; it breaks servers if
    one written for OLD no longer does what NEW says. Each change names its place in both files and
    its rule (`trustlink contract rules`). What can't be decided is a change that may break. The
    exit code is 1 if a change breaks, or may break, whom --fail-on names, 2 if a file can't be
    read.
    """
    found = revision(_api(old), _api(new))
    report = revision_json if form == "json" else revision_text
    click.echo(report(found, before=str(old), after=str(new)))
    if _HITS[fail_on](found):
        click.get_current_context().exit(1)


@click.command()
def rules() -> None:
    """List the rules of match and diff, with what each means there, as a table in Markdown."""
    click.echo(rules_table())


def _api(file: Path) -> Api:
    library = open_library(file)
    try:
        return api_of(library)
    except ContractError as error:
        raise ContractError(f"{file}: {error}", hint=error.hint) from error


def _contract(overlays: tuple[Path, ...]) -> dict[str, object]:
    document = dict(read_yaml(openapi_folder() / "trustlink.yaml"))
    for overlay in map(read_overlay, overlays):
        document = dict(overlaid_document(document, overlay))
    return document
