"""Test that each documented rule is emitted, by the smallest change that shows it."""

from typing import Any

import pytest
from descriptions import Description, description

from trustlink.comparison.api import api_of
from trustlink.comparison.library import Library, library_of
from trustlink.comparison.match import match
from trustlink.comparison.revision import revision
from trustlink.comparison.rule import RULES

TEXT: dict[str, Any] = {"type": "string"}
ANY: dict[str, Any] = {}
OBJECT: dict[str, Any] = {"type": "object", "properties": {"a": TEXT}}
TWO = {"type": "object", "properties": {"a": TEXT, "b": TEXT}}
SECRET = {"type": "object", "properties": {"a": TEXT, "b": {**TEXT, "x-disclosure": "optional"}}}
FIRST = {"type": "object", "required": ["k"], "properties": {"k": {"enum": ["a"]}}}
OTHER = {"type": "object", "required": ["k"], "properties": {"k": {"enum": ["b"]}}}
TREE = {"$ref": "#/components/schemas/Tree"}

# Kind of rule: schema before, schema after, for requests and for answers alike.
SCHEMAS: dict[str, tuple[Any, Any]] = {
    "type-changed": (TEXT, {"type": "integer"}),
    "type-added": (TEXT, {"type": ["string", "null"]}),
    "type-removed": ({"type": ["string", "null"]}, TEXT),
    "type-stated": (ANY, TEXT),
    "type-unstated": (TEXT, ANY),
    "enum-value-added": ({"enum": ["a"]}, {"enum": ["a", "b"]}),
    "enum-value-removed": ({"enum": ["a", "b"]}, {"enum": ["a"]}),
    "enum-stated": (TEXT, {"enum": ["a"]}),
    "enum-unstated": ({"enum": ["a"]}, TEXT),
    "format-stated": (TEXT, {**TEXT, "format": "date"}),
    "format-unstated": ({**TEXT, "format": "date"}, TEXT),
    "pattern-stated": (TEXT, {**TEXT, "pattern": "^a$"}),
    "pattern-unstated": ({**TEXT, "pattern": "^a$"}, TEXT),
    "pattern-changed": ({**TEXT, "pattern": "^(?=a)"}, {**TEXT, "pattern": "^(?=b)"}),
    "bound-stated": (TEXT, {**TEXT, "maxLength": 5}),
    "bound-unstated": ({**TEXT, "maxLength": 5}, TEXT),
    "bound-tightened": ({**TEXT, "maxLength": 5}, {**TEXT, "maxLength": 4}),
    "bound-loosened": ({**TEXT, "maxLength": 4}, {**TEXT, "maxLength": 5}),
    "unique-items-stated": ({"type": "array"}, {"type": "array", "uniqueItems": True}),
    "unique-items-unstated": ({"type": "array", "uniqueItems": True}, {"type": "array"}),
    "keyword-changed": ({"type": "integer", "multipleOf": 2}, {"type": "integer", "multipleOf": 3}),
    "member-added": (OBJECT, TWO),
    "required-member-added": (OBJECT, {**TWO, "required": ["b"]}),
    "member-removed": (TWO, OBJECT),
    "required-member-removed": ({**TWO, "required": ["b"]}, OBJECT),
    "withheld-member-removed": (SECRET, OBJECT),
    "member-required": (OBJECT, {**OBJECT, "required": ["a"]}),
    "member-optional": ({**OBJECT, "required": ["a"]}, OBJECT),
    "extra-members-refused": (OBJECT, {**OBJECT, "additionalProperties": False}),
    "extra-members-admitted": ({**OBJECT, "additionalProperties": False}, OBJECT),
    "values-refused": ({**TEXT, "pattern": "^a$"}, {**TEXT, "pattern": "^b$"}),
    "values-admitted": ({**TEXT, "pattern": "^a$"}, {**TEXT, "pattern": "^b$"}),
    "narrowing-not-compared": (ANY, {"multipleOf": 2}),
    "widening-not-compared": ({"multipleOf": 2}, ANY),
    "hint-changed": (TEXT, {**TEXT, "contentMediaType": "application/json"}),
    "default-changed": ({**TEXT, "default": "a"}, {**TEXT, "default": "b"}),
    "default-stated": (TEXT, {**TEXT, "default": "a"}),
    "default-unstated": ({**TEXT, "default": "a"}, TEXT),
}
# These are shown by one side alone: the one that reads a value knows a further schema.
ONE_SIDED = {
    "request-alternative-added": (FIRST, {"oneOf": [FIRST, OTHER]}),
    "response-alternative-removed": ({"oneOf": [FIRST, OTHER]}, FIRST),
}
QUERY = {"name": "q", "in": "query", "schema": TEXT}
LIST = {**QUERY, "schema": {"type": "array"}}
JSON = {"name": "q", "in": "query", "content": {"application/json": {"schema": TEXT}}}
COOKIE = {**QUERY, "in": "cookie"}
BODY: dict[str, Any] = {"content": {"application/json": {"schema": TEXT}}}
FORM: dict[str, Any] = {"content": {"text/plain": {"schema": TEXT}}}
PAGE = {"X-Page": {"schema": TEXT}}
NEEDED_PAGE = {"X-Page": {"schema": TEXT, "required": True}}
CALLBACK = {"done": {"{$request.body#/url}": {"post": {"responses": {}}}}}
SCHEMES = {
    "key": {"type": "apiKey", "in": "header", "name": "K"},
    "old": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/a"}}},
    "moved": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/b"}}},
    "person": {"type": "oauth2", "flows": {"implicit": {"authorizationUrl": "/c"}}},
}


def answers(**statuses: Any) -> dict[str, Any]:
    return {"responses": {name.removeprefix("s"): value for name, value in statuses.items()}}


def secured(*ways: dict[str, list[str]]) -> dict[str, Any]:
    return {"security": list(ways)}


def parameters(*given: dict[str, Any]) -> dict[str, Any]:
    return {"parameters": list(given)}


# Rule: operation before, operation after.
OPERATIONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "operation-deprecated": ({}, {"deprecated": True}),
    "operation-reinstated": ({"deprecated": True}, {}),
    "parameter-removed": (parameters(QUERY), {}),
    "parameter-ignored": (parameters(COOKIE), {}),
    "parameter-added": ({}, parameters(QUERY)),
    "required-parameter-added": ({}, parameters({**QUERY, "required": True})),
    "parameter-required": (parameters(QUERY), parameters({**QUERY, "required": True})),
    "parameter-optional": (parameters({**QUERY, "required": True}), parameters(QUERY)),
    "parameter-style-changed": (parameters(LIST), parameters({**LIST, "explode": False})),
    "parameter-media-type-changed": (parameters(QUERY), parameters(JSON)),
    "body-removed": ({"requestBody": BODY}, {}),
    "body-added": ({}, {"requestBody": BODY}),
    "required-body-added": ({}, {"requestBody": {**BODY, "required": True}}),
    "body-required": ({"requestBody": BODY}, {"requestBody": {**BODY, "required": True}}),
    "body-optional": ({"requestBody": {**BODY, "required": True}}, {"requestBody": BODY}),
    "request-media-type-removed": ({"requestBody": BODY}, {"requestBody": FORM}),
    "request-media-type-added": ({"requestBody": BODY}, {"requestBody": FORM}),
    "response-media-type-removed": (answers(s200=BODY), answers(s200=FORM)),
    "response-media-type-added": (answers(s200=BODY), answers(s200=FORM)),
    "success-removed": (answers(s200=BODY), answers(s201=BODY)),
    "success-added": (answers(s200=BODY), answers(s201=BODY)),
    "refusal-removed": (answers(s404=BODY), answers(s200=BODY)),
    "refusal-added": (answers(s200=BODY), answers(s404=BODY)),
    "status-class-narrowed": (answers(s2XX=BODY), answers(s200=BODY)),
    "header-removed": (answers(s200={"headers": PAGE}), answers(s200={})),
    "header-added": (answers(s200={}), answers(s200={"headers": PAGE})),
    "required-header-added": (answers(s200={}), answers(s200={"headers": NEEDED_PAGE})),
    "header-required": (answers(s200={"headers": PAGE}), answers(s200={"headers": NEEDED_PAGE})),
    "header-optional": (answers(s200={"headers": NEEDED_PAGE}), answers(s200={"headers": PAGE})),
    "security-tightened": ({}, secured({"key": []})),
    "security-loosened": (secured({"key": []}), {}),
    "scope-added": (secured({"old": []}), secured({"old": ["a"]})),
    "scope-removed": (secured({"old": ["a"]}), secured({"old": []})),
    "grant-removed": (secured({"old": []}), secured({"person": []})),
    "grant-added": (secured({"old": []}), secured({"old": []}, {"person": []})),
    "token-address-changed": (secured({"old": []}), secured({"moved": []})),
    "part-added": ({}, {"callbacks": CALLBACK}),
    "not-compared": ({"callbacks": CALLBACK}, {}),
    "links-not-compared": (answers(s200={"links": {"next": {}}}), answers(s200={})),
}
NAMED = {"parameters": [{"name": "id", "in": "path", "required": True, "schema": TEXT}]}
RENAMED = {"parameters": [{"name": "no", "in": "path", "required": True, "schema": TEXT}]}
DESCRIPTIONS: dict[str, tuple[Description, Description]] = {
    "operation-removed": (description(path="/a"), description(path="/b")),
    "operation-added": (description(path="/a"), description(path="/b")),
    "parameter-renamed": (
        description(NAMED, path="/a/{id}"),
        description(RENAMED, path="/a/{no}"),
    ),
    "server-removed": (description(servers=[{"url": "/a"}, {"url": "/"}]), description()),
    "server-added": (description(), description(servers=[{"url": "/"}, {"url": "/a"}])),
}


def emitted(before: Description, after: Description) -> set[str]:
    documents = [{**d, "openapi": "3.1.0"} for d in (before, after)]
    found = revision(*(api_of(library_of(document)) for document in documents))
    return {change.difference.rule_id for change in found.changes}


def operation(value: dict[str, Any]) -> Description:
    return description(value, components={"securitySchemes": SCHEMES})


def carrying(rule: str, schema: Any) -> Description:
    if rule.startswith("response-"):
        return description(schema=schema)
    return description({"requestBody": {"content": {"application/json": {"schema": schema}}}})


CASES = {
    **{rule: tuple(map(operation, pair)) for rule, pair in OPERATIONS.items()},
    **DESCRIPTIONS,
    **{
        f"{side}-{kind}": tuple(carrying(f"{side}-", schema) for schema in pair)
        for kind, pair in SCHEMAS.items()
        for side in ("request", "response")
    },
    **{rule: tuple(carrying(rule, s) for s in pair) for rule, pair in ONE_SIDED.items()},
}
"""Rule: description before, description after."""

OF_MATCH = {"major-version-differs", "operation-moved", "operation-prefixed"}


@pytest.mark.parametrize("rule", sorted(CASES))
def test_a_rule_is_emitted(rule: str) -> None:
    before, after = CASES[rule]

    assert rule in emitted(before, after)


def test_every_documented_rule_has_a_case() -> None:
    assert RULES.keys() == CASES.keys() | OF_MATCH


def test_the_rules_of_a_match_are_emitted() -> None:
    ours = description(path="/api/v1/a")
    ours["paths"]["/api/v1/b"] = ours["paths"]["/api/v1/a"]

    def rules(prefix: str, **members: Any) -> set[str]:
        theirs = {
            **ours,
            "paths": {prefix + path[-2:]: item for path, item in ours["paths"].items()},
            **members,
        }
        found = match(*(api_of(Library({"": document})) for document in (ours, theirs)))
        return {finding.difference.rule_id for finding in found.findings}

    assert rules("") == {"operation-moved"}
    assert rules("", info={**ours["info"], "version": "9.0.0"}) == {
        "major-version-differs",
        "operation-moved",
    }
    assert rules("/api/v1", servers=[{"url": "https://shop.example/site"}]) == {
        "operation-prefixed"
    }
