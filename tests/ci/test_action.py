"""The GitHub Action's own steps judge a mock from an empty folder, in a fresh environment."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from steps import ACTION, Ran, Runner

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
    assert list(ran) == [
        "Set up",
        "Verify",
        "Summary and annotations",
        "Choose what is kept",
        "Decide",
    ]
    assert runner.outputs()["steps.verify.outputs.path"] == "trustlink-report"
    assert "::warning" not in ran["Choose what is kept"].printed
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
def test_the_sandbox_report_reaches_the_command(runner: Runner) -> None:
    ran = runner.run(
        url="http://127.0.0.1:1", mode="live", sandbox_report="no-such-run", python=sys.executable
    )

    assert ran["Decide"].code == 2
    assert "no-such-run" in ran["Verify"].printed


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

    assert len(scripts) == 5
    assert not [script for script in scripts if "${{" in script]


def test_no_secret_is_an_input_and_every_input_has_a_default() -> None:
    inputs = ACTION["inputs"]

    assert not [name for name in inputs if re.search("secret|token|password|key", name)]
    assert all("default" in about for about in inputs.values())


def test_the_report_is_kept_before_the_job_is_failed() -> None:
    names = [step["name"] for step in STEPS]

    assert names.index("Choose what is kept") < names.index("Keep the report")
    assert names.index("Keep the report") < names.index("Decide")
    assert STEPS[names.index("Keep the report")]["with"]["path"] == "${{ steps.keep.outputs.path }}"


ALL, REPORTS = "path=report\n", "path=report/report.*\n"


@pytest.mark.parametrize(
    ("evidence", "mode", "kept"),
    [
        ("sandbox", "sandbox", ALL),
        ("sandbox", "live", REPORTS),
        ("sandbox", None, REPORTS),
        ("always", "live", ALL),
        ("always", None, ALL),
        ("never", "sandbox", REPORTS),
        ("never", "live", REPORTS),
    ],
)
def test_evidence_of_live_mode_is_kept_only_on_request(
    tmp_path: Path, evidence: str, mode: str | None, kept: str
) -> None:
    chosen = choose(Runner(tmp_path), evidence=evidence, mode=mode, visibility="private")

    assert chosen.code == 0, chosen.printed
    assert (tmp_path / "output").read_text(encoding="utf-8") == kept


def test_another_choice_about_evidence_is_refused(tmp_path: Path) -> None:
    chosen = choose(Runner(tmp_path), evidence="yes", mode="live", visibility="private")

    assert chosen.code == 2
    assert (tmp_path / "output").read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    ("visibility", "mode", "warned"),
    [
        ("public", "live", True),
        ("public", None, True),
        ("", "live", True),
        ("private", "live", False),
        ("internal", "live", False),
        ("public", "sandbox", False),
    ],
)
def test_live_mode_in_a_public_repository_is_warned_about(
    tmp_path: Path, visibility: str, mode: str | None, *, warned: bool
) -> None:
    chosen = choose(Runner(tmp_path), evidence="sandbox", mode=mode, visibility=visibility)

    assert ("::warning::" in chosen.printed) == warned


def test_the_default_keeps_no_evidence_of_live_mode() -> None:
    assert ACTION["inputs"]["evidence"]["default"] == "sandbox"
    assert "public repository" in ACTION["description"]


def choose(runner: Runner, *, evidence: str, mode: str | None, visibility: str) -> Ran:
    """Run the step that chooses what is kept, after a run in that mode (None: without a report)."""
    python = runner.folder / "temp" / "trustlink" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    report = runner.folder / "work" / "report"
    report.mkdir(parents=True)
    if mode:
        (report / "report.json").write_text(json.dumps({"mode": mode}), encoding="utf-8")
    env = {"REPORT": "report", "EVIDENCE": evidence, "VISIBILITY": visibility}
    return runner.run_step("Choose what is kept", env)
