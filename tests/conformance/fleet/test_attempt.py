"""Home of the tests of an attempt: what a job brings along, and what is told of its process."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from trustlink_conformance.fleet.attempt import Attempt, attempt
from trustlink_conformance.fleet.job import GivenFile, Job, kit_digest

JOB = Job("a", "https://a.example", "a.example", options=("--seed", "7"), kit=kit_digest())
TELLS = """
import json, sys
from pathlib import Path
words = sys.argv[1:]
folder = Path(words[words.index("--report-dir") + 1])
folder.mkdir()
files = {word: Path(word).read_text() for word in words if Path(word).is_file()}
(folder / "report.json").write_text(json.dumps({"words": words, "files": files}))
"""


def done(job: Job, program: str) -> Attempt:
    return attempt(job, (sys.executable, "-c", program))


def told(job: Job) -> tuple[list[str], dict[str, str]]:
    report = json.loads(done(job, TELLS).report)
    return report["words"], report["files"]


def test_the_process_is_told_url_and_options() -> None:
    words, _ = told(JOB)

    assert words[:4] == ["https://a.example", "--seed", "7", "--report-dir"]


def test_a_target_file_that_is_there_is_read_where_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('mode = "live"\n', encoding="utf-8")

    words, _ = told(replace(JOB, target=GivenFile(str(file), 'mode = "live"\n')))

    assert words[1:3] == ["--target", str(file)]


@pytest.mark.parametrize("there", [None, 'mode = "sandbox"\n'])
def test_a_target_file_that_is_not_there_is_brought_along(
    tmp_path: Path, there: str | None
) -> None:
    file = tmp_path / "a.toml"
    if there:
        file.write_text(there, encoding="utf-8")

    words, files = told(replace(JOB, target=GivenFile(str(file), 'mode = "live"\n')))

    assert words[2] != str(file)
    assert files == {words[2]: 'mode = "live"\n'}


def test_known_failures_are_brought_along() -> None:
    known = GivenFile("/nowhere/known.toml", '[[known]]\nrequirement = "VIO-04"\n')

    words, files = told(replace(JOB, known_failures=known))

    assert words[1] == "--known-failures"
    assert words[2].endswith("/known.toml")
    assert files == {words[2]: known.text}


def test_overlays_are_brought_along_or_named() -> None:
    overlays = ("boundary-exclusive", GivenFile("/nowhere/own.yaml", "overlay: 1.0.0\n"))

    words, files = told(replace(JOB, overlays=overlays))

    assert words[1:4] == ["--overlay", "boundary-exclusive", "--overlay"]
    assert words[4].endswith("/own.yaml")
    assert files == {words[4]: "overlay: 1.0.0\n"}


def test_a_wrong_call_is_told_in_the_words_of_verify() -> None:
    said = "1 of 2\\nerror: no way\\nhint: turn back"

    came = done(JOB, f"import sys; print('{said}', file=sys.stderr); sys.exit(2)")

    assert (came.exit_code, came.reason) == (2, "no way; hint: turn back")


@pytest.mark.parametrize(
    ("program", "exit_code"),
    [("raise RuntimeError", 1), ("import os; os.kill(os.getpid(), 9)", -9), ("", 0)],
)
def test_a_process_without_a_report_is_told_by_its_end(program: str, exit_code: int) -> None:
    came = done(JOB, program)

    assert came.report == b""
    assert came.reason == f"its process ended with {exit_code} and left no report"


def test_another_kit_does_not_judge() -> None:
    came = done(replace(JOB, kit="another"), TELLS)

    assert (came.exit_code, came.report) == (4, b"")
    assert "another version of this kit" in came.reason
