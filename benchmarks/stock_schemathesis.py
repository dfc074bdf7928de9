"""What the suite finds beside stock Schemathesis, in which time.

`python -m benchmarks.stock_schemathesis [N]`: both judge the honest mock and each N-th deliberate
defect (every 20th by default), one after the other, over HTTP on loopback, each as the command that
a user calls. Stock is `schemathesis run` with all phases, 100 examples, the contract and an access
token. A defect is killed by stock if something fails that does not fail on the honest mock; by the
suite if the verdict is NOT_CONFORMANT.
"""

import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2

from trustlink.contract import load_contract
from trustlink_conformance.demo import running_mock
from trustlink_mock.defects import list_defects

CLIENT = ("tl-sandbox-importer-a", "synthetic-secret-of-importer-a")
BINARIES = Path(sys.executable).parent
EVERY = 20

Failure = tuple[str, str]
"""An operation, and the title of what fails there."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one run came to."""

    failures: frozenset[Failure]
    requests: int
    seconds: float
    deterministic: int = 0


def main(every: int = EVERY) -> None:
    """Print requests, seconds, false alarms and kills of both."""
    honest = {"stock": _stock([]), "suite": _suite([])}
    chosen = list_defects()[::every]
    kills, seconds = {"stock": 0, "suite": 0}, {name: [one.seconds] for name, one in honest.items()}
    for defect in chosen:
        for name, found in (
            ("stock", _stock([defect.defect_id])),
            ("suite", _suite([defect.defect_id])),
        ):
            kills[name] += bool(found.failures - honest[name].failures)
            seconds[name].append(found.seconds)
    print(f"stock Schemathesis and the suite, on the honest mock and {len(chosen)} defects:")
    for name, one in honest.items():
        deterministic = f", {one.deterministic} of them deterministic" if one.deterministic else ""
        print(
            f"  {name}: {one.requests} requests{deterministic}, "
            f"{statistics.median(seconds[name]):.1f} s (median of {len(seconds[name])} runs), "
            f"{len(one.failures)} false alarms, {kills[name]} of {len(chosen)} killed"
        )
    ratio = statistics.median(seconds["suite"]) / statistics.median(seconds["stock"])
    print(
        f"  suite / stock: {ratio:.2f} of the time, "
        f"{_times(kills['suite'], kills['stock'])} the kills"
    )


def _times(more: int, less: int) -> str:
    return f"{more / less:.1f} times" if less else "infinitely many times"


def _stock(defects: list[str]) -> Found:
    with _mock(defects) as url, TemporaryDirectory() as folder:
        command = [
            str(BINARIES / "schemathesis"), "run", "contract.json", "--url", url,
            "--header", f"Authorization: Bearer {_token(url)}", "--max-examples", "100",
            "--phases", "examples,coverage,fuzzing,stateful", "--seed", "1", "--no-color",
            "--continue-on-failure", "--report", "json", "--report-json-path", "report.json",
        ]  # fmt: skip
        (Path(folder) / "contract.json").write_text(json.dumps(load_contract().document))
        seconds = _timed(command, folder)
        report = json.loads((Path(folder) / "report.json").read_text(encoding="utf-8"))
    return Found(
        frozenset(_told(one) for one in report["failures"]),
        report["test_cases"]["generated"],
        seconds,
    )


def _told(failure: dict[str, Any]) -> Failure:
    return str(failure.get("operation")), str(failure.get("title") or failure.get("check"))


def _suite(defects: list[str]) -> Found:
    with _mock(defects) as url, TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "trustlink", "verify", url, "--report-dir", "report"]
        seconds = _timed(command, folder)
        report = json.loads((Path(folder) / "report/report.json").read_text(encoding="utf-8"))
    deterministic = report["sections"]["deterministic"]["exchanges"]
    failed = [one["id"] for one in report["requirements"] if one["outcome"] == "FAILED"]
    return Found(
        frozenset(("", name) for name in failed), report["exchanges"], seconds, deterministic
    )


def _mock(defects: list[str]) -> Any:
    return running_mock(*(option for name in defects for option in ("--defect", name)))


def _token(url: str) -> str:
    answer = httpx2.post(
        f"{url}/oauth2/token", data={"grant_type": "client_credentials"}, auth=CLIENT
    )
    return str(answer.json().get("access_token", "none"))


def _timed(command: list[str], folder: str) -> float:
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return time.perf_counter() - began


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
