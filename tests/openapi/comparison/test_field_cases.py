"""Test what was reported from the field: contracts that differ, and contracts that do not."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from descriptions import Description, description, our_contract

from trustlink.cli import main

ANY_OBJECT = {"type": "object"}
MAP = {"type": "object", "additionalProperties": {"type": "integer"}}
ARRAY = {"type": "array"}
INTEGERS = {"type": "array", "items": {"type": "integer"}}
ANYTHINGS: dict[str, Any] = {"type": "array", "items": {}}
PERSON = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
CODES = {"type": "string", "enum": ["a", "b"]}
ANNOTATED = {"oneOf": [{"const": "a", "title": "First"}, {"enum": ["b"], "title": "Second"}]}


def write(folder: Path, name: str, document: Description | str) -> str:
    text = document if isinstance(document, str) else yaml.safe_dump(document, sort_keys=False)
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def diff(folder: Path, old: Description | str, new: Description | str) -> Result:
    files = write(folder, "old.yaml", old), write(folder, "new.yaml", new)
    return CliRunner().invoke(main, ["contract", "diff", *files, "--format", "json"])


def changes(result: Result) -> set[tuple[str, str]]:
    return {(change["rule"], change["breaks"]) for change in json.loads(result.stdout)["changes"]}


def posting(schema: object) -> Description:
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    return {**description({"requestBody": body}, method="post"), "openapi": "3.1.0"}


def asking(**schema: Any) -> Description:
    return description({"parameters": [{"name": "q", "in": "query", "schema": schema}]})


def token(**flows: Any) -> Description:
    scheme = {"type": "oauth2", "flows": {name: {**f, "scopes": {}} for name, f in flows.items()}}
    components = {"securitySchemes": {"k": scheme}}
    return description({"security": [{"k": []}]}, components=components)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (ANY_OBJECT, MAP, {("request-type-stated", "client")}),
        (
            ANY_OBJECT,
            {**ANY_OBJECT, "additionalProperties": False},
            {("request-extra-members-refused", "client")},
        ),
        (MAP, ANY_OBJECT, {("request-type-unstated", "server")}),
        (ARRAY, INTEGERS, {("request-type-stated", "client")}),
        (ANYTHINGS, INTEGERS, {("request-type-stated", "client")}),
        (ARRAY, ANYTHINGS, set()),
        (
            PERSON,
            {**PERSON, "required": ["name", "age"]},
            {("request-required-member-added", "client")},
        ),
        (
            {**PERSON, "required": ["name", "age"]},
            PERSON,
            {("request-member-optional", "server")},
        ),
        (CODES, ANNOTATED, set()),
        (ANNOTATED, CODES, set()),
        (CODES, {"oneOf": [{"const": "a"}]}, {("request-enum-value-removed", "client")}),
        ({"pattern": "^a$"}, {"pattern": ""}, {("request-pattern-unstated", "server")}),
        ({"pattern": ""}, {"pattern": "^a$"}, {("request-pattern-stated", "client")}),
        ({}, {"pattern": ""}, set()),
        ({}, {"pattern": ".*"}, set()),
    ],
)
def test_absence_and_spelling_of_a_request(
    tmp_path: Path, old: object, new: object, expected: set[tuple[str, str]]
) -> None:
    result = diff(tmp_path, posting(old), posting(new))

    assert changes(result) == expected
    assert result.exit_code == bool(expected)


def test_elements_of_an_answer_that_may_be_anything_break_clients(tmp_path: Path) -> None:
    result = diff(tmp_path, description(schema=INTEGERS), description(schema=ARRAY))

    assert changes(result) == {("response-type-unstated", "client")}


@pytest.mark.parametrize("member", ["/things", "dup/licate"])
def test_a_member_that_stands_twice_is_named(tmp_path: Path, member: str) -> None:
    text = f'{{"paths": {{"{member}": {{"get": {{}}}}, "{member}": {{"post": {{}}}}}}}}'
    pointer = member.replace("/", "~1")

    for name in ("old.yaml", "old.json"):
        result = CliRunner().invoke(
            main, ["contract", "match", write(tmp_path, name, text)], catch_exceptions=False
        )
        assert result.exit_code == 2
        assert f"/paths/{pointer} stands twice" in result.stderr


def test_an_exponent_is_a_number_in_yaml_and_in_json_of_any_size(tmp_path: Path) -> None:
    def limited(maximum: str, *, padding: int = 0) -> str:
        document = posting({"type": "number", "maximum": "HERE"}) | {"x-pad": [0] * padding}
        return json.dumps(document).replace('"HERE"', maximum)

    as_yaml = yaml.safe_dump(posting({"type": "number", "maximum": 1000}))
    assert "maximum: 1000" in as_yaml
    thousand = as_yaml.replace("maximum: 1000", "maximum: 1e3")

    for padding in (0, 110_000):
        assert changes(diff(tmp_path, thousand, limited("1e3", padding=padding))) == set()
        assert changes(diff(tmp_path, thousand, limited("1e2", padding=padding))) == {
            ("request-bound-tightened", "client")
        }


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (["/v1", "/v2"], ["/v2", "/v1"], set()),
        (["/v1", "/v2"], ["/v1"], {("server-removed", "client")}),
        (["/v1"], ["/v1", "/v2"], {("server-added", "neither")}),
        (["/v1/"], ["/v1"], set()),
    ],
)
def test_the_order_of_servers_does_not_matter(
    tmp_path: Path, old: list[str], new: list[str], expected: set[tuple[str, str]]
) -> None:
    documents = [description(servers=[{"url": url} for url in urls]) for urls in (old, new)]

    assert changes(diff(tmp_path, *documents)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"type": "integer"}, {"type": "string"}, {("request-type-added", "server")}),
        ({"type": "integer"}, INTEGERS, {("request-type-added", "server")}),
        ({"type": "string"}, {"type": "integer"}, {("request-type-removed", "client")}),
        ({"enum": [1, 2]}, {"enum": ["1", "2"]}, set()),
        ({"type": "boolean"}, {"enum": ["true", "false"]}, set()),
        ({"type": "number"}, {"type": "integer"}, {("request-type-removed", "client")}),
        (
            {"type": "integer"},
            {"type": "string", "maxLength": 3},
            {("request-narrowing-not-compared", "client"), ("request-values-admitted", "server")},
        ),
    ],
)
def test_a_parameter_is_text_on_the_wire(
    tmp_path: Path,
    old: dict[str, Any],
    new: dict[str, Any],
    expected: set[tuple[str, str]],
) -> None:
    assert changes(diff(tmp_path, asking(**old), asking(**new))) == expected


def test_a_flow_that_is_gone_breaks_the_clients_that_use_it(tmp_path: Path) -> None:
    machine = token(clientCredentials={"tokenUrl": "/token"})
    person = token(authorizationCode={"authorizationUrl": "/go", "tokenUrl": "/token"})
    moved = token(clientCredentials={"tokenUrl": "/oauth/token"})

    assert changes(diff(tmp_path, machine, person)) == {
        ("grant-removed", "client"),
        ("grant-added", "neither"),
    }
    assert changes(diff(tmp_path, machine, moved)) == {("token-address-changed", "client")}


def test_a_slash_at_the_end_makes_another_path(tmp_path: Path) -> None:
    result = diff(tmp_path, description(path="/a"), description(path="/a/"))

    assert changes(result) == {("operation-removed", "client"), ("operation-added", "server")}


def test_a_required_member_without_a_description_does_not_fit(tmp_path: Path) -> None:
    theirs = our_contract()
    theirs["components"]["schemas"]["VerificationRequest"]["required"].append("colour")
    del theirs["components"]["schemas"]["VerificationRequest"]["additionalProperties"]

    result = CliRunner().invoke(main, ["contract", "match", write(tmp_path, "t.yaml", theirs)])

    assert result.exit_code == 1
    assert "[request-required-member-added, VER-01]" in result.stdout


@pytest.mark.parametrize("name", ["Country", "Stage", "Check", "RequesterScheme"])
def test_an_enumeration_of_the_contract_may_be_written_as_a_choice(
    tmp_path: Path, name: str
) -> None:
    theirs = our_contract()
    values = theirs["components"]["schemas"][name].pop("enum")
    theirs["components"]["schemas"][name]["oneOf"] = [{"enum": [v], "title": v} for v in values]

    result = CliRunner().invoke(main, ["contract", "match", write(tmp_path, "t.yaml", theirs)])

    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)
