"""The command `trustlink demo`: starts the mock as a server of its own and verifies it."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import IO

import click

from trustlink.errors import TrustlinkError, UserError
from trustlink_conformance.target_options import report_dir_option

_LISTENING = re.compile(r"http://[^\s/]+:[0-9]+")
_SECONDS_TO_STOP = 5


@click.command()
@click.option("--expect", metavar="VERDICT", help="Exit with 0 exactly if this is the verdict.")
@report_dir_option("report", what="Folder for the report and its evidence.")
def demo(expect: str | None, report_dir: Path) -> None:
    """Start the mock server, run the suite against it over HTTP, print the verdict."""
    with running_mock() as url:
        exit_code = _verify(url, report_dir)
    if expect is None:
        sys.exit(exit_code)
    verdict = _verdict(report_dir)
    if verdict != expect:
        raise UserError(f"the verdict {expect} was expected, the suite came to {verdict}")
    click.echo(f"The verdict is {verdict}, as expected of the mock.")


@contextmanager
def running_mock(*options: str) -> Iterator[str]:
    """Run the mock on a free port, with these options; yields its base URL, ends it afterwards."""
    with subprocess.Popen(  # noqa: S603 -- our own command line
        [sys.executable, "-m", "trustlink", "mock", "--port", "0", *options],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as server:
        try:
            yield _url_that_it_prints(server)
        finally:
            server.terminate()
            _wait_or_kill(server)


def _url_that_it_prints(server: subprocess.Popen[str]) -> str:
    output: IO[str] = server.stdout or StringIO()
    for line in output:
        if found := _LISTENING.search(line):
            _keep_reading(output)
            return found.group()
    raise TrustlinkError(f"the mock server ended with {server.wait()} before it listened")


def _keep_reading(output: IO[str]) -> None:
    """Take what the server goes on to print, so that it never waits for a reader."""
    Thread(target=output.read, daemon=True).start()


def _wait_or_kill(server: subprocess.Popen[str]) -> None:
    try:
        server.wait(_SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        server.kill()


def _verify(url: str, report_dir: Path) -> int:
    command = [sys.executable, "-m", "trustlink", "verify", url, "--report-dir", str(report_dir)]
    return subprocess.run(command, check=False).returncode  # noqa: S603 -- our own command line


def _verdict(report_dir: Path) -> str:
    report = json.loads((report_dir / "report.json").read_text(encoding="utf-8"))
    return str(report["verdict"]["word"])
