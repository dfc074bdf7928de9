"""Home of the tests of known failures: the list, what a run says of it, and the exit code."""

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from raw_server import Serve
from sample_site import sample_site
from verify_bench import ONE_PASSES, Bench, valid

from trustlink.errors import UserError
from trustlink.terms import load_terms
from trustlink_conformance.acknowledgement import Acknowledgement, Acknowledger
from trustlink_conformance.known_failures import (
    KnownFailure,
    KnownFailures,
    read_known_failures,
)
from trustlink_conformance.results import Finding, Outcome
from trustlink_conformance.run import RequirementResult
from trustlink_conformance.verdict import Ruled, tolerant_exit_code

DAY = date(2026, 11, 25)
TERMS = load_terms()
URL = "https://site.example/trustlink/v1/suppliers/91440300TL0000016J/violation-status"
BOUNDARY = Finding("violations::test_it[a]", "1", "0", request=f"GET {URL}")
OTHER = Finding("cases::test_it", "1", "0", request="GET https://site.example/trustlink/v1/status")


def listed(text: str, folder: Path) -> KnownFailures:
    file = folder / "known.toml"
    file.write_text(text, "utf-8")
    return read_known_failures(file)


def entry(requirement: str = "VIO-04", **members: Any) -> KnownFailure:
    return KnownFailure(requirement, "ticket 812", "line 1", **members)


def acknowledged(
    *entries: KnownFailure,
    outcome: Outcome = Outcome.FAILED,
    findings: tuple[Finding, ...] = (BOUNDARY,),
    selection: tuple[str, ...] = (),
) -> Acknowledgement:
    found = findings if outcome in (Outcome.FAILED, Outcome.WARNED) else ()
    results = [
        RequirementResult(TERMS.requirements["VIO-04"], outcome, findings=found),
        RequirementResult(TERMS.requirements["API-01"], Outcome.PASSED),
    ]
    acknowledger = Acknowledger(KnownFailures("known.toml", entries), TERMS.contract, DAY)
    return acknowledger.acknowledge(results, selection=selection)


def test_an_entry_is_read_with_its_line(tmp_path: Path) -> None:
    text = """# a comment

[[known]]
requirement = "VIO-04"
reason = "ticket 812"
until = 2026-12-31

[[known]]
requirement = "ERR-02"
reason = "ticket 813"
check = "every_answer::test_it"
operation = "getSupplier"
"""

    first, second = listed(text, tmp_path).entries

    assert first == KnownFailure("VIO-04", "ticket 812", "line 3", until=date(2026, 12, 31))
    assert second == KnownFailure(
        "ERR-02", "ticket 813", "line 8", "every_answer::test_it", "getSupplier"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[known]\n", "is no TOML: .*line 1"),
        ("x = 1\n", "x: this key is not known here"),
        ("known = 7\n", r"entries that begin with \[\[known\]\]"),
        ("known = [1]\n", r"entries that begin with \[\[known\]\]"),
        ('\n[[known]]\nreason = "x"\n', "line 2: requirement: each entry needs one"),
        ('\n\n[[known]]\nrequirement = "x"\n', "line 3: reason: each entry needs one"),
        ('[[known]]\nrequirement = "x"\nreason = " "\n', "line 1: reason: a text that is not"),
        ('[[known]]\nrequirement = 4\nreason = "x"\n', "line 1: requirement: a text"),
        ('[[known]]\nrequirement = "x"\nreason = "x"\nwho = "me"\n', "line 1: who: this key"),
        (
            '[[known]]\nrequirement = "x"\nreason = "x"\nuntil = "soon"\n',
            "line 1: until: a day as 2026-12-31 was expected, found 'soon'",
        ),
        (
            '[[known]]\nrequirement = "x"\nreason = "x"\nuntil = 2026-01-01T00:00:00Z\n',
            "line 1: until: a day",
        ),
        ('known = [{requirement = "x"}]\n', "entry 1: reason: each entry needs one"),
    ],
)
def test_a_malformed_list_is_refused_with_the_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        listed(text, tmp_path)


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"known\.toml: can't be read: No such file"):
        read_known_failures(tmp_path / "known.toml")


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"until": DAY},
        {"check": "violations::test_it"},
        {"check": "violations::test_it[a]"},
        {"operation": "getViolationStatus"},
    ],
)
def test_a_failure_that_an_entry_fits_is_known(members: dict[str, Any]) -> None:
    found = acknowledged(entry(**members))

    assert found.known == ("VIO-04",)
    assert found.reasons_for("VIO-04") == ("ticket 812",)
    assert not found.has_stale


@pytest.mark.parametrize(
    ("stale", "outcome", "told"),
    [
        (entry(), Outcome.PASSED, "no longer fails"),
        (entry("VIO-99"), Outcome.FAILED, "there is no requirement VIO-99"),
        (entry(until=date(2026, 11, 24)), Outcome.FAILED, "it held until 2026-11-24"),
        (entry(check="violations::test_other"), Outcome.FAILED, "not in this check or operation"),
        (entry(operation="getSupplier"), Outcome.FAILED, "not in this check or operation"),
    ],
)
def test_an_entry_that_fits_nothing_is_stale(
    stale: KnownFailure, outcome: Outcome, told: str
) -> None:
    found = acknowledged(stale, outcome=outcome)

    assert found.known == ()
    assert found.has_stale
    assert told in found.noted[0].told


@pytest.mark.parametrize("outcome", [Outcome.NOT_TESTABLE, Outcome.NOT_APPLICABLE, Outcome.ERROR])
def test_what_was_not_judged_is_said_but_is_not_stale(outcome: Outcome) -> None:
    (noted,) = acknowledged(entry(), outcome=outcome).noted

    assert (noted.state, noted.told) == ("unjudged", f"the requirement is {outcome} in this run")


def test_what_was_not_selected_is_not_stale() -> None:
    (noted,) = acknowledged(entry(), outcome=Outcome.PASSED, selection=("API-01",)).noted

    assert noted.state == "unjudged"


def test_a_failure_beside_the_known_one_is_not_known() -> None:
    limited = entry(operation="getViolationStatus")

    found = acknowledged(limited, findings=(BOUNDARY, OTHER))

    assert found.known == ()
    assert found.noted[0].state == "known"
    assert f"1 of 2 findings, not {OTHER.check} (" in found.noted[0].told


FAILED = Ruled("VIO-04", "MUST", Outcome.FAILED)
KNOWN = Ruled("VIO-01", "MUST", Outcome.FAILED, is_known=True)
PASSED = Ruled("API-01", "MUST", Outcome.PASSED)
UNTESTED = Ruled("RAT-01", "MUST", Outcome.NOT_TESTABLE)
BROKEN = Ruled("REB-01", "MUST", Outcome.ERROR)


@pytest.mark.parametrize(
    ("ruled", "fresh", "stale"),
    [
        ([PASSED], 0, 2),
        ([PASSED, KNOWN], 0, 2),
        ([KNOWN], 0, 2),
        ([PASSED, KNOWN, FAILED], 1, 1),
        ([PASSED, KNOWN, UNTESTED], 3, 2),
        ([PASSED, KNOWN, BROKEN], 4, 4),
    ],
)
def test_known_failures_do_not_decide_the_exit_code(
    ruled: list[Ruled], fresh: int, stale: int
) -> None:
    codes = [
        tolerant_exit_code(ruled, selection=False, problems=(), has_stale=has_stale)
        for has_stale in (False, True)
    ]

    assert codes == [fresh, stale]


@pytest.mark.slow
def test_the_report_says_what_is_known_and_why(serve: Serve, bench: Bench, tmp_path: Path) -> None:
    known = listed('[[known]]\nrequirement = "VIO-04"\nreason = "ticket 812"\n', tmp_path)
    text = ONE_PASSES.replace(", 1)", ", 7)")

    report = valid(bench.verify(serve(sample_site).url, text, known=known, selection=("VIO-04",)))

    assert report["verdict"]["text"].startswith("NOT_CONFORMANT (sandbox, 1 failed, 1 known")
    assert report["exitCode"] == 0
    assert report["requirements"][0]["known"] == ["ticket 812"]
    assert report["knownFailures"]["entries"][0]["state"] == "known"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("requirement", "exit_code", "told"),
    [
        ("VIO-04", 0, "Failed, as is known: 1\n  VIO-04 MUST FAILED: ticket 812"),
        ("VIO-99", 1, "known.toml, line 1: VIO-99: there is no requirement VIO-99"),
        ("API-01", 1, "known.toml, line 1: API-01: the requirement was not selected"),
    ],
)
def test_replay_takes_the_list_too(
    tmp_path: Path, requirement: str, exit_code: int, told: str
) -> None:
    listed(f'[[known]]\nrequirement = "{requirement}"\nreason = "ticket 812"\n', tmp_path)
    run = shutil.copytree(Path(__file__).parent / "replay/runs/boundary", tmp_path / "run")

    ended = subprocess.run(
        [sys.executable, "-m", "trustlink", "replay", str(run), "--known-failures", "known.toml"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert ended.returncode == exit_code
    assert told in ended.stdout
