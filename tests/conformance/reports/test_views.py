"""Home of the tests of the views for machines: JUnit, Markdown, annotations and the badge."""

import json
import re
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from sample_report import hostile_report, requirement, sample_report

from trustlink_conformance.reports.annotations import MOST, annotations
from trustlink_conformance.reports.badge import badge_json
from trustlink_conformance.reports.escaping import markdown_code, markdown_text
from trustlink_conformance.reports.junit import junit_xml
from trustlink_conformance.reports.markdown import markdown_summary
from trustlink_conformance.reports.views import FORMATS, view_of

EVIL = (
    "</failure>]]>\x00\x1b[31m\n::error::owned\r\n::stop-commands::x\n\n# Owned\n"
    "``` ```` <script>alert(1)</script> [x](javascript:alert(1)) @octocat http://evil.example "
    "\u202e"
)
WORDS = ("CONFORMANT", "NOT_CONFORMANT", "INCOMPLETE", "ERROR", "SELECTION")
INCOMPLETE = sample_report({"RAT-01": "PASSED", "VER-06": "NOT_TESTABLE"}, word="INCOMPLETE")


def cases(report: dict[str, Any]) -> dict[str, ET.Element]:
    root = ET.fromstring(junit_xml(report))  # noqa: S314 -- our own text
    return {str(case.get("name")).split()[0]: case for case in root.iter("testcase")}


def kind_of(case: ET.Element) -> str:
    return next((child.tag for child in case if child.tag != "system-out"), "passed")


def test_junit_tells_each_outcome_apart_and_only_a_pass_is_green() -> None:
    found = {name: kind_of(case) for name, case in cases(sample_report()).items()}

    assert found == {
        "verdict": "failure",
        "RAT-01": "passed",
        "VIO-04": "failure",
        "VIO-09": "failure",
        "DISC-06": "skipped",
        "VER-06": "skipped",
        "SEC-04": "skipped",
        "API-01": "error",
    }


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("CONFORMANT", "passed"),
        ("NOT_CONFORMANT", "failure"),
        ("INCOMPLETE", "error"),
        ("ERROR", "error"),
        ("SELECTION", "skipped"),
    ],
)
def test_junit_begins_with_the_verdict(word: str, kind: str) -> None:
    assert kind_of(cases(sample_report({"RAT-01": "PASSED"}, word=word))["verdict"]) == kind


def test_junit_counts_what_it_holds() -> None:
    root = ET.fromstring(junit_xml(sample_report()))  # noqa: S314 -- our own text

    counts = [root.get(name) for name in ("tests", "failures", "errors", "skipped", "time")]
    assert counts == ["8", "3", "1", "3", "40.000"]


def test_a_junit_failure_says_what_to_do() -> None:
    failure = cases(sample_report())["VIO-04"][0]

    assert failure.get("message") == (
        'expected 1; actual 0 at /counts/counted; sent "x" (1 character) at /requester/id, which '
        "maxLength 35 does not admit"
    )
    assert "repeat: curl -sS" in str(failure.text)
    assert "remedy: Compare civil dates" in str(failure.text)


def test_the_markdown_summary_tells_failures_and_what_to_provide() -> None:
    text = markdown_summary(sample_report())

    assert text.startswith("## ❌ NOT&#95;CONFORMANT")
    assert "| ❔ not testable | 1 |" in text
    assert "**Usual cause:** The boundary is exclusive: &#62; stands for &#62;=." in text
    assert text.index("Usual cause") < text.index("Remedy")
    assert text.index("VIO-04") < text.index("VIO-09")
    assert "VER-06: no second client\n  - **Provide:** credentials.importer-b" in text


@pytest.mark.parametrize("view", ["junit", "markdown", "github", "text"])
def test_every_view_names_member_constraint_value_and_hint(view: str) -> None:
    text = (
        unescape(view_of(sample_report(), view))
        .replace("%3A", ":")
        .replace("\n              ", " ")
    )

    for told in ("/counts/counted", "minimum 1", "/requester/id", "maxLength 35", '"x" (1'):
        assert told in text
    assert "The boundary is exclusive" in text
    assert text.index("The boundary is exclusive") < text.lower().rindex("remedy")


@pytest.mark.parametrize("view", ["junit", "markdown", "github", "text"])
def test_the_same_exchange_is_told_once(view: str) -> None:
    text = unescape(view_of(sample_report({"VIO-04": "FAILED", "VIO-09": "FAILED"}), view))

    assert text.count("curl -sS") == 1
    assert "7: see VIO-04 above" in text.replace("%3A", ":")


def test_an_incomplete_verdict_is_green_nowhere() -> None:
    assert "✅" not in markdown_summary(INCOMPLETE).splitlines()[0]
    assert annotations(INCOMPLETE).startswith(
        "::warning title=TrustLink%3A INCOMPLETE (assumed contract%2C unofficial)::"
    )
    assert "::warning title=VER-06 not testable::" in annotations(INCOMPLETE)
    assert "green" not in badge_json(INCOMPLETE)


def test_annotations_are_bounded_and_the_likeliest_cause_comes_first() -> None:
    rows = [requirement(f"REB-{number:02}", "FAILED") for number in range(1, 14)]
    names = [row["id"] for row in reversed(rows)]

    lines = annotations(sample_report(requirements=rows, likeliestFirst=names)).splitlines()

    assert len(lines) == MOST
    assert lines[1].startswith("::error title=REB-13 failed::MUST: The summary follows")
    assert "%0Aremedy: Compute the summary" in lines[1]


def test_the_badge_is_what_shields_reads_and_says_that_the_contract_is_assumed() -> None:
    badge = json.loads(badge_json(sample_report({"RAT-01": "PASSED"}, word="CONFORMANT")))

    assert badge == {
        "schemaVersion": 1,
        "label": "TrustLink 1.0.0 (assumed, unofficial)",
        "message": "conformant, live, 1 of 1; data and suppliers not judged",
        "color": "brightgreen",
        "isError": False,
    }


@pytest.mark.parametrize("view", FORMATS)
@pytest.mark.parametrize("word", WORDS)
def test_every_view_says_that_contract_and_verdict_are_unofficial(view: str, word: str) -> None:
    text = view_of(sample_report({"RAT-01": "PASSED"}, word=word), view).lower()

    assert "assumed" in text
    assert "unofficial" in text


@pytest.mark.parametrize("view", ["junit", "markdown", "github"])
def test_views_of_ci_systems_say_it_in_the_same_words(view: str) -> None:
    text = view_of(sample_report(), view)

    assert "assumed contract, unofficial" in text.replace("%2C", ",")


@pytest.mark.parametrize("view", FORMATS)
@pytest.mark.parametrize("word", WORDS)
def test_conformant_alone_says_in_every_view_what_was_not_judged(view: str, word: str) -> None:
    text = view_of(sample_report({"RAT-01": "PASSED"}, word=word), view).lower()

    in_full = "neither the truth of data nor the quality of a supplier was judged" in " ".join(
        text.split()
    )
    assert in_full == (word == "CONFORMANT" and view != "badge")
    assert ("data and suppliers not judged" in text) == (word == "CONFORMANT" and view == "badge")


@pytest.mark.parametrize("view", FORMATS)
def test_no_view_passes_on_what_a_target_wrote_as_it_is(view: str) -> None:
    text = view_of(hostile_report(EVIL), view)

    strange = {sign for sign in text if not sign.isprintable()} - {"\n"}
    assert strange == set()


@pytest.mark.parametrize("view", ["html", "junit"])
def test_where_there_is_markup_a_target_writes_none(view: str) -> None:
    text = view_of(hostile_report(EVIL), view)

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


@pytest.mark.parametrize("view", FORMATS)
def test_every_view_is_bounded(view: str) -> None:
    report = hostile_report("\x1b<" * 200_000)

    assert len(view_of(report, view)) < 2_000_000


def test_a_hostile_text_ends_no_case_and_no_command() -> None:
    report = hostile_report(EVIL)

    commands = annotations(report).splitlines()
    assert len(cases(report)) > 0
    assert {re.match("::(error|warning|notice) title=", line) is not None for line in commands} == {
        True
    }


def test_markdown_takes_a_hostile_text_for_text() -> None:
    text = markdown_text(EVIL)

    assert "\n" not in text
    assert not set("<>[]`*_|") & set(text.replace("<!-- -->", ""))
    assert "&#60;script&#62;" in text
    assert "@octocat" not in text
    assert "http://" not in text


def test_a_block_of_code_is_ended_by_nothing_in_it() -> None:
    lines = markdown_code(EVIL).splitlines()

    assert lines[0] == "`````text"
    assert [line for line in lines if line.startswith("`````")] == [lines[0], lines[-1]]
