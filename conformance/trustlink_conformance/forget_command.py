"""The command `trustlink forget`: delete the evidence of runs that are older than it may be."""

from datetime import UTC, datetime
from pathlib import Path

import click

from trustlink.commands.retention import parse_retention
from trustlink_conformance.retention import RETAIN, Leftover, delete, leftovers


@click.command()
@click.argument(
    "folders",
    metavar="FOLDER...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
)
@click.option(
    "--retain",
    default=f"P{RETAIN.days}D",
    show_default=True,
    help="How long evidence may be kept after the end of its run, as P30D or PT12H.",
)
@click.option("--reports", is_flag=True, help="Delete report.json and report.html as well.")
@click.option("--dry-run", is_flag=True, help="Name what would be deleted, and delete nothing.")
def forget(*, folders: tuple[Path, ...], retain: str, reports: bool, dry_run: bool) -> None:
    """Delete the evidence of earlier runs in FOLDER and in the folders below it.

    Only files that a run wrote are deleted. The reports stay, unless --reports is given: they
    quote the exchanges of failures. Evidence without a report, as a killed run leaves it, is as
    old as its file.
    """
    before = datetime.now(UTC) - parse_retention(retain)
    found = list(leftovers(folders, before=before, with_reports=reports))
    for one in found:
        if not dry_run:
            delete(one)
        click.echo(_line(one, dry_run=dry_run))
    click.echo(f"{len(found)} runs ended more than {retain} ago and had files to delete.")


def _line(one: Leftover, *, dry_run: bool) -> str:
    names = ", ".join(file.name for file in one.files)
    verb = "would delete" if dry_run else "deleted"
    return f"{one.folder}: {verb} {names} (run of {one.ended:%Y-%m-%d})"
