"""`trustlink requirements` and `trustlink explain` show what is written, readably."""

import json

import pytest
from click.testing import CliRunner, Result

from trustlink.cli import main
from trustlink.commands.requirements import explain, requirements
from trustlink.requirements import load_requirements

REQUIREMENTS = load_requirements()


def list_requirements(*arguments: str) -> Result:
    return CliRunner().invoke(requirements, arguments, catch_exceptions=False)


def explained(name: str, columns: str = "80") -> Result:
    return CliRunner(env={"COLUMNS": columns}).invoke(explain, [name], catch_exceptions=False)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_the_list_shows_every_requirement_with_its_sentence() -> None:
    shown = squeezed(list_requirements().output)

    assert [row.id for row in REQUIREMENTS.values() if row.sentence not in shown] == []
    assert [name for name in REQUIREMENTS if f"{name} " not in shown] == []


def test_the_list_is_grouped_under_the_titles_of_the_groups() -> None:
    lines = list_requirements().output.splitlines()
    titles = [f"{group}: {title}" for group, title in REQUIREMENTS.groups.items()]

    assert [line for line in lines if line in titles] == titles


def test_the_list_ends_with_the_counts() -> None:
    shown = squeezed(list_requirements().output)

    assert "110 requirements of contract version 1.0.0 (assumed): 89 MUST, 6 MUST NOT" in shown
    assert "By profile: core 92, records 11, evidence 5, batch 2." in shown
    assert "Stated by the article, at least in part: 8. Assumed altogether: 102." in shown


def test_stated_and_assumed_are_told_apart() -> None:
    lines = list_requirements().output.splitlines()

    assert "  RT-01   MUST     core; sandbox and live; stated in C5, in part assumed" in lines
    assert "  RT-02   SHOULD   core; sandbox and live; assumed" in lines


@pytest.mark.parametrize("columns", ["60", "80", "100", "200"])
def test_no_line_is_wider_than_the_terminal(columns: str) -> None:
    runner = CliRunner(env={"COLUMNS": columns})
    output = runner.invoke(requirements, [], catch_exceptions=False).output

    assert max(map(len, output.splitlines())) <= max(80, min(int(columns), 100))


def test_one_profile_can_be_listed_alone() -> None:
    shown = json.loads(list_requirements("--profile", "evidence", "--format", "json").output)

    listed = [row["id"] for row in shown["requirements"]]
    assert listed == ["EVD-01", "EVD-02", "EVD-03", "EVD-04", "EVD-05"]


def test_the_json_output_is_complete() -> None:
    shown = json.loads(list_requirements("--format", "json").output)

    assert shown["requirements"] == [row.document for row in REQUIREMENTS.values()]
    assert shown["contractVersion"] == REQUIREMENTS.contract_version
    assert shown["digest"] == REQUIREMENTS.digest
    assert list(shown["needs"]) == list(REQUIREMENTS.vocabulary)
    assert shown["groups"] == REQUIREMENTS.groups


def test_the_markdown_output_has_a_table_row_for_each_requirement() -> None:
    lines = list_requirements("--format", "markdown").output.splitlines()
    rows = [line for line in lines if line.count(" | ") == 5 and not line.startswith("| Id |")]

    assert [line.split(" | ")[0] for line in rows] == [f"| {name}" for name in REQUIREMENTS]


def test_markdown_shows_stars_and_underscores_as_they_are() -> None:
    shown = list_requirements("--format", "markdown").output

    assert r"application/\* and \*/\* 406" in shown
    assert r"EXPORT\_TAX\_REBATE" in shown


@pytest.mark.parametrize("name", ["VIO-04", "vio-04", " Vio-04 "])
def test_a_requirement_is_explained_whatever_the_case(name: str) -> None:
    shown = squeezed(explained(name).output)

    assert shown.startswith("VIO-04 MUST (Violation notices, profile core)")


@pytest.mark.parametrize("name", list(REQUIREMENTS))
def test_every_field_is_explained(name: str) -> None:
    row = REQUIREMENTS[name]
    shown = squeezed(explained(name).output)
    texts = [row.sentence, row.why, row.remedy, row.basis.assumed, row.untestable_because]
    lists = [*row.needs, *row.also_uses, *row.forbidden_members, *row.basis.stated]

    assert [text for text in texts if text not in shown] == []
    assert [text for text in lists if text not in shown] == []
    assert [p.pattern for p in row.leak_patterns if squeezed(p.pattern) not in shown] == []


@pytest.mark.parametrize("name", ["VIO-04", "SUP-05", "HTTP-04", "EVD-02", "EXP-03"])
def test_an_explanation_fits_a_narrow_terminal(name: str) -> None:
    assert max(map(len, explained(name, columns="80").output.splitlines())) <= 80


def test_an_explanation_quotes_the_article() -> None:
    shown = squeezed(explained("RT-01").output)

    assert "Stated by the article (C5.1): Verification happens in real time." in shown


def test_an_explanation_names_the_operations() -> None:
    shown = squeezed(explained("EVD-03").output)

    assert "Operations getKeys: GET /trustlink/v1/keys" in shown


def test_an_unknown_id_is_refused_with_its_neighbours() -> None:
    result = CliRunner().invoke(main, ["explain", "vio-4"])

    assert result.exit_code == 2
    assert "error: there is no requirement 'vio-4'" in result.output
    assert "VIO-04" in result.output


def test_an_id_like_no_other_is_sent_to_the_list() -> None:
    result = CliRunner().invoke(main, ["explain", "?"])

    assert result.exit_code == 2
    assert "`trustlink requirements` lists them all." in result.output
