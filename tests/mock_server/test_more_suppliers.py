"""Suppliers beside the scenarios: generated ones, and those of a file, checked line by line."""

import json
from pathlib import Path

import pytest

from trustlink.errors import UserError
from trustlink_fixtures.generator.suppliers import facts_line, generate
from trustlink_fixtures.scenarios import load_discovery, load_scenarios
from trustlink_mock.greeting import greeting
from trustlink_mock.more_suppliers import FromFile, Generated, parse_more_suppliers
from trustlink_mock.settings import Settings

TWO = list(generate(count=2, seed=7))
UP = next(
    facts
    for facts in generate(count=50, seed=7)
    if all(source["state"] == "UP" for source in facts["sources"])
)


def file_of(folder: Path, *lines: str) -> Path:
    path = folder / "more.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        list(FromFile(path).documents())
    assert caught.value.hint
    return caught.value.message


def test_a_generated_supplier_is_answered_for(make_mock) -> None:
    mock, uscc = make_mock(suppliers=Generated(50, seed=7)), UP["supplier"]["uscc"]

    answer = mock.get(f"/trustlink/v1/suppliers/{uscc}")

    assert answer.json["legalNameZh"] == UP["supplier"]["legalNameZh"]


def test_the_scenarios_stay(make_mock) -> None:
    mock, uscc = make_mock(suppliers=Generated(2, seed=7)), load_scenarios()[0].uscc

    assert mock.get(f"/trustlink/v1/suppliers/{uscc}").status == 200


def test_a_supplier_of_a_file_is_answered_for(make_mock, tmp_path: Path) -> None:
    mock = make_mock(suppliers=FromFile(file_of(tmp_path, facts_line(UP), "")))

    answer = mock.get(f"/trustlink/v1/suppliers/{UP['supplier']['uscc']}/credit-ratings")

    assert answer.status == 200


def test_a_single_facts_file_is_read_as_one_document(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(TWO[0], indent=2), encoding="utf-8")

    assert list(FromFile(path).documents()) == [TWO[0]]


def test_discovery_lists_the_scenarios_and_then_the_others(make_mock) -> None:
    listed = (
        make_mock(suppliers=Generated(2, seed=7)).get("/.well-known/trustlink").json["suppliers"]
    )

    more = [facts["supplier"]["uscc"] for facts in TWO]
    assert listed == [*load_discovery()["suppliers"], *more]


def test_discovery_lists_at_most_a_hundred(make_mock) -> None:
    listed = (
        make_mock(suppliers=Generated(120, seed=7)).get("/.well-known/trustlink").json["suppliers"]
    )

    assert len(listed) == 100


def test_a_supplier_twice_in_a_file_is_refused_with_both_lines(tmp_path: Path) -> None:
    path = file_of(tmp_path, *map(facts_line, [*TWO, TWO[0]]))

    message = refusal(path)

    assert message.startswith(f"{path}:3#/supplier/uscc: ")
    assert message.endswith(f"described already: {path}:1")


def test_a_supplier_of_a_scenario_is_refused(tmp_path: Path) -> None:
    path = file_of(tmp_path, json.dumps(dict(load_scenarios()[0].facts)))

    assert refusal(path).endswith("described already: scenario S01")


@pytest.mark.parametrize("line", ["{", "[1, 2", '{"a": "\x00"}', "[" * 100_000])
def test_a_line_that_is_no_json_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    path = file_of(tmp_path, facts_line(TWO[0]), line)

    assert refusal(path).startswith(f"{path}:2: can't be read as JSON")


def test_a_line_that_breaks_the_schema_is_refused_with_the_place(tmp_path: Path) -> None:
    broken = TWO[0] | {"notices": 5}

    message = refusal(file_of(tmp_path, facts_line(broken)))

    assert ":1#/notices: " in message


def test_a_line_that_breaks_a_rule_is_refused_with_the_place(tmp_path: Path) -> None:
    division = TWO[0]["supplier"]["division"] | {"code": "110000"}
    broken = TWO[0] | {"supplier": TWO[0]["supplier"] | {"division": division}}

    message = refusal(file_of(tmp_path, facts_line(broken)))

    assert ":1#/supplier/division/code: expected" in message


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="can't be read"):
        list(FromFile(tmp_path / "none.jsonl").documents())


def test_a_number_means_generated_ones_and_anything_else_a_file() -> None:
    assert parse_more_suppliers("12", seed=3) == Generated(12, 3)
    assert parse_more_suppliers("./12", seed=3) == FromFile(Path("12"))


def test_the_greeting_says_which_suppliers_there_are() -> None:
    settings = Settings(suppliers=Generated(12, seed=3))

    lines = greeting(settings, contract_version="1.0.0", listening="http://127.0.0.1:8000")

    assert "Suppliers    the scenarios and 12 generated ones (seed 3)" in lines
