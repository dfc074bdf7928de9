"""The contract as OpenAPI 3.1: sound by its specification, and the same contract."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from openapi_spec_validator import OpenAPIV31SpecValidator

from trustlink.cli import main
from trustlink.contract import load_contract
from trustlink.edition import edition_3_1


def test_the_edition_is_sound_by_the_specification() -> None:
    errors = list(OpenAPIV31SpecValidator(edition_3_1(load_contract().document)).iter_errors())

    assert errors == []


def test_the_edition_has_every_operation_and_every_schema() -> None:
    source, edition = load_contract().document, edition_3_1(load_contract().document)

    assert edition["openapi"] == "3.1.1"
    assert edition["paths"].keys() == source["paths"].keys()
    assert edition["components"]["schemas"].keys() == source["components"]["schemas"].keys()


def test_the_source_is_left_as_it_is() -> None:
    source = load_contract().document
    before = json.dumps(source)

    edition_3_1(source)

    assert json.dumps(source) == before


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (
            {"type": "integer", "minimum": 0, "exclusiveMinimum": True},
            {"type": "integer", "exclusiveMinimum": 0},
        ),
        (
            {"type": "integer", "maximum": 9, "exclusiveMaximum": False},
            {"type": "integer", "maximum": 9},
        ),
        ({"type": "string", "example": "a"}, {"type": "string", "examples": ["a"]}),
        (
            {"type": "object", "properties": {"nullable": {"type": "string"}}},
            {"type": "object", "properties": {"nullable": {"type": "string"}}},
        ),
    ],
)
def test_what_json_schema_spells_otherwise_is_rewritten(
    schema: dict[str, object], expected: dict[str, object]
) -> None:
    document = {"openapi": "3.0.3", "info": {}, "components": {"schemas": {"A": schema}}}

    assert edition_3_1(document)["components"]["schemas"]["A"] == expected


def test_null_is_refused() -> None:
    with pytest.raises(ValueError, match="nullable"):
        edition_3_1({"openapi": "3.0.3", "info": {}, "a": {"type": "string", "nullable": True}})


def test_the_command_writes_a_file(tmp_path: Path) -> None:
    output = tmp_path / "trustlink.json"

    done = CliRunner().invoke(main, ["contract", "edition", "3.1", "-o", str(output)])

    assert done.exit_code == 0
    assert json.loads(output.read_text())["openapi"] == "3.1.1"


def test_an_overlay_is_rendered_as_well() -> None:
    arguments = ["contract", "edition", "3.1", "--overlay", "boundary-exclusive"]

    done = CliRunner().invoke(main, arguments)

    policy = json.loads(done.output)["components"]["schemas"]["ViolationPolicy"]
    assert policy["properties"]["boundary"]["enum"] == ["EXCLUSIVE"]
