"""The programs of docs/embedding.md work, notice a wrong answer, and are shown as they are."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).parent.parent / "docs" / "embedding.md"
FOLDER = DOCUMENT.with_suffix("")
IS_CI = os.environ.get("CI", "") not in {"", "false"}
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir=."]
COMMANDS = {
    "python": [*PYTEST, "-p", "trustlink_mock.pytest_plugin", "test_client.py"],
    "javascript": ["node", "--test", "sandbox.test.mjs"],
    "java": ["java", "SandboxTest.java"],
}


@pytest.fixture(params=COMMANDS)
def language(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    program = COMMANDS[name][0]
    if shutil.which(program) is None:
        give_up = pytest.fail if IS_CI else pytest.skip
        give_up(f"{name}: {program} is not there; .ci/run installs what is needed")
    return name


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A copy of the programs, outside the checkout."""
    return Path(shutil.copytree(FOLDER, tmp_path / "embedding"))


def run(language: str, programs: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("trustlink")
    return subprocess.run(
        COMMANDS[language],
        cwd=programs,
        env={**os.environ, "TRUSTLINK": str(command), "NO_PROXY": "*", "no_proxy": "*"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.slow
def test_each_program_passes(language: str, programs: Path) -> None:
    result = run(language, programs)

    assert result.returncode == 0, result.stdout + result.stderr
    assert "pass" in result.stdout


@pytest.mark.slow
def test_each_program_fails_if_the_answer_is_another(language: str, programs: Path) -> None:
    for program in programs.iterdir():
        if program.is_file():
            with_a_notice = program.read_text().replace("91440300TL0000016J", "91330300TL00001121")
            program.write_text(with_a_notice.replace("CLEAR", "NOT_FOUND"))

    result = run(language, programs)

    assert result.returncode != 0
    assert "CLEAR" in result.stdout + result.stderr


@pytest.mark.parametrize("name", ["test_client.py", "sandbox.test.mjs", "SandboxTest.java"])
def test_the_document_shows_each_program_as_it_is(name: str) -> None:
    program = (FOLDER / name).read_text(encoding="utf-8")

    assert f"\n{program}```\n" in DOCUMENT.read_text(encoding="utf-8")
