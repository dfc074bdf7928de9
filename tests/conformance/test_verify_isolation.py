"""Home of the tests of isolation: nobody takes part in a run, and nobody ends it unheard."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from raw_server import Serve, Visit
from sample_site import USCC, sample_site
from verify_bench import Bench, outcome_of, requirement_of, valid

HOSTILE = "from pathlib import Path; Path({mark!r}).write_text(__file__)\n"


def hostile_folder(folder: Path, mark: Path) -> Path:
    """Return a folder whose every file, if it took part, would leave a mark."""
    deed = HOSTILE.format(mark=str(mark))
    for name in ("conftest.py", "sitecustomize.py", "usercustomize.py", "pytest.py", "hostile.py"):
        (folder / name).write_text(deed, encoding="utf-8")
    for name in ("trustlink_conformance", "trustlink", "_pytest"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(deed, encoding="utf-8")
    options = "addopts = -p hostile --collect-only"
    (folder / "pytest.ini").write_text(f"[pytest]\n{options}\n", encoding="utf-8")
    (folder / "tox.ini").write_text(f"[pytest]\n{options}\n", encoding="utf-8")
    (folder / "setup.cfg").write_text(f"[tool:pytest]\n{options}\n", encoding="utf-8")
    (folder / "pyproject.toml").write_text(
        "[tool.pytest.ini_options]\naddopts = ['-p', 'hostile']\n", encoding="utf-8"
    )
    return folder


def drive(url: str, bench: Bench, text: str, **options: Any) -> subprocess.Popen[str]:
    driver = Path(__file__).parent / "verify_driver.py"
    arguments = [url, str(bench.checks(text)), str(bench.folder / "report")]
    return subprocess.Popen(
        [sys.executable, "-I", str(driver), *arguments],
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


@pytest.mark.slow
def test_nothing_that_lies_around_takes_part(serve: Serve, bench: Bench) -> None:
    mark, home = bench.folder / "mark", bench.folder / "home"
    home.mkdir()
    text = """
    from hypothesis import given, strategies

    @requirement("VIO-04")
    @given(strategies.integers())
    def test_it(n):
        pass

    @requirement("VIO-02")
    def test_environment(site):
        foreign = [n for n in os.environ if n.startswith(("PYTHON", "HYPOTHESIS"))]
        site.expect("python", ["PYTHONHASHSEED"], foreign)
        site.expect("secrets", None, os.environ.get("ACME_SECRET"))
        site.expect("pytest", ["PYTEST_CURRENT_TEST", "PYTEST_DISABLE_PLUGIN_AUTOLOAD",
                               "PYTEST_VERSION"],
                    sorted(n for n in os.environ if n.startswith("PYTEST")))
    """
    environment = {
        **os.environ,
        "PYTEST_ADDOPTS": "-p hostile --collect-only",
        "PYTEST_PLUGINS": "hostile",
        "PYTHONPATH": str(home),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(home / "hypothesis"),
        "ACME_SECRET": "x",
    }

    with drive(
        serve(sample_site).url, bench, text, cwd=hostile_folder(home, mark), env=environment
    ) as process:
        process.wait(60)

    report = json.loads((bench.folder / "report" / "report.json").read_text("utf-8"))
    assert requirement_of(report, "VIO-02")["findings"] == []
    assert outcome_of(report, "VIO-02") == "PASSED"
    assert not mark.exists()
    assert not (home / "hypothesis").exists()
    assert not (home / ".hypothesis").exists()


HANGS = """
@requirement("VIO-02")
def test_first(site):
    site.ask("getViolationStatus", uscc=USCC).expect("/counts/counted", 1)

@requirement("VIO-04")
def test_second(site):
    site.ask("getSupplier", uscc=USCC).expect_status(200)
"""


def hangs_on_the_second(reached: Callable[[], object]) -> Callable[[Visit], None]:
    def behaviour(visit: Visit) -> None:
        if visit.path.endswith(USCC):
            reached()
            visit.hang()
        else:
            sample_site(visit)

    return behaviour


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_reports_what_was_judged(
    serve: Serve, bench: Bench, number: signal.Signals
) -> None:
    read, write = os.pipe()
    url = serve(hangs_on_the_second(lambda: os.write(write, b"x"))).url

    with drive(url, bench, HANGS) as process:
        os.read(read, 1)
        process.send_signal(number)
        exit_code = process.wait(30)

    report = valid(json.loads((bench.folder / "report" / "report.json").read_text("utf-8")))
    assert exit_code == 4
    assert report["problems"] == ["interrupted", "1 checks were planned but not run"]
    assert outcome_of(report, "VIO-02") == "PASSED"
    assert outcome_of(report, "VIO-04") == "ERROR"
    os.close(read)
    os.close(write)


@pytest.mark.slow
def test_the_checks_do_not_outlive_a_parent_that_is_killed(serve: Serve, bench: Bench) -> None:
    read, write = os.pipe()
    url = serve(hangs_on_the_second(lambda: os.write(write, b"x"))).url
    pid_file = bench.folder / "pid"
    note = f"open({str(pid_file)!r}, 'w').write(str(os.getpid()))"
    text = HANGS.replace("(site):", f"(site):\n    {note}")

    with drive(url, bench, text) as process:
        os.read(read, 1)
        checks = os.pidfd_open(int(pid_file.read_text("ascii")))
        process.kill()

    ended, _, _ = select.select([checks], [], [], 20)
    assert ended
    for handle in (read, write, checks):
        os.close(handle)
