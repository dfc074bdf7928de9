"""Home of the command group that other packages extend: through entry points, without an import."""

from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

from trustlink.errors import TrustlinkError


class EntryPointGroup(click.Group):
    """Is a group with commands of its own and those of an entry-point group, imported when called.

    A package that others may not import can so take a command of theirs under its own name.
    """

    def __init__(self, *args: Any, commands_from: str, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.commands_from = commands_from

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted."""
        names = (point.name for point in entry_points(group=self.commands_from))
        return sorted({*super().list_commands(ctx), *names})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, None if there is none."""
        for point in entry_points(group=self.commands_from, name=cmd_name):
            return _command(point)
        return super().get_command(ctx, cmd_name)


def _command(point: EntryPoint) -> click.Command:
    command = point.load()
    if not isinstance(command, click.Command):
        raise TrustlinkError(f"the entry point {point.name} = {point.value} is no click command")
    return command
