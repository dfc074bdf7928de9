"""Home of the table of hostile targets: whatever a site does, a run ends, soon and small.

Each row is a conforming site that misbehaves in one place. It says the verdict, whose the fault is,
and what the tester reads. Each run is a process of its own, whose time and memory are measured.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hostile_rows import ROWS, Row
from hostile_sites import Hostile
from judged_mock import mock
from raw_server import RawServer, Visit, raw_server

from trustlink_conformance.published import published_credentials
from trustlink_conformance.token_endpoint import basic

pytestmark = pytest.mark.slow

MOST_MIB = 300
EXIT_CODES = {"SELECTION": 0, "NOT_CONFORMANT": 1, "": 2, "INCOMPLETE": 3, "ERROR": 4}
BLAMED = {0: "nobody", 1: "target", 2: "configuration", 3: "tester", 4: "suite"}


@dataclass(frozen=True)
class Ran:
    """What came of a run against one hostile site."""

    exit_code: int
    said: str
    written: str
    seconds: float
    mib: float
    report: dict[str, Any]
    tokens: set[str]
    elsewhere: list[bytes]
    """What another server, to which the site refers, was asked."""

    @property
    def word(self) -> str:
        return str(self.report["verdict"]["word"]) if self.report else ""

    @property
    def failed(self) -> tuple[str, ...]:
        rules = self.report.get("requirements", ())
        return tuple(rule["id"] for rule in rules if rule["outcome"] == "FAILED")


@dataclass(frozen=True)
class Driver:
    """Runs `trustlink` in processes of their own, and measures them."""

    process: "subprocess.Popen[str]"

    def run(self, arguments: list[str], folder: Path) -> int:
        """Run a command; what it prints and takes is then in files of the folder."""
        files = {name: str(folder / name) for name in ("printed", "figures")}
        call = {"folder": str(folder), "arguments": arguments, **files}
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(call) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


def run(row: Row, honest: str, driver: Driver, folder: Path) -> Ran:
    """Judge the hostile site of a row by the command line."""
    with ExitStack() as stack:
        other = stack.enter_context(raw_server(Visit.reset))
        hostile = Hostile(honest, row.place, row.deed, row.alter, row.after, other.url)
        tls = row.tls(folder) if row.tls else None
        site = stack.enter_context(raw_server(hostile, tls))
        url = site.url.replace("http:", "https:") if row.asked_by_https else site.url
        code = driver.run(command(row, url, folder), folder)
        return ran(code, folder, hostile, other)


def command(row: Row, url: str, folder: Path) -> list[str]:
    chosen = [part for name in row.requirements for part in ("--requirement", name)]
    target = folder / "trustlink.toml"
    target.write_text(row.target, encoding="utf-8")
    options = ["--timeout", str(row.timeout), "--seed", "1", "--report-dir", str(folder / "report")]
    return ["verify", url, *chosen, *options, "--target", str(target), *row.options]


def ran(code: int, folder: Path, hostile: Hostile, other: RawServer) -> Ran:
    figures = json.loads((folder / "figures").read_text("ascii"))
    files = {one.name: one.read_text("utf-8") for one in (folder / "report").iterdir()}
    return Ran(
        exit_code=code,
        said=(folder / "printed").read_text("utf-8"),
        written="".join(files.values()),
        seconds=figures["seconds"],
        mib=figures["mib"],
        report=json.loads(files.get("report.json", "{}")),
        tokens=hostile.tokens,
        elsewhere=other.requests,
    )


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    program = Path(__file__).parent / "hostile_driver.py"
    with subprocess.Popen(
        [sys.executable, str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Driver(process)


@pytest.fixture(scope="module")
def honest() -> Iterator[str]:
    with mock() as origin:
        yield origin


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_hostile_site_can_fail_and_nothing_else(
    row: Row, honest: str, driver: Driver, tmp_path: Path
) -> None:
    found = run(row, honest, driver, tmp_path)

    assert (found.word, found.exit_code) == (row.word, EXIT_CODES[row.word]), found.said
    assert BLAMED[found.exit_code] == row.blame
    assert bool(found.failed) is (row.blame == "target")
    assert set(found.failed) <= set(row.requirements or found.failed)
    assert row.said in " ".join(found.said.split()), found.said
    assert found.seconds < row.seconds
    assert found.mib < MOST_MIB
    assert secrets_in(found) == set()
    assert found.elsewhere == []
    assert "Traceback" not in found.said
    assert [sign for sign in found.said if not sign.isprintable() and sign != "\n"] == []


def secrets_in(found: Ran) -> set[str]:
    """Return each secret that was printed or written."""
    clients = published_credentials()
    secrets = {one.client_secret for one in clients} | {basic(one) for one in clients}
    shown = found.said + found.written
    return {one for one in secrets | found.tokens if one in shown}


def test_the_table_has_each_row_once() -> None:
    names = [row.id for row in ROWS]

    assert len(set(names)) == len(names) >= 40
