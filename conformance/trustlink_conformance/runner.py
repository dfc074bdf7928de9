"""Home of running the checks with pytest, out of reach of whatever lies around."""

from pathlib import Path

import pytest

from trustlink.errors import TrustlinkError
from trustlink_conformance.plugin import Judge

CHECKS = Path(__file__).parent / "requirements"
"""The folder of the checks that are shipped."""

_INI = """[pytest]
python_files = test_*.py
console_output_style = classic
"""
_RAN = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)


def run_checks(judge: Judge, *, folder: Path, checks: Path = CHECKS) -> None:
    """Run every check that the judge keeps; `folder` is empty and becomes pytest's root.

    Raises TrustlinkError if pytest itself gives up. Configuration comes from our own file, plugins
    from our own call, and no conftest.py above the checks is read.
    """
    _run([], judge, folder=folder, checks=checks)


def collect_checks(collector: object, *, folder: Path, checks: Path = CHECKS) -> None:
    """Let pytest collect every check, run none, and show them to a plugin; see `run_checks`."""
    _run(["--collect-only"], collector, folder=folder, checks=checks)


def _run(flags: list[str], plugin: object, *, folder: Path, checks: Path) -> None:
    ini = folder / "checks.ini"
    ini.write_text(_INI, encoding="utf-8")
    code = pytest.main([*flags, *_arguments(ini, folder, checks)], plugins=[plugin])
    if code not in (*_RAN, pytest.ExitCode.INTERRUPTED):
        raise TrustlinkError(f"pytest gave up with exit code {int(code)}")


def _arguments(ini: Path, folder: Path, checks: Path) -> list[str]:
    return [
        *("-c", str(ini), "--rootdir", str(folder), "--confcutdir", str(checks)),
        *("-p", "no:cacheprovider", "-p", "no:logging"),
        # These look through all that was loaded for garbage once more at the end.
        *("-p", "no:unraisableexception", "-p", "no:threadexception"),
        *("--import-mode=importlib", "--continue-on-collection-errors", "--strict-markers"),
        "--assert=plain",  # checks compare with `expect`; rewriting each module takes its time
        *("-qq", "--tb=no", "--no-header", "--no-summary", "--capture=no"),
        str(checks),
    ]
