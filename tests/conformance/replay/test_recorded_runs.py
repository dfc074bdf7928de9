"""Home of the tests with runs that were recorded by an older suite: `runs/`.

honest: a live run of the requirements API-01 and REB-05, generated requests among it.
boundary: a sandbox run of VIO-04 on the mock with the defect VIO-04-exclusive-boundary.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from trustlink.errors import UserError
from trustlink_conformance.digests import suite_digest
from trustlink_conformance.replay.recording import read_recording
from trustlink_conformance.replay.replaying import Again, replay_run

RUNS = Path(__file__).parent / "runs"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("run", "word", "exit_code"), [("honest", "SELECTION", 0), ("boundary", "NOT_CONFORMANT", 1)]
)
def test_an_older_run_comes_to_the_same_by_todays_code(run: str, word: str, exit_code: int) -> None:
    replayed = replay_run(Again(RUNS / run), watch=lambda _: None)

    account = replayed.account
    assert recorded_report(run)["digests"]["suite"] != suite_digest(), "record the runs anew?"
    assert account["requirements"] == account["changes"] == []
    assert not set(account["added"]) & checks_of(RUNS / run)
    assert account["same"]
    assert account["now"]["verdict"]["word"] == account["recorded"]["verdict"]["word"] == word
    assert replayed.exit_code == exit_code


def checks_of(run: Path) -> set[str]:
    """Return the checks of which the evidence keeps what they came to."""
    lines = map(json.loads, (run / "evidence.jsonl").read_text("utf-8").splitlines())
    found = {line["result"]["check"] for line in lines if line["kind"] == "check"}
    assert found
    return found


@pytest.mark.slow
def test_generated_requests_are_judged_again_without_being_generated() -> None:
    replayed = replay_run(Again(RUNS / "honest"), watch=lambda _: None)

    generated = replayed.report["sections"]["generated"]
    recorded = recorded_report("honest")["sections"]["generated"]
    # Today's suite generates for a selection only what the selection is judged by.
    assert 20 < generated["exchanges"] < recorded["exchanges"]
    assert generated["comparisons"] > 0


@pytest.mark.slow
def test_what_had_to_be_hidden_is_listed_apart() -> None:
    account = replay_run(Again(RUNS / "honest"), watch=lambda _: None).account

    (hidden,) = account["standing"]
    assert hidden["reason"] == "something in their exchanges had to be hidden"
    assert hidden["requirements"] == ["API-01"]
    assert account["judgedAgain"] == 10


@pytest.mark.slow
def test_every_finding_is_made_again_though_a_run_of_today_asks_fewer_cases() -> None:
    replayed = replay_run(Again(RUNS / "boundary"), watch=lambda _: None)

    assert replayed.account["gone"] == []
    assert findings(replayed.report) == findings(recorded_report("boundary"))


@pytest.mark.slow
def test_an_edited_exchange_is_named_and_nothing_is_judged(tmp_path: Path) -> None:
    run = copied("boundary", tmp_path)
    evidence = run / "evidence.jsonl"
    text = evidence.read_text("utf-8")
    evidence.write_text(text.replace('\\"counted\\":0', '\\"counted\\":1', 1), "utf-8")
    assert evidence.read_text("utf-8") != text

    ended = trustlink("replay", str(run))

    assert ended.returncode == 2
    assert "this is not the evidence that the report speaks of: exchange " in ended.stderr
    assert "was changed" in ended.stderr
    assert ended.stdout == ""


@pytest.mark.slow
def test_the_command_prints_the_report_and_what_is_otherwise(tmp_path: Path) -> None:
    run = copied("boundary", tmp_path)
    report = recorded_report("boundary")
    report["requirements"][0]["outcome"] = "PASSED"
    report["verdict"] = {"word": "SELECTION", "text": "SELECTION (whitewashed)"}
    (run / "report.json").write_text(json.dumps(report), "utf-8")

    ended = trustlink("replay", str(run))

    assert ended.returncode == 1
    assert ended.stdout.startswith("NOT_CONFORMANT")
    assert "ANOTHER OUTCOME than was recorded" in ended.stdout
    assert "VIO-04: PASSED then, FAILED now" in ended.stdout


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("report.json", None, "report.json: can't be read: No such file"),
        ("evidence.jsonl", None, "evidence.jsonl: can't be read: No such file"),
        ("report.json", "{", "report.json: this is no JSON"),
        ("report.json", "[" * 99_999, "report.json: this is no JSON"),
        ("report.json", "[]", "this is no report of `trustlink verify`"),
        (
            "report.json",
            '{"kind": "trustlink-report", "format": 7}',
            "format 1 was expected, found 7",
        ),
        (
            "report.json",
            '{"kind": "trustlink-report", "format": 1, "evidence": {"keep": "none"}}',
            "none was kept",
        ),
        (
            "report.json",
            '{"kind": "trustlink-report", "format": 1, "evidence": {"keep": "full"}}',
            "written by an earlier version",
        ),
        (
            "report.json",
            '{"kind": "trustlink-report", "format": 1, "evidence": {"seals": {}}}',
            "the seals can't be read",
        ),
    ],
)
def test_a_folder_that_is_no_run_is_the_users_mistake(
    tmp_path: Path, file: str, content: str | None, told: str
) -> None:
    run = copied("boundary", tmp_path)
    (run / file).unlink()
    if content is not None:
        (run / file).write_text(content, "utf-8")

    with pytest.raises(UserError) as raised:
        read_recording(run)

    assert told in raised.value.message


def findings(report: dict[str, Any]) -> list[Any]:
    found: list[dict[str, Any]] = report["requirements"][0]["findings"]
    assert found
    return [{name: one[name] for name in _KEPT} for one in found]


_KEPT = ("check", "expected", "actual", "pointer", "exchanges", "curl", "request", "section")
"""What an older suite wrote of a finding; later ones write more."""


def copied(run: str, folder: Path) -> Path:
    return Path(shutil.copytree(RUNS / run, folder / run))


def recorded_report(run: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((RUNS / run / "report.json").read_bytes())
    return report


def trustlink(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "trustlink", *arguments], capture_output=True, text=True, check=False
    )
