"""The option by which a command is given the sandbox run that a live verdict rests on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def sandbox_report_option(command: Command) -> Command:
    """Give a command the option --sandbox-report."""
    return click.option(
        "--sandbox-report",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Report folder of a CONFORMANT sandbox run of the same site. In live mode, what the "
        "target file declares absent rests on it.",
    )(command)
