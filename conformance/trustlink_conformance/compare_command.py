"""Home of the command `trustlink compare`."""

import sys
from pathlib import Path

import click

from trustlink_conformance.reports.changes import difference
from trustlink_conformance.reports.changes_text import changes_text
from trustlink_conformance.reports.saved import read_report


@click.command()
@click.argument("before", metavar="A", type=click.Path(path_type=Path))
@click.argument("after", metavar="B", type=click.Path(path_type=Path))
@click.option(
    "--anyway", is_flag=True, help="Compare reports of different contracts, requirements or modes."
)
def compare(before: Path, after: Path, anyway: bool) -> None:  # noqa: FBT001 -- click's way
    """Say what changed from report A to report B, new failures first.

    A and B are report folders. Exit codes: 0 no new failure, 1 new failures, 2 the two can't be
    compared, 3 no new failure, but a binding requirement that was judged no longer is.
    """
    found = difference(read_report(before), read_report(after), anyway=anyway)
    click.echo(changes_text(found), nl=False)
    sys.exit(found.exit_code)
