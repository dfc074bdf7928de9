"""The GitLab component's own script judges a mock from an empty folder, in a fresh environment."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from steps import COMPONENT, JOB, ROOT, Ran, defaults, filled, run_script

INPUTS = COMPONENT[0]["spec"]["inputs"]
DISC_02 = {"requirements": "DISC-02"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("builds")


def run_job(folder: Path, *, scripts: list[str], **inputs: str) -> Ran:
    """Run a job's scripts one after the other in one shell, as the runner does."""
    shutil.rmtree(folder / "trustlink-report", ignore_errors=True)
    values = defaults(INPUTS) | {
        f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()
    }
    env = filled(JOB["variables"], values)
    return run_script("\n".join(scripts), interpreter=["sh", "-e", "-c"], folder=folder, env=env)


@pytest.mark.slow
def test_the_job_ends_as_the_verdict_says_and_leaves_a_report(
    folder: Path, mock_site: Callable[..., str]
) -> None:
    site, wrong = mock_site(), mock_site("--defect", "DISC-02-older-version-in-status")

    right = run_job(
        folder, scripts=JOB["script"], kit=str(ROOT), url=site, requirements="DISC-01 DISC-02"
    )
    assert right.code == 0, right.printed

    judge = JOB["script"][-1:]
    failed = run_job(folder, scripts=judge, kit="", url=wrong, requirements="DISC-02")
    assert failed.code == 1, failed.printed
    junit = (folder / JOB["artifacts"]["reports"]["junit"]).read_text(encoding="utf-8")
    assert "<failure" in junit
    assert kept(folder) == {"evidence.jsonl", "junit.xml", "report.html", "report.json"}

    wrong_folder = run_job(
        folder, scripts=judge, kit="", url=site, mode="live", sandbox_report="no-such-run"
    )
    assert wrong_folder.code == 2
    assert "no-such-run" in wrong_folder.printed

    live = run_job(
        folder,
        scripts=judge,
        kit="",
        url=site,
        requirements="DISC-02",
        mode="live",
        fail_on="never",
    )
    assert live.code == 0, live.printed
    assert kept(folder) == {"junit.xml", "report.html", "report.json"}

    run_job(folder, scripts=judge, kit="", url=site, mode="live", evidence="always", **DISC_02)
    assert "evidence.jsonl" in kept(folder)

    run_job(folder, scripts=judge, kit="", url=site, evidence="never", **DISC_02)
    assert kept(folder) == {"junit.xml", "report.html", "report.json"}


def test_artifacts_are_for_members_and_hold_what_was_chosen() -> None:
    assert JOB["artifacts"]["access"] == "developer"
    assert JOB["artifacts"]["paths"] == ["trustlink-report/"]
    assert "--report-dir .trustlink/report" in JOB["script"][-1]
    assert INPUTS["evidence"]["default"] == "sandbox"


def kept(folder: Path) -> set[str]:
    return {file.name for file in (folder / "trustlink-report").iterdir()}


def test_inputs_reach_the_script_as_variables_alone() -> None:
    assert not [line for line in JOB["script"] if "$[[" in line]
    assert {f"inputs.{name}" for name in INPUTS} == {
        value.removeprefix("$[[ ").removesuffix(" ]]")
        for value in (*JOB["variables"].values(), JOB["stage"], JOB["image"])
    }
