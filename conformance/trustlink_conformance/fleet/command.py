"""Home of the command `trustlink fleet`."""

import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import click

from trustlink_conformance.fleet.child import end_children
from trustlink_conformance.fleet.dask_cluster import dask_executor
from trustlink_conformance.fleet.fleet_file import MOST_AT_ONCE, Fleet, Limits, read_fleet
from trustlink_conformance.fleet.folder import FleetFolder, open_fleet_folder
from trustlink_conformance.fleet.job import DISTRIBUTION, Job
from trustlink_conformance.fleet.overview import overview_document
from trustlink_conformance.fleet.schedule import attempts
from trustlink_conformance.fleet.standing import Standing, standing_without_report
from trustlink_conformance.target_options import report_dir_option

_AT_ONCE = click.IntRange(1, MOST_AT_ONCE)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@report_dir_option(
    "fleet-report",
    what="Folder for the overview (HTML, JSON, CSV) and a report folder for each site.",
)
@click.option("--parallel", type=_AT_ONCE, help="Sites at once; wins over the file. [default: 4]")
@click.option(
    "--parallel-per-host",
    "per_host",
    type=_AT_ONCE,
    help="Sites of one host at once; wins over the file. [default: 1]",
)
@click.option("--again", is_flag=True, help="Verify every site, also those that are done.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Send the sites to the Dask cluster of this scheduler, as tcp://127.0.0.1:8786.",
)
def fleet(  # noqa: PLR0913 -- one per option of the command line
    *,
    file: Path,
    report_dir: Path,
    parallel: int | None,
    per_host: int | None,
    again: bool,
    scheduler: str | None,
) -> None:
    """Judge several sites, each in a process of its own; FILE (fleet.toml) names them.

    A run that was ended goes on where it was; sites that are done are not verified again
    without --again. The exit code is the worst of the sites': 1 one is not conformant, else
    4 one run broke, hung or was cut short, else 2 a call or configuration is wrong, else
    3 one is incomplete, else 0.
    """
    found = read_fleet(file)
    limits = Limits(parallel or found.limits.parallel, per_host or found.limits.per_host)
    with open_fleet_folder(report_dir) as folder:
        standings = _standings(replace(found, limits=limits), folder, scheduler, again=again)
        document = overview_document(standings, tool_version=version(DISTRIBUTION))
        folder.write_overview(document)
    for one in standings:
        click.echo(f"{one.name}: {one.text}")
    click.echo(document["verdict"]["text"])
    click.echo(f"overview: {folder.page} (and overview.json, overview.csv)", err=True)
    sys.exit(document["exitCode"])


def _standings(
    fleet: Fleet, folder: FleetFolder, scheduler: str | None, *, again: bool
) -> list[Standing]:
    """Verify what is to be verified; return the standing of every site, in the file's order."""
    folder.clear_overview()
    done = {} if again else {job.name: folder.finished(job) for job in fleet.jobs}
    known = {name: standing for name, standing in done.items() if standing is not None}
    if known:
        first = min(one.ended for one in known.values())[:16].replace("T", " ")
        _say(f"{len(known)} of {len(fleet.jobs)} sites are done, the first on {first} UTC; kept")
        _say("--again verifies them too")
    jobs = [job for job in fleet.jobs if job.name not in known]
    for job in jobs:
        folder.begin(job)
    known |= _verified(jobs, fleet, folder, scheduler)
    return [known.get(job.name) or _not_begun(job) for job in fleet.jobs]


def _verified(
    jobs: list[Job], fleet: Fleet, folder: FleetFolder, scheduler: str | None
) -> dict[str, Standing]:
    by_name, found = {job.name: job for job in jobs}, dict[str, Standing]()
    if not jobs:
        return found
    with _executor(scheduler, fleet.limits) as (executor, limits):
        _say(f"verifying {len(jobs)} sites, {limits.parallel} at once, {limits.per_host} a host")
        try:
            for came in attempts(jobs, executor, limits):
                found[came.name] = folder.take(by_name[came.name], came)
                _say(f"[{len(found)}/{len(jobs)}] {came.name}: {found[came.name].text}")
        except BaseException as error:
            _stop(executor)
            if not isinstance(error, KeyboardInterrupt):
                raise
            _say("interrupted: sites at work are ended; call again to go on")
    return found


@contextmanager
def _executor(scheduler: str | None, limits: Limits) -> Iterator[tuple[Executor, Limits]]:
    """Yield who does the work; SIGTERM interrupts it as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if scheduler:
            with dask_executor(scheduler, limits) as found:
                yield found
        else:
            with ThreadPoolExecutor(limits.parallel, "site") as threads:
                yield threads, limits
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(executor: Executor) -> None:
    """End the sites at work; a second signal does not keep the overview from being written."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    executor.shutdown(wait=False)
    end_children()


def _not_begun(job: Job) -> Standing:
    return standing_without_report(
        job, exit_code=4, reason="the fleet was interrupted before it was done"
    )


def _say(text: str) -> None:
    click.echo(text, err=True)
