"""Home of running the checks with pytest, out of reach of whatever lies around."""

from pathlib import Path

import pytest

from trustlink.errors import TrustlinkError
from trustlink.garbage import not_collected, spare_what_is_loaded
from trustlink_conformance.plugin import Judge

CHECKS = Path(__file__).parent / "requirements"
"""The folder of the checks that are shipped."""

_INI = """[pytest]
python_files = test_*.py
"""
_NEEDLESS = """
    terminal cacheprovider logging pastebin stepwise faulthandler debugging
    doctest unittest setuponly setupplan warnings unraisableexception threadexception
"""
"""Plugins of pytest's own that add nothing here: what the checks come to is told by events.

Each takes its time at every check; the last two look through all that was loaded at the end.
"""
_RAN = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)


def run_checks(judge: Judge, *, folder: Path, checks: Path = CHECKS) -> None:
    """Run every check that the judge keeps; `folder` is empty and becomes pytest's root.

    Raises TrustlinkError if pytest itself gives up. Configuration comes from our own file, plugins
    from our own call, and no conftest.py above the checks is read.
    """
    with not_collected():
        _run([], [judge, _Begin()], folder=folder, checks=checks)


def collect_checks(collector: object, *, folder: Path, checks: Path = CHECKS) -> None:
    """Let pytest collect every check, run none, and show them to a plugin; see `run_checks`."""
    _run(["--collect-only"], [collector], folder=folder, checks=checks)


def _run(flags: list[str], plugins: list[object], *, folder: Path, checks: Path) -> None:
    ini = folder / "checks.ini"
    ini.write_text(_INI, encoding="utf-8")
    code = pytest.main([*flags, *_arguments(ini, folder, checks)], plugins=plugins)
    if code not in (*_RAN, pytest.ExitCode.INTERRUPTED):
        raise TrustlinkError(f"pytest gave up with exit code {int(code)}")


class _Begin:
    """Ends the time in which garbage is left alone: nearly all that was made until now stays."""

    @staticmethod
    def pytest_collection_finish() -> None:
        spare_what_is_loaded()


def _arguments(ini: Path, folder: Path, checks: Path) -> list[str]:
    return [
        *("-c", str(ini), "--rootdir", str(folder), "--confcutdir", str(checks)),
        *(f"-pno:{name}" for name in _NEEDLESS.split()),
        *("--import-mode=importlib", "--continue-on-collection-errors", "--strict-markers"),
        "--assert=plain",  # checks compare with `expect`; rewriting each module takes its time
        "--capture=no",
        str(checks),
    ]
