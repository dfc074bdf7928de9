"""Home of the option `--known-failures`, which verify and replay share."""

from pathlib import Path

import click

from trustlink_conformance.known_failures import KnownFailures, read_known_failures


def _read(_: click.Context, __: click.Parameter, file: Path | None) -> KnownFailures | None:
    return None if file is None else read_known_failures(file)


known_failures_option = click.option(
    "--known-failures",
    "known",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=_read,
    help="TOML file of failures that are known, each with a reason: they stay failures, but do not "
    "decide the exit code. An entry that nothing fits any more makes it 2.",
)
