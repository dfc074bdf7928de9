"""Home of the option --secret-stdin: secrets by standard input, never by arguments."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from trustlink.errors import UserError
from trustlink_conformance.target import CREDENTIAL_LABELS

Command = TypeVar("Command", bound=Callable[..., Any])
_LONGEST = 64 * 1024


def secret_option(command: Command) -> Command:
    """Give a command the option; it hands the command a dictionary `secrets`, by label."""
    return click.option(
        "--secret-stdin",
        "secrets",
        type=click.Choice(CREDENTIAL_LABELS),
        multiple=True,
        metavar="LABEL",
        callback=lambda _context, _option, labels: _typed(labels),
        help="Read the client's secret (or, without a client_id, its token) from standard input; "
        "may be repeated: one line each, in this order.",
    )(command)


def _typed(labels: tuple[str, ...]) -> dict[str, str]:
    return {label: _line(label) for label in labels}


def _line(label: str) -> str:
    if sys.stdin.isatty():
        return str(click.prompt(f"secret of {label}", hide_input=True, err=True))
    line = sys.stdin.readline(_LONGEST).strip()
    if not line:
        raise UserError(
            f"--secret-stdin {label}: a line was expected on standard input, found none",
            hint="One line for each --secret-stdin, in the same order.",
        )
    return line
