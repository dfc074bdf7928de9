"""The command `trustlink`: a group whose commands are entry points, imported when called."""

import sys
from importlib.metadata import version
from typing import Any, NoReturn

import click

from trustlink.entry_point_group import EntryPointGroup
from trustlink.errors import OutputError, TrustlinkError
from trustlink.output import safe_output
from trustlink.safe_text import harmless_lines

DISTRIBUTION = "trustlink-conformance-kit"
COMMANDS = "trustlink.commands"
_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Commands(EntryPointGroup):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TrustlinkError as error:
            _give_up(error)

    def main(self, *args: Any, **settings: Any) -> Any:
        try:
            with safe_output():
                return super().main(*args, **settings)
        except OutputError as error:
            _give_up(error)


@click.group(cls=_Commands, commands_from=COMMANDS, context_settings=_SETTINGS)
@click.version_option(version(DISTRIBUTION), prog_name="trustlink")
def main() -> None:
    """Mock server and conformance suite for an assumed TrustLink interface.

    Unofficial: no technical specification of TrustLink was found, as of 2026-11-30. A verdict of
    this tool says how a site stands to the assumed contract. It is no certificate of TrustLink.
    """


def _give_up(error: TrustlinkError) -> NoReturn:
    click.echo(
        f"{click.style('error:', fg='red', bold=True)} {harmless_lines(str(error))}", err=True
    )
    if error.hint:
        click.echo(f"{click.style('hint:', bold=True)} {harmless_lines(error.hint)}", err=True)
    sys.exit(error.exit_code)


def _complain(label: str, text: str, *, fg: str | None = None) -> None:
    click.echo(f"{click.style(label, fg=fg, bold=True)} {harmless_lines(text)}", err=True)
