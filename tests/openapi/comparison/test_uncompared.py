"""Test what is the same in other words, and what is told though it is not compared."""

from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from descriptions import Description, description, our_contract
from schema_pairs import random_schema

from trustlink.comparison.api import api_of
from trustlink.comparison.library import library_of, open_library
from trustlink.comparison.match import match
from trustlink.comparison.revision import revision
from trustlink.overlay import read_overlay
from trustlink.overlaying import overlaid_document
from trustlink.resources import openapi_folder

TEXT: dict[str, Any] = {"type": "string"}
ROOT = Path(__file__).parents[3]
OVERLAYS = sorted(path.stem for path in (openapi_folder() / "overlays").glob("*.yaml"))


def changes(before: Description, after: Description) -> set[tuple[str, str, str]]:
    found = revision(api_of(library_of(before)), api_of(library_of(after)))
    return {(c.difference.rule_id, c.difference.after, str(c.breach)) for c in found.changes}


def rules(before: Description, after: Description) -> set[str]:
    return {rule for rule, _, _ in changes(before, after)}


def answering(schema: object, version: str = "3.1.0") -> Description:
    return {**description(schema=schema), "openapi": version}


@pytest.mark.parametrize(
    "null",
    [
        {"type": ["string", "null"]},
        {"anyOf": [TEXT, {"type": "null"}]},
        {"oneOf": [{"type": "null"}, TEXT]},
        {"oneOf": [TEXT, {"enum": [None]}]},
        {"anyOf": [TEXT, {"const": None}]},
    ],
)
def test_null_is_null_in_every_spelling(null: object) -> None:
    old = answering({"type": "string", "nullable": True}, "3.0.3")

    assert rules(old, answering(null)) == set()
    assert rules(answering(null), old) == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"enum": [1]}, {"enum": [1.0]}),
        ({"type": "number", "minimum": 1}, {"type": "number", "minimum": 1.0}),
        ({"type": "integer", "minimum": 1}, {"type": "integer", "exclusiveMinimum": 0}),
        ({"type": "integer", "default": 5}, {"type": "integer", "default": 5.0}),
        ({"type": "integer", "multipleOf": 1}, {"type": "integer"}),
    ],
)
def test_equal_numbers_are_equal(one: object, other: object) -> None:
    assert rules(answering(one), answering(other)) == set()


def test_a_choice_of_one_is_not_read_as_a_choice_of_any() -> None:
    choices = [{"type": "integer"}, {"type": "number", "minimum": 0}]

    assert rules(answering({"oneOf": choices}), answering({"anyOf": choices})) == {
        "response-values-admitted"
    }


def test_a_class_of_statuses_holds_its_members() -> None:
    body = {"description": "ok", "content": {"application/json": {"schema": TEXT}}}
    number = {"description": "ok", "content": {"application/json": {"schema": {"type": "integer"}}}}

    def of(**statuses: Any) -> Description:
        return description({"responses": {n.removeprefix("s"): v for n, v in statuses.items()}})

    assert rules(of(s2XX=body), of(s200=body)) == {"status-class-narrowed"}
    assert rules(of(s200=body), of(s2XX=body)) == {"success-added"}
    assert rules(of(s2XX=body), of(s2XX=body, s201=number)) == {"response-type-changed"}
    assert rules(of(s200=body, default=body), of(s200=body, s404=number, default=body)) == {
        "response-type-changed"
    }


HOOK: dict[str, Any] = {"post": {"requestBody": {"content": {"application/json": {}}}}}
OTHER_HOOK: dict[str, Any] = {"put": {"responses": {}}}
FORM = "multipart/form-data"


def form(encoding: object) -> dict[str, Any]:
    body = {"schema": {"type": "object", "properties": {"a": TEXT}}, "encoding": {"a": encoding}}
    return {"requestBody": {"content": {FORM: body}}}


def stream(schema: object) -> dict[str, Any]:
    content = {"application/jsonl": {"itemSchema": schema}}
    return {"responses": {"200": {"description": "ok", "content": content}}}


def version(*values: str) -> list[dict[str, Any]]:
    return [{"url": "/{v}", "variables": {"v": {"default": "v1", "enum": list(values)}}}]


@pytest.mark.parametrize(
    ("before", "after", "pointer"),
    [
        (
            description(webhooks={"paid": HOOK}),
            description(webhooks={"paid": OTHER_HOOK}),
            "/webhooks/paid",
        ),
        (
            description({"callbacks": {"done": {"{$url}": HOOK}}}),
            description({"callbacks": {"done": {"{$url}": OTHER_HOOK}}}),
            "/paths/~1things~1{id}/get/callbacks/done",
        ),
        (
            description(form({"contentType": "text/plain"})),
            description(form({"contentType": "text/csv"})),
            "/paths/~1things~1{id}/get/requestBody/content/multipart~1form-data/encoding/a",
        ),
        (
            description(stream(TEXT)),
            description(stream({"type": "integer"})),
            "/paths/~1things~1{id}/get/responses/200/content/application~1jsonl/itemSchema",
        ),
        (
            description(servers=version("v1", "v2")),
            description(servers=version("v1")),
            "/servers/0",
        ),
        (
            description(jsonSchemaDialect="https://json-schema.org/draft/2020-12/schema"),
            description(jsonSchemaDialect="https://example.org/own"),
            "/jsonSchemaDialect",
        ),
    ],
)
def test_what_is_not_compared_is_told_with_its_place(
    before: Description, after: Description, pointer: str
) -> None:
    assert changes(before, after) == {("not-compared", pointer, "both")}
    assert changes(before, deepcopy(before)) == set()


def test_a_reference_from_a_part_that_is_not_compared_is_followed() -> None:
    def calling(schema: object) -> Description:
        body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S"}}}}
        hook = {"post": {"description": str(schema), "requestBody": body}}
        return description(webhooks={"paid": hook}, components={"schemas": {"S": schema}})

    assert rules(calling(TEXT), calling({**TEXT, "description": "other words"})) == set()
    assert rules(calling(TEXT), calling({"type": "integer"})) == {"not-compared"}


def test_a_keyword_beside_the_values_and_a_default_are_told() -> None:
    coded = {**TEXT, "contentEncoding": "base64"}
    kinds = {"oneOf": [{"type": "object"}], "discriminator": {"propertyName": "kind"}}
    limit: dict[str, Any] = {"name": "limit", "in": "query", "schema": {"type": "integer"}}

    def listing(**schema: Any) -> Description:
        return description({"parameters": [{**limit, "schema": {**limit["schema"], **schema}}]})

    assert rules(answering(TEXT), answering(coded)) == {"response-hint-changed"}
    assert rules(answering({"oneOf": kinds["oneOf"]}), answering(kinds)) == {
        "response-hint-changed"
    }
    assert rules(listing(default=20), listing(default=50)) == {"request-default-changed"}
    assert rules(answering({**TEXT, "format": "byte"}, "3.0.3"), answering(coded)) == set()


def test_the_content_of_a_parameter_is_compared() -> None:
    def filtering(schema: object) -> Description:
        content = {"application/json": {"schema": schema}}
        return description({"parameters": [{"name": "f", "in": "query", "content": content}]})

    assert rules(filtering(TEXT), filtering({"type": "integer"})) == {"request-type-changed"}


def test_the_fields_of_a_form_are_texts() -> None:
    def posting(schema: object) -> Description:
        content = {
            "application/x-www-form-urlencoded": {
                "schema": {"type": "object", "properties": {"a": schema}}
            }
        }
        return description({"requestBody": {"content": content}}, method="post")

    assert rules(posting({"type": "integer"}), posting(TEXT)) == {"request-type-added"}


def test_openapi_3_2_is_read_with_its_own_operations() -> None:
    asked = {"query": {"responses": {}}, "additionalOperations": {"COPY": {"responses": {}}}}
    new = {**description(), "openapi": "3.2.0"}
    new["paths"] = {"/things/{id}": {**new["paths"]["/things/{id}"], **asked}}

    found = revision(api_of(library_of(description())), api_of(library_of(new)))

    assert {c.difference.found for c in found.changes} == {
        "QUERY /things/{id}",
        "COPY /things/{id}",
    }


def downgraded(schema: Any) -> Any:
    """Return a schema of OpenAPI 3.1 as one writes it for 3.0."""
    if isinstance(schema, list):
        return [downgraded(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: downgraded(value) for name, value in schema.items()}
    kinds = found.get("type")
    if isinstance(kinds, list) and len(kinds) == 2 and "null" in kinds:
        found |= {"type": next(kind for kind in kinds if kind != "null"), "nullable": True}
    for name in ("minimum", "maximum"):
        exclusive = f"exclusive{name.capitalize()}"
        if exclusive in found and name not in found:
            found |= {name: found[exclusive], exclusive: True}
    return found


def test_both_dialects_of_one_schema_are_the_same() -> None:
    random = Random(31)  # noqa: S311 -- repeatable, no secret
    count = 0
    for _ in range(500):
        schema = random_schema(random)
        if "$ref" not in str(schema) and downgraded(schema) != schema:
            count += 1
            assert rules(answering(schema), answering(downgraded(schema), "3.0.3")) == set()

    assert count > 50


@pytest.mark.parametrize("overlay", ["", *OVERLAYS])
def test_each_contract_is_equal_to_itself_in_both_dialects(overlay: str) -> None:
    document = our_contract()
    if overlay:
        document = dict(overlaid_document(document, read_overlay(Path(overlay))))
    newer = {**deepcopy(document), "openapi": "3.1.0"}

    assert changes(document, deepcopy(document)) == set()
    assert changes(document, newer) == set()
    assert match(api_of(library_of(document)), api_of(library_of(newer))).findings == ()


def test_every_description_of_the_repository_is_equal_to_itself() -> None:
    files = [
        path
        for folder in ("openapi", "tests/openapi", "docs")
        for path in (ROOT / folder).rglob("*.yaml")
        if "openapi:" in path.read_text(encoding="utf-8")[:2000]
        and isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)
    ]

    for path in files:
        found = revision(api_of(open_library(path)), api_of(open_library(path)))
        assert found.changes == (), path
    assert len(files) >= 2
