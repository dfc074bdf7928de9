"""Test that `trustlink contract check` says in one line what is beyond its bounds."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from trustlink.cli import main
from trustlink.inspection.bounds import DEEPEST_PATTERN, MOST_PARAMETERS, MOST_PLACES

TEXT = {"type": "string"}


def check(folder: Path, schemas: dict[str, Any], parameters: int = 0) -> Result:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}
    answers = {"200": {"description": "ok", "content": content}}
    asked = [{"name": f"p{n}", "in": "query", "schema": TEXT} for n in range(parameters)]
    document = {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"responses": answers, "parameters": asked}}},
        "components": {"schemas": schemas},
    }
    file = folder / "c.yaml"
    file.write_text(json.dumps(document), encoding="utf-8")
    return CliRunner().invoke(main, ["contract", "check", str(file)], catch_exceptions=False)


def doubled(length: int) -> dict[str, Any]:
    """Return schemas of which each refers to the next one twice."""
    chain = {
        f"S{n}": {"allOf": [{"$ref": f"#/components/schemas/S{n + 1}"}] * 2} for n in range(length)
    }
    return {**chain, f"S{length}": TEXT}


def nested(depth: int) -> dict[str, Any]:
    return {"S0": {**TEXT, "pattern": "(" * depth + "a" + ")" * depth}}


@pytest.mark.parametrize(
    ("schemas", "parameters", "expected"),
    [
        (doubled(25), 0, "/components/schemas/S13: stands for more than 5000 schemas"),
        (nested(3_000), 0, "/components/schemas/S0/pattern: nests groups deeper than 50 levels"),
        ({"S0": TEXT}, MOST_PARAMETERS + 1, "/paths/~1a/get/parameters: has more than 1000"),
        ({"S0": TEXT}, MOST_PLACES, ": holds more than 20000 parts"),
    ],
)
def test_what_is_beyond_a_bound_is_the_only_fault(
    tmp_path: Path, schemas: dict[str, Any], parameters: int, expected: str
) -> None:
    result = check(tmp_path, schemas, parameters)

    (line,) = [line for line in result.stdout.splitlines() if "#" in line]
    assert f"#{expected}" in line
    assert result.exit_code == 2


def test_what_is_within_the_bounds_is_inspected(tmp_path: Path) -> None:
    schemas = {**doubled(5), **{f"N{n}": s for n, s in enumerate(nested(DEEPEST_PATTERN).values())}}

    faults = check(tmp_path, schemas).stdout

    assert "no operation uses this component schema" in faults
    assert "deeper" not in faults
    assert "stands for" not in faults
