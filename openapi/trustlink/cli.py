"""The command `trustlink`: a group whose commands are entry points, imported when called."""

import sys
from importlib.metadata import EntryPoint, entry_points, version
from typing import Any, NoReturn

import click

from trustlink.errors import TrustlinkError

DISTRIBUTION = "trustlink-conformance-kit"
COMMANDS = "trustlink.commands"
_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        return sorted(point.name for point in entry_points(group=COMMANDS))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's signature
        for point in entry_points(group=COMMANDS, name=cmd_name):
            return _command(point)
        return None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TrustlinkError as error:
            _give_up(error)


@click.group(cls=_Commands, context_settings=_SETTINGS)
@click.version_option(version(DISTRIBUTION), prog_name="trustlink")
def main() -> None:
    """Mock server and conformance suite for an assumed TrustLink interface.

    Unofficial: no technical specification of TrustLink is published. A verdict of this tool says
    how a site stands to the assumed contract. It is no certificate of TrustLink.
    """


def _command(point: EntryPoint) -> click.Command:
    command = point.load()
    if not isinstance(command, click.Command):
        raise TrustlinkError(f"the entry point {point.name} = {point.value} is no click command")
    return command


def _give_up(error: TrustlinkError) -> NoReturn:
    click.echo(f"{click.style('error:', fg='red', bold=True)} {error}", err=True)
    if error.hint:
        click.echo(f"{click.style('hint:', bold=True)} {error.hint}", err=True)
    sys.exit(error.exit_code)
