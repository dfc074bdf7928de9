"""Home of the options that several commands have, and of the target that they name."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from trustlink.calendar import civil_date
from trustlink_conformance.declare import BOTH_MODES
from trustlink_conformance.target import Target
from trustlink_conformance.target_file import Flags, read_target

Command = TypeVar("Command", bound=Callable[..., Any])


def target_options(*, file_help: str, mode_help: str) -> Callable[[Command], Command]:
    """Give a command the argument URL and the options --target (`file`) and --mode."""

    def give(command: Command) -> Command:
        mode = click.option("--mode", type=click.Choice(BOTH_MODES), help=mode_help)
        path = click.Path(path_type=Path, dir_okay=False)
        file = click.option("--target", "file", type=path, help=file_help)
        return click.argument("url", required=False)(file(mode(command)))

    return give


def report_dir_option(default: str, *, what: str) -> Callable[[Command], Command]:
    """Give a command the option --report-dir."""
    return click.option(
        "--report-dir",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path(default),
        show_default=True,
        help=what,
    )


def target_of(flags: Flags, *, file: Path | None) -> Target:
    """Return the target by flags, file, environment and today's date; raises UserError."""
    today = civil_date(datetime.now(UTC))
    return read_target(flags, file=file, environment=os.environ, today=today)
