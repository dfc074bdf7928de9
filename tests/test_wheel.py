"""The wheel works alone: in an empty environment, outside the checkout."""

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
COMMANDS = (
    ["contract", "check"],
    ["contract", "check", "--overlay", "boundary-exclusive"],
    ["requirements"],
    ["explain", "VIO-04"],
    ["fixtures", "check"],
    ["fixtures", "generate", "--count", "1"],
)
DIGEST = """
from trustlink.contract import load_contract
from trustlink_conformance.generation.generated_request import digest_of
from trustlink_conformance.generation.requests import Extent, requests_of
from trustlink_conformance.generation.vocabulary import Vocabulary
from trustlink_conformance.requester import Requester

contract = load_contract()
vocabulary = Vocabulary(
    suppliers=("91440300TL0000016J", "91320594TL0000024X"),
    requesters=(Requester("SG", "202699001M"),),
    days=("2024-02-29", "2026-09-01"),
    first_periods=("2025-10", "2026-06"),
    last_periods=("2026-06", "2026-09"),
    goods=("853221", "8532210000"),
    verifications=("ver-1",),
)
for operation in contract.operations:
    print(digest_of(requests_of(
        operation, contract, vocabulary=vocabulary, extent=Extent(seed=7)
    )))
"""
"""Prints the digest of what is generated for each operation."""


CONSOLE = """
from urllib.request import urlopen
from trustlink_mock import sandbox

with sandbox() as mock:
    for path in ("", "console/console.css", "console/console.js", "console/icon.svg",
                 "console/suppliers/91440300TL0000016J"):
        with urlopen(f"{mock.base_url}/_sandbox/{path}") as answer:
            print(answer.status, len(answer.read()) > 0)
"""
"""Prints whether the console's pages, and what they load, are there."""
PACKAGES = (
    "openapi/trustlink",
    "fixtures/trustlink_fixtures",
    "mock_server/trustlink_mock",
    "conformance/trustlink_conformance",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def trustlink(wheel: Path) -> Path:
    """Install the wheel into an environment of its own; return its command."""
    folder = wheel.parent
    run(sys.executable, "-m", "venv", "--without-pip", str(folder / "venv"), cwd=folder)
    python = folder / "venv" / "bin" / "python"
    constraints = ("-c", str(ROOT / "constraints.txt"))
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python))
    run(*pip, "install", "--quiet", *constraints, str(wheel), cwd=folder)
    return python.with_name("trustlink")


@pytest.mark.slow
@pytest.mark.parametrize("package", PACKAGES)
def test_the_wheel_has_every_file_of_a_package(wheel: Path, package: str) -> None:
    folder = ROOT / package
    files = (path for path in folder.rglob("*") if path.is_file())
    expected = {
        path.relative_to(folder.parent).as_posix() for path in files if path.suffix != ".pyc"
    }

    assert expected <= set(ZipFile(wheel).namelist())


@pytest.mark.slow
def test_the_wheel_has_the_licence_and_those_of_others(wheel: Path) -> None:
    names = {path.name for path in map(Path, ZipFile(wheel).namelist()) if "licenses" in path.parts}

    assert names == {"LICENSE", "NOTICE", "THIRD_PARTY_LICENSES.md"}


@pytest.mark.slow
def test_the_console_works_from_the_wheel(trustlink: Path, tmp_path: Path) -> None:
    result = run(str(trustlink.with_name("python")), "-I", "-c", CONSOLE, cwd=tmp_path)

    assert result.stdout.split("\n") == ["200 True"] * 5 + [""]


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_each_command_works_from_the_wheel(
    trustlink: Path, command: list[str], tmp_path: Path
) -> None:
    result = run(str(trustlink), *command, cwd=tmp_path)

    assert result.stdout.strip()


@pytest.mark.slow
def test_the_demo_is_conformant_and_fails_if_another_verdict_was_expected(
    trustlink: Path, tmp_path: Path
) -> None:
    command = (str(trustlink), "demo", "--expect", "INCOMPLETE", "--report-dir", "report")

    result = ended(*command, cwd=tmp_path)

    assert result.returncode != 0
    assert "INCOMPLETE was expected" in result.stderr
    report = json.loads((tmp_path / "report" / "report.json").read_bytes())
    assert report["verdict"]["word"] == "CONFORMANT", result.stdout


@pytest.mark.slow
def test_each_language_of_the_page_is_in_the_wheel(trustlink: Path, tmp_path: Path) -> None:
    program = (
        "from trustlink_conformance.reports.language import LANGUAGES, load_language\n"
        "print([load_language(code).code for code in LANGUAGES])"
    )

    result = run(str(trustlink.with_name("python")), "-c", program, cwd=tmp_path)

    assert result.stdout.strip() == "['en', 'zh-CN']"


@pytest.mark.slow
def test_the_wheel_generates_the_requests_of_the_checkout(trustlink: Path, tmp_path: Path) -> None:
    pythons = (str(trustlink.with_name("python")), sys.executable)

    digests = {run(python, "-I", "-c", DIGEST, cwd=tmp_path).stdout for python in pythons}

    assert len(digests) == 1


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as `ended` does; fail with what it printed."""
    result = ended(*command, cwd=cwd)
    assert result.returncode == 0, result.stdout + result.stderr
    return result


def ended(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, without what leads Python back to the checkout."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
