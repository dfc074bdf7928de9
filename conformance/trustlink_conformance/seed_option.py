"""The option --seed: a number, or `random` to draw one."""

from collections.abc import Callable
from secrets import randbelow
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_SEED = 0
"""Without the option every run generates the same requests, so that verdicts can be compared."""
RANDOM = "random"

_END = 2**32


class DrawnSeed(int):
    """A seed that was drawn: the next run draws another one."""


class _Seed(click.ParamType[int]):
    name = "seed"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if value == RANDOM:
            return DrawnSeed(randbelow(_END))
        return int(click.IntRange(0, _END - 1).convert(value, param, ctx))


def seed_option(command: Command) -> Command:
    """Give a command the option; it hands the command `seed`, an integer, or None."""
    option = click.option(
        "--seed",
        type=_Seed(),
        metavar="NUMBER|random",
        help="Seed of everything generated; random draws one and prints it. "
        f"[default: {DEFAULT_SEED}; with --rerun that of the report]",
    )
    return option(command)
