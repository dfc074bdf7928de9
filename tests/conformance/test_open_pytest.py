"""Home of the tests of the suite in somebody else's pytest, as the README shows it."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from judged_mock import mock

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def honest() -> Iterator[str]:
    with mock() as origin:
        yield origin


@pytest.fixture(scope="module")
def dishonest() -> Iterator[str]:
    with mock(defects=["VIO-04-exclusive-boundary"]) as origin:
        yield origin


def pytest_at(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest with the plugin in an empty folder, as a user would."""
    words = ("-m", "pytest", "-p", "trustlink_conformance.plugin", "-p", "no:cacheprovider")
    return subprocess.run(
        [sys.executable, *words, *arguments],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def judge(folder: Path, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return pytest_at(
        folder, "--pyargs", "trustlink_conformance", "--trustlink-url", url, *arguments
    )


def test_checks_are_chosen_by_name_and_reported_to_junit(honest: str, tmp_path: Path) -> None:
    ended = judge(tmp_path, honest, "-k", "api or lifecycle", "--junitxml", "junit.xml", "-rs")

    junit = (tmp_path / "junit.xml").read_text("utf-8")
    assert ended.returncode == 0, ended.stdout
    assert 'errors="0" failures="0" skipped="3" tests="5"' in junit
    assert "LIF-02 NOT_APPLICABLE: no answer has Deprecation" in ended.stdout
    assert "a verdict is given by `trustlink verify` alone" in ended.stdout


def test_a_failure_says_requirement_expectation_and_curl_and_ends_the_run(
    dishonest: str, tmp_path: Path
) -> None:
    ended = judge(tmp_path, dishonest, "-k", "S09 or violations", "-x")

    assert ended.returncode == 1
    assert "VIO-04" in ended.stdout
    assert "expected  " in ended.stdout
    assert "repeat    curl " in ended.stdout
    assert "stopping after 1 failures" in ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr


def test_tests_of_the_users_own_run_beside_the_checks(honest: str, tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text("def test_mine(own):\n    assert own\n", encoding="utf-8")
    (tmp_path / "conftest.py").write_text(
        "import pytest\n\n@pytest.fixture\ndef own():\n    return True\n", encoding="utf-8"
    )

    ended = judge(tmp_path, honest, "test_own.py", "-k", "mine or api")

    assert ended.returncode == 0, ended.stdout
    assert "3 passed" in ended.stdout


def test_a_site_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    ended = judge(tmp_path, "http://127.0.0.1:1")

    assert ended.returncode == pytest.ExitCode.USAGE_ERROR
    assert "can't be reached: the connection was refused" in ended.stderr


def test_the_checks_of_no_site_are_a_wrong_call(tmp_path: Path) -> None:
    ended = pytest_at(tmp_path, "--pyargs", "trustlink_conformance", "-k", "S09-02")

    assert ended.returncode == pytest.ExitCode.USAGE_ERROR
    assert "give --trustlink-url or --trustlink-target" in ended.stderr


def test_without_a_site_the_plugin_stays_out_of_the_way(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text("def test_mine():\n    assert True\n", encoding="utf-8")

    ended = pytest_at(tmp_path, "test_own.py")

    assert ended.returncode == 0, ended.stdout
    assert "trustlink:" not in ended.stdout


def test_nobodys_pytest_loads_the_plugin_unasked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert "pytest11" not in project.get("entry-points", {})
