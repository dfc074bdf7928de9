"""A live site of one supplier without notices: what makes it CONFORMANT, and what contradicts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from clean_site import SUPPLIERS, live_site, sandbox_target, target_of
from verify_bench import outcome_of, requirement_of, valid

from trustlink.errors import UserError
from trustlink_conformance.doctor.forecast import SANDBOX_REPORT
from trustlink_conformance.doctor.symptom import State, Symptom, exit_code_of
from trustlink_conformance.doctor.visit import examine
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.replay.replaying import Again, replay_run
from trustlink_conformance.reports.junit import junit_xml
from trustlink_conformance.reports.markdown import markdown_summary
from trustlink_conformance.reports.terminal import Page, report_text
from trustlink_conformance.sandbox_leg import STEP
from trustlink_conformance.sandbox_report import leg_for
from trustlink_conformance.target import Target
from trustlink_conformance.verify import Order, verify_target

pytestmark = pytest.mark.slow

DECLARED = {"VIO-01", "VIO-04", "VER-06", "HTTP-06", "SEC-03"}
"""What the site can't show, for want of a notice, of a second client and of special ones."""
OF_A_SANDBOX = {"SUP-04", "RAT-05", "REB-02", "VIO-03", "VIO-06", "VIO-07", "VIO-14"}


@dataclass(frozen=True)
class Rested:
    """A live site, and the folder of a sandbox run that was CONFORMANT."""

    url: str
    sandbox: Path

    def verify(
        self, folder: Path, target: Target, *, rests: bool = True, selection: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        leg = self.sandbox if rests else None
        order = Order(
            target, report_dir=folder, sandbox_report=leg, keep="full", selection=selection
        )
        return valid(verify_target(order, watch=lambda _: None))

    def look(self, target: Target, *, rests: bool = True) -> list[Symptom]:
        leg = leg_for(target, self.sandbox if rests else None)
        return list(examine(target, Redactor.for_target(target), leg))


@pytest.fixture(scope="module")
def rested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rested]:
    folder = tmp_path_factory.mktemp("rested")
    with live_site() as url:
        report = verify_target(
            Order(sandbox_target(url), report_dir=folder / "sandbox"), watch=lambda _: None
        )
        assert report["verdict"]["word"] == "CONFORMANT", report["verdict"]
        yield Rested(url, folder / "sandbox")


def not_testable(report: dict[str, Any], *levels: str) -> set[str]:
    return {
        one["id"]
        for one in report["requirements"]
        if one["outcome"] == "NOT_TESTABLE" and (not levels or one["level"] in levels)
    }


def foretold(symptoms: list[Symptom]) -> set[str]:
    return {name for one in symptoms for name in one.requirements}


def test_without_a_sandbox_run_it_is_incomplete_with_one_step(
    rested: Rested, tmp_path: Path
) -> None:
    target = target_of(rested.url)

    report = rested.verify(tmp_path, target, rests=False)

    assert (report["verdict"]["word"], report["exitCode"]) == ("INCOMPLETE", 3)
    assert not_testable(report, "MUST", "MUST_NOT") == DECLARED
    assert {tuple(requirement_of(report, name)["provide"]) for name in DECLARED} == {(STEP,)}
    assert report_text(report, Page(width=400)).count(STEP) == 1

    told = rested.look(target, rests=False)
    assert exit_code_of(told) == 3
    (gap,) = [one for one in told if one.state is State.GAP]
    assert (gap.subject, set(gap.requirements)) == (SANDBOX_REPORT, DECLARED)
    assert STEP in gap.advice


def test_with_a_sandbox_run_it_is_conformant_and_both_are_counted(
    rested: Rested, tmp_path: Path
) -> None:
    target = target_of(rested.url)

    report = rested.verify(tmp_path, target)

    by_leg = {
        leg: {one["id"] for one in report["requirements"] if one.get("leg") == leg}
        for leg in ("live", "sandbox")
    }
    assert by_leg["sandbox"] == DECLARED | OF_A_SANDBOX
    counts = f"live {len(by_leg['live'])}, sandbox {len(by_leg['sandbox'])} of 110 requirements"
    assert report["exitCode"] == 0
    assert report["verdict"]["text"].startswith(f"CONFORMANT ({counts}")
    assert report["outcomes"]["PASSED"] == len(by_leg["live"]) + len(by_leg["sandbox"])
    assert set(report["sandbox"]["shows"]) >= by_leg["sandbox"]
    assert exit_code_of(rested.look(target)) == 0

    shown = f"Shown by the sandbox run: {len(by_leg['sandbox'])}"
    assert shown in report_text(report, Page())
    assert shown in markdown_summary(report)
    assert junit_xml(report).count("shown by the sandbox run") == len(by_leg["sandbox"])
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.count("Shown by the sandbox run, as") == len(by_leg["sandbox"])

    again = replay_run(Again(tmp_path), watch=lambda _: None)
    assert again.report["verdict"] == report["verdict"]
    assert again.report["sandbox"] == report["sandbox"]


@pytest.mark.parametrize(
    ("supplier", "absent", "failed"),
    [
        ("S28", ("with_notices",), {"VIO-01"}),
        ("S01", ("with_notices", "rated", "with_rebates"), {"RAT-01", "REB-01"}),
        ("S21", ("with_notices", "withheld"), {"REB-04"}),
        ("S01", ("with_notices", "consenting", "rating_ended"), {"SEC-06", "RAT-06"}),
    ],
)
def test_a_site_that_shows_what_is_declared_absent_fails(
    rested: Rested, tmp_path: Path, supplier: str, absent: tuple[str, ...], failed: set[str]
) -> None:
    target = target_of(rested.url, SUPPLIERS[supplier], absent=absent)

    report = rested.verify(tmp_path, target, selection=tuple(failed))

    assert report["verdict"]["word"] == "NOT_CONFORMANT"
    assert {one["id"] for one in report["requirements"] if one["outcome"] == "FAILED"} == failed
    for name in failed:
        (finding,) = requirement_of(report, name)["findings"]
        assert " = [] declares" in finding["expected"]
    mistakes = [one for one in rested.look(target) if one.state is State.MISTAKE]
    assert mistakes
    assert {one.subject.partition(".")[2] for one in mistakes} <= {*absent}


def test_what_is_not_declared_absent_does_not_rest_on_the_sandbox_run(
    rested: Rested, tmp_path: Path
) -> None:
    target = target_of(rested.url, absent=("withheld",))

    report = rested.verify(tmp_path, target, selection=("VIO-01", "VIO-04", "VER-06"))

    assert report["exitCode"] == 3
    assert not_testable(report, "MUST") == {"VIO-01", "VIO-04"}
    assert "with_notices = []" in requirement_of(report, "VIO-01")["provide"][0]
    assert outcome_of(report, "VER-06") == "PASSED"


@pytest.mark.parametrize("supplier", ["S05", "S21"])
def test_doctor_and_verify_agree_on_what_is_not_testable(
    rested: Rested, tmp_path: Path, supplier: str
) -> None:
    target = target_of(rested.url, SUPPLIERS[supplier], absent=())

    report = rested.verify(tmp_path, target, rests=False)

    told = rested.look(target, rests=False)
    lacking = {one["id"] for one in report["requirements"] if one.get("missing")}
    assert foretold(told) == lacking
    assert len(lacking) > len(DECLARED)


def test_what_failed_stays_failed(rested: Rested, tmp_path: Path) -> None:
    with live_site("HTTP-03-shared-summaries") as url:
        selection = ("HTTP-03", "VIO-01")
        report = Rested(url, rested.sandbox).verify(tmp_path, target_of(url), selection=selection)

    assert outcome_of(report, "HTTP-03") == "FAILED"
    assert "by the sandbox run) of 110" in report["verdict"]["text"]


def test_another_profile_is_no_leg_of_the_site(rested: Rested, tmp_path: Path) -> None:
    with (
        live_site(profiles=("core",)) as url,
        pytest.raises(UserError, match="profiles, as the live site announces them: core was"),
    ):
        Rested(url, rested.sandbox).verify(tmp_path, target_of(url))
