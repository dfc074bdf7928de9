"""A sandbox report that a live verdict may rest on: what is accepted, what is refused and why."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sample_report import sample_report, settled
from verify_bench import valid

from trustlink.cli import main
from trustlink.errors import UserError
from trustlink.requirements import load_requirements
from trustlink.terms import load_terms
from trustlink_conformance.sandbox_report import (
    Demand,
    SandboxReportError,
    accepted_leg,
    refuse_other_site,
)
from trustlink_conformance.seals import seals_of

TERMS = load_terms()
DAY = 86_400.0
EVIDENCE = '{"kind": "trustlink-evidence"}\n{"kind": "run"}\n{"kind": "exchange", "id": 1}\n'
KNOWN = load_requirements()
OUTCOMES = {name: "PASSED" if rule.testable else "NOT_APPLICABLE" for name, rule in KNOWN.items()}

Change = Callable[[dict[str, Any]], object]


def saved(folder: Path, change: Change = dict, **outcomes: str) -> Path:
    """Write a report that is accepted on 2026-09-10, but for the change; its evidence is whole."""
    (folder / "evidence.jsonl").write_text(EVIDENCE, encoding="utf-8")
    report = sample_report({**OUTCOMES, **outcomes}, word="CONFORMANT", mode="sandbox", exitCode=0)
    report["contract"] = {
        **report["contract"], "digest": TERMS.contract.digest, "overlays": [],
    }  # fmt: skip
    report["digests"]["requirements"] = KNOWN.digest
    report["evidence"]["seals"] = seals_of(folder / "evidence.jsonl").as_json()
    change(report)
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    return folder


def accept(folder: Path, *, days: float = 30) -> Any:
    now = datetime(2026, 9, 10, tzinfo=UTC)
    return accepted_leg(folder, Demand(TERMS, days * DAY, now))


def test_a_conformant_run_is_accepted_with_what_it_shows(tmp_path: Path) -> None:
    leg = accept(saved(tmp_path, **{"RT-02": "WARNED", "HTTP-09": "NOT_TESTABLE"}))

    assert leg.shows == {name for name in KNOWN if KNOWN[name].testable} - {"RT-02", "HTTP-09"}
    assert (leg.operator, leg.profiles) == ("Example", {"core"})


def assign(*path: str, value: Any) -> Change:
    def change(report: dict[str, Any]) -> None:
        for name in path[:-1]:
            report = report[name]
        report[path[-1]] = value

    return change


def not_tested(report: dict[str, Any]) -> None:
    report["requirements"][0]["outcome"] = "NOT_TESTABLE"
    report.update(settled(report))


def selected(report: dict[str, Any]) -> None:
    report["selection"] = ["VIO-04"]
    report.update(settled(report))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (assign("mode", value="live"), "mode: sandbox was expected, found live"),
        (not_tested, "verdict: CONFORMANT was expected, found INCOMPLETE"),
        (selected, "selection: none was expected, found VIO-04"),
        (
            assign("verdict", "word", value="INCOMPLETE"),
            "/verdict/word: CONFORMANT was expected of its outcomes, found INCOMPLETE",
        ),
        (
            assign("contract", "digest", value="ab" * 32),
            f"contract: {TERMS.contract.digest[:12]} was expected, found abababababab",
        ),
        (
            lambda report: report["contract"]["overlays"].append(
                {"name": "x", "title": "X", "digest": "cd" * 32}
            ),
            "overlays: none was expected, found cdcdcdcdcdcd",
        ),
        (
            assign("digests", "requirements", value="ef" * 32),
            f"requirements: {KNOWN.digest[:12]} was expected, found efefefefefef",
        ),
        (assign("ended", value="2026-08-01T00:00:00+00:00"), "found 2026-08-01T00:00Z"),
        (assign("ended", value="2027-01-01T00:00:00+00:00"), "found 2027-01-01T00:00Z"),
        (assign("ended", value="0001-01-01T00:00:00+14:00"), "ended: an instant was expected"),
        (
            lambda report: report["requirements"].pop(),
            "/requirements: all 110 was expected of its outcomes, found 109",
        ),
        (
            lambda report: report["requirements"].append(report["requirements"][0]),
            "/requirements: each requirement was expected once",
        ),
        (
            assign("requirements", 0, "outcome", value="NOT_TESTABLE"),  # type: ignore[arg-type] -- an index
            "/outcomes: ",
        ),
        (lambda report: report["evidence"].pop("seals"), "found none (--evidence full)"),
        (assign("exchanges", value="many"), "not in the form of a report at /exchanges"),
        (assign("kind", value="other"), "a report was expected"),
    ],
)
def test_what_is_other_than_it_has_to_be_is_told(tmp_path: Path, change: Change, told: str) -> None:
    with pytest.raises(UserError) as refused:
        accept(saved(tmp_path, change))

    assert told in refused.value.message


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    def change(report: dict[str, Any]) -> None:
        report["mode"] = "live"
        selected(report)

    with pytest.raises(SandboxReportError, match=r"mode: .*; selection: ") as refused:
        accept(saved(tmp_path, change))

    assert "--mode sandbox" in refused.value.hint


@pytest.mark.parametrize(("days", "is_accepted"), [(9, True), (8, False), (0, False)])
def test_a_run_is_accepted_up_to_its_greatest_age(
    tmp_path: Path, days: float, *, is_accepted: bool
) -> None:
    folder = saved(tmp_path)

    if is_accepted:
        assert accept(folder, days=days).ended.startswith("2026-09-01")
    else:
        with pytest.raises(SandboxReportError, match=f"sandbox_max_age: {days:g} d"):
            accept(folder, days=days)


def test_evidence_that_was_changed_is_refused(tmp_path: Path) -> None:
    folder = saved(tmp_path)
    (folder / "evidence.jsonl").write_text(EVIDENCE.replace('"id": 1', '"id": 2'), "utf-8")

    with pytest.raises(UserError, match="exchange 1 was removed"):
        accept(folder)


def test_evidence_that_is_not_there_is_refused(tmp_path: Path) -> None:
    folder = saved(tmp_path)
    (folder / "evidence.jsonl").unlink()

    with pytest.raises(SandboxReportError, match=r"sealed evidence: evidence\.jsonl was expected"):
        accept(folder)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"kind": "trustlink-report"', "", "null"])
def test_what_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "report.json").write_text(text, encoding="utf-8")

    with pytest.raises(UserError, match=r"report\.json: "):
        accept(tmp_path)


def test_what_a_report_says_is_harmless_on_a_terminal(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        accept(saved(tmp_path, assign("selection", value=["\x1b[31m" + "x" * 10_000])))

    assert "\x1b" not in refused.value.message
    assert len(refused.value.message) < 1000


@pytest.mark.parametrize(
    ("identity", "told"),
    [
        (
            {"profiles": ["core", "records"], "operatorName": "Example"},
            "profiles, as the live site announces them: core, records was expected, found core",
        ),
        (
            {"profiles": ["core"], "operatorName": "Another"},
            "operator, as the live site names it: 'Another' was expected, found 'Example'",
        ),
        ({"profiles": ["core"], "operatorName": ""}, "operator, as the live site names it: ''"),
    ],
)
def test_the_live_site_is_that_of_the_sandbox_run(
    tmp_path: Path, identity: dict[str, Any], told: str
) -> None:
    leg = accept(saved(tmp_path)).as_json()

    refuse_other_site({"profiles": ["core"], "operatorName": "Example"}, leg)
    with pytest.raises(SandboxReportError) as refused:
        refuse_other_site(identity, leg)

    assert told in refused.value.message


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--mode", "sandbox"), "--sandbox-report is for live mode"),
        (("--mode", "live"), "can't be read"),
    ],
)
@pytest.mark.parametrize("command", ["verify", "doctor", "plan"])
def test_a_report_that_is_not_accepted_is_the_configurations_fault(
    tmp_path: Path, command: str, options: tuple[str, ...], told: str
) -> None:
    words = [command, "http://127.0.0.1:1", *options, "--sandbox-report", str(tmp_path / "none")]

    result = CliRunner().invoke(main, words)

    assert result.exit_code == 2
    assert told in result.output


def test_the_sandbox_report_is_not_written_over(tmp_path: Path) -> None:
    folder = str(saved(tmp_path))
    words = ["verify", "http://127.0.0.1:1", "--mode", "live", "--sandbox-report", folder]

    result = CliRunner().invoke(main, [*words, "--report-dir", folder])

    assert result.exit_code == 2
    assert "would be replaced" in result.output
    assert json.loads((tmp_path / "report.json").read_text())["mode"] == "sandbox"


def test_the_sample_is_in_the_form_of_a_report(tmp_path: Path) -> None:
    report = json.loads((saved(tmp_path) / "report.json").read_text())

    valid(report)
    assert datetime.fromisoformat(report["ended"]) - datetime(2026, 9, 1, tzinfo=UTC) < timedelta(1)
