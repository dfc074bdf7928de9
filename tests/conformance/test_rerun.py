"""Home of the tests of asking again only what failed or was not testable in an earlier report."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from raw_server import Serve
from sample_report import sample_report, settled
from sample_site import sample_site
from verify_bench import Bench, requirement_of

from trustlink.cli import main
from trustlink.errors import UserError
from trustlink.terms import load_terms
from trustlink_conformance.reports.language import LANGUAGES
from trustlink_conformance.reports.saved import read_report
from trustlink_conformance.reports.views import view_of
from trustlink_conformance.rerun import read_earlier
from trustlink_conformance.target import Target

URL = "https://site.example"
TERMS = load_terms(())
TARGET = Target(URL, mode="live")
CHECKS = """
@requirement("VIO-04")
def test_it(site):
    site.ask("getViolationStatus", uscc=USCC).expect("/counts/counted", {counted})

@requirement("RAT-01")
def test_ratings(site):
    site.ask("getViolationStatus", uscc=USCC, asOf="2026-01-01").expect("/counts/counted", 1)

@requirement("VER-06")
def test_clients(site):
    not_testable("there is no second client", provide="a second client")
"""

Change = Callable[[dict[str, Any]], object]


def earlier_report(**members: Any) -> dict[str, Any]:
    """Return the report of a run of this contract, with one of each outcome."""
    report = sample_report(**members)
    report["contract"]["digest"] = TERMS.contract.digest
    report["digests"]["requirements"] = TERMS.requirements.digest
    report["target"]["url"] = URL
    report["selection"] = [one["id"] for one in report["requirements"]]
    return settled(report)


def saved(folder: Path, report: Any) -> Path:
    folder.joinpath("report.json").write_text(json.dumps(report), encoding="utf-8")
    return folder


def test_what_neither_passed_nor_does_not_apply_is_asked_again(tmp_path: Path) -> None:
    earlier = read_earlier(saved(tmp_path, earlier_report()), target=TARGET, terms=TERMS)

    assert earlier.again == ("VIO-04", "VIO-09", "DISC-06", "VER-06", "API-01")
    assert [(one.id, one.outcome) for one in earlier.standing] == [
        ("RAT-01", "PASSED"),
        ("SEC-04", "NOT_APPLICABLE"),
    ]
    assert earlier.seed == 42
    assert earlier.as_json({"PASSED": 4, "FAILED": 1})["outcomes"] == {
        "PASSED": 5,
        "FAILED": 1,
        "WARNED": 0,
        "NOT_APPLICABLE": 1,
        "NOT_TESTABLE": 0,
        "ERROR": 0,
    }


def test_what_an_earlier_run_took_from_one_before_it_keeps_its_run_and_time(
    tmp_path: Path,
) -> None:
    before = {
        "run": "ab12",
        "ended": "2026-11-01T00:00:00+00:00",
        "digest": 64 * "a",
        "outcomes": dict(earlier_report()["outcomes"]),
        "requirements": [
            {"id": name, "outcome": "PASSED", "run": "ab12", "ended": "2026-11-01T00:00:00Z"}
            for name in ("VIO-01", "VIO-04")
        ],
    }
    report = earlier_report(earlier=before)

    earlier = read_earlier(saved(tmp_path, report), target=TARGET, terms=TERMS)

    standing = {one.id: (one.run, one.ended[:10]) for one in earlier.standing}
    assert standing["VIO-01"] == ("ab12", "2026-11-01")
    assert standing["RAT-01"] == (report["run"], report["ended"][:10])
    assert "VIO-04" not in standing


def only_the_first(report: dict[str, Any]) -> None:
    del report["requirements"][1:]
    report.update(settled(report))


REFUSED: dict[str, tuple[Change, str]] = {
    "another URL": (lambda one: one["target"].update(url="\x1b[31m" + 999 * "x"), "another URL"),
    "another mode": (lambda one: one.update(mode="sandbox"), "another mode"),
    "another contract": (lambda one: one["contract"].update(digest=64 * "0"), "another contract"),
    "other requirements": (
        lambda one: one["digests"].update(requirements=64 * "0"),
        "another requirements",
    ),
    "no requirement of ours": (
        lambda one: one["requirements"][0].update(id="ZZZ-99"),
        "/requirements/0/level: a requirement of this version was expected",
    ),
    "no instant": (lambda one: one.update(ended="yesterday \x1b[31m"), "an instant was expected"),
    "no run": (lambda one: one.update(run="\x1b[31m"), "the id of a run was expected"),
    "no report": (lambda one: one.update(kind="else"), "a report was expected"),
    "another format": (lambda one: one.update(format=99), "format 1 was expected"),
    "a missing member": (lambda one: one.pop("target"), "not in the form of a report"),
    "an outcome that there is not": (
        lambda one: one["requirements"][0].update(outcome="FINE"),
        "not in the form of a report",
    ),
    "nothing left": (only_the_first, "nothing in it"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_report_that_can_not_be_gone_on_from_is_refused(what: str, tmp_path: Path) -> None:
    change, told = REFUSED[what]
    report = earlier_report()
    change(report)

    with pytest.raises(UserError, match=told) as refused:
        read_earlier(saved(tmp_path, report), target=TARGET, terms=TERMS)

    assert "\x1b" not in refused.value.message
    assert len(refused.value.message) < 800


@pytest.mark.parametrize("text", ["", "[" * 100_000, "null", '{"kind": NaN}'])
def test_what_is_no_report_at_all_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(text, encoding="utf-8")

    with pytest.raises(UserError):
        read_earlier(tmp_path, target=TARGET, terms=TERMS)


@pytest.mark.slow
def test_only_that_is_asked_again_and_the_rest_stands(serve: Serve, tmp_path: Path) -> None:
    server = serve(sample_site)
    selection = ("RAT-01", "VIO-04", "VER-06")
    bench = Bench(tmp_path)
    first = bench.verify(server.url, CHECKS.format(counted=2), selection=selection)
    earlier = read_earlier(tmp_path / "report", target=Target(server.url), terms=TERMS)

    second = bench.verify(
        server.url, CHECKS.format(counted=1), selection=earlier.again, earlier=earlier
    )

    assert first["verdict"]["word"] == "NOT_CONFORMANT"
    assert earlier.again == ("VIO-04", "VER-06")
    assert requirement_of(second, "VIO-04")["outcome"] == "PASSED"
    assert second["exchanges"] == first["exchanges"] - 1
    assert second["earlier"]["requirements"] == [
        {"id": "RAT-01", "outcome": "PASSED", "run": first["run"], "ended": earlier.ended}
    ]
    assert second["earlier"]["outcomes"]["PASSED"] == 2
    assert second["verdict"]["text"].endswith(
        f"; not asked again, as of {earlier.ended} (run {first['run']}): 1 PASSED"
    )
    assert read_report(tmp_path / "report") == second


@pytest.mark.slow
def test_the_command_asks_again_by_the_seed_of_the_report(serve: Serve, tmp_path: Path) -> None:
    url, folder = serve(sample_site).url, str(tmp_path / "report")
    first = verify(url, "--report-dir", folder, "--seed", "7", "--requirement", "DISC-01")

    again = verify(url, "--report-dir", folder, "--rerun", folder)

    assert (first.exit_code, again.exit_code) == (1, 1)
    assert "asking again DISC-01" in again.stderr
    report = read_report(tmp_path / "report")
    assert (report["seed"], report["selection"]) == (7, ["DISC-01"])


def test_a_report_and_a_selection_together_are_refused(tmp_path: Path) -> None:
    result = verify(URL, "--rerun", str(tmp_path), "--requirement", "VIO-04")

    assert result.exit_code == 2
    assert "can't go together" in result.stderr


@pytest.mark.parametrize("view", ["text", "markdown", "html"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_view_says_what_was_not_asked_again(view: str, language: Any, tmp_path: Path) -> None:
    earlier = read_earlier(saved(tmp_path, earlier_report()), target=TARGET, terms=TERMS)
    report = sample_report(word="SELECTION", earlier=earlier.as_json({"PASSED": 1}))

    text = view_of(report, view, language=language)

    assert "SEC-04" in text
    assert earlier.run in text
    assert earlier.ended[:10] in text


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["verify", *arguments])
