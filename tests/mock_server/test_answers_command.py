"""`trustlink fixtures answers`: the answers about any facts, as cases have them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from trustlink.calendar import TaxPeriod, parse_date
from trustlink.cli import main
from trustlink.resources import fixtures_folder
from trustlink_fixtures.generator.suppliers import facts_line, generate
from trustlink_fixtures.scenarios import load_discovery, load_scenarios
from trustlink_mock.answers import Periods, Rules, facts_of, policy_of
from trustlink_mock.expected import Questions, expected_answers

POLICY = policy_of(load_discovery())
NOW = datetime(2026, 11, 1, tzinfo=UTC)
PUBLISHED = [
    (scenario.facts, case)
    for scenario in load_scenarios()
    for case in scenario.cases
    if case.request.body is None and case.expect.status == 200 and case.profile == "core"
]
S09 = next(fixtures_folder().glob("S09-*/facts.json"))


def asked(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["fixtures", "answers", *arguments])


@pytest.mark.parametrize(("facts", "case"), PUBLISHED, ids=[case.id for _, case in PUBLISHED])
def test_the_answers_are_those_of_the_published_cases(facts: Any, case: Any) -> None:
    found = {
        one["request"]["operationId"]: one["expect"]
        for one in expected_answers(facts_of(facts), questions_of(case.request.parameters))
    }

    expect = found[case.request.operation_id]
    assert unordered(expect["body"]) == unordered(case.expect.body)


def test_each_supplier_of_a_file_has_four_answers(tmp_path: Path) -> None:
    path = tmp_path / "more.jsonl"
    path.write_text("\n".join(map(facts_line, generate(count=3, seed=7))), encoding="utf-8")

    printed = asked(str(path), "--as-of", "2026-09-01")

    lines = [json.loads(line) for line in printed.stdout.splitlines()]
    assert [line["request"]["operationId"] for line in lines[:4]] == [
        "getSupplier", "listCreditRatings", "getRebateSummary", "getViolationStatus",
    ]  # fmt: skip
    assert len(lines) == 12


def test_a_range_of_periods_can_be_asked_about() -> None:
    printed = asked(str(S09), "--as-of", "2026-09-01", "--from", "2026-01", "--to", "2026-03")

    summary = json.loads(printed.stdout.splitlines()[2])
    assert summary["expect"]["body"]["from"] == "2026-01"
    assert summary["request"]["parameters"]["to"] == "2026-03"


def test_a_register_that_fails_is_expected_as_a_problem() -> None:
    down = next(fixtures_folder().glob("S15-*/facts.json"))

    printed = asked(str(down), "--as-of", "2026-09-01")

    expect = json.loads(printed.stdout.splitlines()[0])["expect"]
    assert expect["status"] == expect["body"]["status"] == 503
    assert expect["body"]["type"].endswith("/source-unavailable")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--as-of", "2026-9-1"],
        ["--as-of", "2026-02-30"],
        ["--as-of", "2021-10-31"],
        ["--as-of", "2026-09-02", "--now", "2026-09-01T04:00:00Z"],
        ["--as-of", "2026-09-01", "--from", "2026-01"],
        ["--as-of", "2026-09-01", "--from", "2026-02", "--to", "2026-01"],
        ["--as-of", "2026-09-01", "--from", "2026-1", "--to", "2026-02"],
        ["--as-of", "2026-09-01", "--now", "yesterday"],
    ],
)
def test_what_a_site_would_refuse_is_refused(arguments: list[str]) -> None:
    refused = asked(str(S09), *arguments)

    assert refused.exit_code == 2
    assert "error:" in refused.stderr
    assert refused.stdout == ""


def questions_of(parameters: Any) -> Questions:
    as_of = parse_date(parameters.get("asOf", "2026-09-01"))
    periods = Rules().default_periods(as_of)
    if "from" in parameters:
        first, last = parameters["from"], parameters["to"]
        periods = Periods(TaxPeriod.parse(first), TaxPeriod.parse(last))
    return Questions(as_of=as_of, periods=periods, now=NOW, policy=POLICY)


def unordered(value: Any) -> Any:
    """A value in which the order of arrays does not matter."""
    if isinstance(value, dict):
        return {name: unordered(one) for name, one in value.items()}
    if isinstance(value, list):
        return sorted(map(unordered, value), key=lambda one: json.dumps(one, sort_keys=True))
    return value
