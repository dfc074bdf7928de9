"""Home of the command `trustlink replay`."""

import sys
from pathlib import Path

import click

from trustlink.commands.overlay_option import overlay_option
from trustlink_conformance.command import page, say
from trustlink_conformance.known_failures import KnownFailures
from trustlink_conformance.known_failures_option import known_failures_option
from trustlink_conformance.progress import Progress
from trustlink_conformance.progress_bar import bar_on_terminal
from trustlink_conformance.replay.replaying import Again, replay_run
from trustlink_conformance.replay.text import replay_text


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@overlay_option
@known_failures_option
def replay(folder: Path, overlays: tuple[Path, ...], known: KnownFailures | None) -> None:
    """Judge the evidence of an earlier run again; FOLDER is its --report-dir.

    Nothing is generated and nothing is sent. What is judged otherwise than it was recorded is
    listed with the reason. Exit codes: those of verify, for the outcome now; 2 also if the
    evidence was changed since the report was written: then nothing is judged.
    """
    with Progress(say, bar_on_terminal()) as progress:
        replayed = replay_run(Again(folder, overlays, known), watch=progress.take)
    click.echo(replay_text(replayed.account, replayed.report, page()), nl=False)
    sys.exit(replayed.exit_code)
