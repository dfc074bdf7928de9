"""The GitHub Action's own steps judge a mock from an empty folder, in a fresh environment."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from steps import ACTION, Runner

FEW = "DISC-01 DISC-02 RAT-05"
STEPS = ACTION["runs"]["steps"]


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    return Runner(tmp_path_factory.mktemp("runner"))


@pytest.mark.slow
def test_a_conforming_site_passes_with_summary_and_report(
    runner: Runner, mock_site: Callable[..., str]
) -> None:
    ran = runner.run(url=mock_site(), requirements=FEW, python=sys.executable)

    assert {name: step.printed for name, step in ran.items() if step.code} == {}
    assert list(ran) == ["Set up", "Verify", "Summary and annotations", "Decide"]
    assert (runner.folder / "work" / "trustlink-report" / "report.html").is_file()
    assert "SELECTION" in (runner.folder / "summary").read_text(encoding="utf-8")
    assert "::error" not in ran["Summary and annotations"].printed


@pytest.mark.slow
def test_a_failing_site_is_annotated_and_fails_the_job(
    runner: Runner, mock_site: Callable[..., str]
) -> None:
    site = mock_site("--defect", "DISC-02-older-version-in-status")

    ran = runner.run(url=site, requirements=FEW, python=sys.executable)

    assert ran["Decide"].code == 1
    assert "::error" in ran["Summary and annotations"].printed


@pytest.mark.slow
def test_a_wrong_call_fails_whatever_is_told(runner: Runner) -> None:
    ran = runner.run(url="--help", fail_on="never", python=sys.executable)

    assert ran["Decide"].code == 2


@pytest.mark.slow
def test_what_a_site_says_is_no_command_to_the_runner(runner: Runner) -> None:
    lines = runner.run(url="--help", python=sys.executable)["Verify"].printed.splitlines()

    word = re.fullmatch(r"::stop-commands::([0-9a-f]{64})", lines[0])
    assert word
    assert f"::{word[1]}::" in lines[1:]


@pytest.mark.parametrize(
    ("fail_on", "passing"), [("any", "0"), ("not-conformant", "03"), ("never", "013"), ("what", "")]
)
def test_fail_on_decides_which_exit_codes_pass(tmp_path: Path, fail_on: str, passing: str) -> None:
    runner = Runner(tmp_path)

    codes = {
        code: runner.run_step("Decide", {"CODE": code, "FAIL_ON": fail_on}).code
        for code in ("0", "1", "2", "3", "4", "")
    }

    assert {code for code, ended in codes.items() if ended == 0} == set(passing)


def test_inputs_reach_scripts_by_the_environment_alone() -> None:
    scripts = [step["run"] for step in STEPS if "run" in step]

    assert len(scripts) == 4
    assert not [script for script in scripts if "${{" in script]


def test_no_secret_is_an_input_and_every_input_has_a_default() -> None:
    inputs = ACTION["inputs"]

    assert not [name for name in inputs if re.search("secret|token|password|key", name)]
    assert all("default" in about for about in inputs.values())


def test_the_report_is_kept_before_the_job_is_failed() -> None:
    names = [step["name"] for step in STEPS]

    assert names.index("Keep the report") < names.index("Decide")
