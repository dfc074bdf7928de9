"""Test the revision: whom a change between two versions breaks."""

from typing import Any

import pytest
from descriptions import Description, description, our_contract

from trustlink.comparison.api import Api, api_of
from trustlink.comparison.library import library_of
from trustlink.comparison.revision import Revision, revision
from trustlink.errors import ContractError

TEXT = {"type": "string"}
QUERY = {"name": "q", "in": "query", "schema": TEXT}
NEEDED = {**QUERY, "required": True}
BODY = {"content": {"application/json": {"schema": TEXT}}}
HEADER = {"X-Page": {"schema": TEXT}}
SCHEMES = {
    "oauth": {"type": "oauth2", "flows": {}},
    "bearer": {"type": "http", "scheme": "bearer"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
}


def api(document: Description) -> Api:
    return api_of(library_of(document))


def compared(before: Description, after: Description) -> Revision:
    return revision(api(before), api(after))


def operations(before: dict[str, Any], after: dict[str, Any]) -> set[tuple[str, str]]:
    schemes = {"securitySchemes": SCHEMES}
    found = compared(
        description(before, components=schemes), description(after, components=schemes)
    )
    return {(change.difference.rule_id, str(change.breach)) for change in found.changes}


def answers(**statuses: Any) -> dict[str, Any]:
    return {"responses": {name.removeprefix("s"): value for name, value in statuses.items()}}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"parameters": [QUERY]}, {}, ("parameter-removed", "client")),
        ({}, {"parameters": [QUERY]}, ("parameter-added", "server")),
        ({}, {"parameters": [NEEDED]}, ("required-parameter-added", "client")),
        ({"parameters": [QUERY]}, {"parameters": [NEEDED]}, ("parameter-required", "client")),
        ({"parameters": [NEEDED]}, {"parameters": [QUERY]}, ("parameter-optional", "server")),
        (
            {"parameters": [{**QUERY, "schema": {"type": "array"}}]},
            {"parameters": [{**QUERY, "schema": {"type": "array"}, "explode": False}]},
            ("parameter-style-changed", "both"),
        ),
        ({}, {"requestBody": BODY}, ("body-added", "server")),
        ({}, {"requestBody": {**BODY, "required": True}}, ("required-body-added", "client")),
        ({"requestBody": BODY}, {}, ("body-removed", "client")),
        (
            {"requestBody": BODY},
            {"requestBody": {**BODY, "required": True}},
            ("body-required", "client"),
        ),
        (
            {"requestBody": BODY},
            {"requestBody": {"content": {"text/plain": {}}}},
            ("request-media-type-removed", "client"),
        ),
        (
            answers(s200=BODY),
            answers(s200={"content": {"text/plain": {}}}),
            ("response-media-type-added", "neither"),
        ),
        (answers(s200=BODY), answers(s201=BODY), ("success-removed", "client")),
        (answers(s200=BODY), answers(s200=BODY, s201=BODY), ("success-added", "client")),
        (answers(s404=BODY), answers(s409=BODY), ("refusal-removed", "neither")),
        (
            answers(s200={"headers": HEADER}),
            answers(s200={}),
            ("header-removed", "client"),
        ),
        (
            answers(s200={}),
            answers(s200={"headers": {"X-Page": {"required": True}}}),
            ("required-header-added", "server"),
        ),
        ({}, {"deprecated": True}, ("operation-deprecated", "neither")),
        ({}, {"security": [{"key": []}]}, ("security-tightened", "client")),
        ({"security": [{"key": []}]}, {}, ("security-loosened", "server")),
        (
            {"security": [{"key": []}]},
            {"security": [{"key": []}, {}]},
            ("security-loosened", "server"),
        ),
        (
            {"security": [{"oauth": ["a"]}]},
            {"security": [{"oauth": ["a", "b"]}]},
            ("scope-added", "client"),
        ),
        (
            {"security": [{"oauth": ["a"]}]},
            {"security": [{"bearer": []}]},
            ("scope-removed", "server"),
        ),
    ],
)
def test_a_change_breaks_those_who_rely_on_what_was(
    before: dict[str, Any], after: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert expected in operations(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"summary": "another"}),
        ({"parameters": [QUERY]}, {"parameters": [{**QUERY, "style": "form", "explode": True}]}),
        (
            {"parameters": [{**QUERY, "in": "header", "name": "X-Q"}]},
            {"parameters": [{**QUERY, "in": "header", "name": "x-q"}]},
        ),
        ({}, {"parameters": [{"name": "Authorization", "in": "header", "required": True}]}),
        ({"security": [{"oauth": []}]}, {"security": [{"bearer": []}]}),
        (answers(s404=BODY), {"responses": {"4XX": BODY}}),
        (
            answers(s200=BODY),
            answers(s200={"content": {"application/json; charset=utf-8": {"schema": TEXT}}}),
        ),
    ],
)
def test_another_way_to_say_the_same_is_no_change(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert operations(before, after) == set()


def test_an_operation_is_known_by_method_and_path_whatever_its_parameters_are_called() -> None:
    named = {"parameters": [{"name": "id", "in": "path", "required": True}]}
    other = {"parameters": [{"name": "key", "in": "path", "required": True}]}

    found = compared(description(named), description(other, path="/things/{key}"))

    (change,) = found.changes
    assert (change.difference.rule_id, change.breach) == ("parameter-renamed", "neither")


def test_removed_and_added_operations_break_one_side_each() -> None:
    found = compared(description(path="/old"), description(path="/new"))

    assert [(c.difference.rule_id, str(c.breach)) for c in found.changes] == [
        ("operation-removed", "client"),
        ("operation-added", "server"),
    ]
    assert (found.hits_client, found.hits_server) == (True, True)


def test_a_change_of_our_contract_names_rule_places_and_operations() -> None:
    changed = our_contract()
    changed["components"]["schemas"]["Severity"]["enum"].append("GRAVE")

    (change,) = compared(our_contract(), changed).changes

    assert change.difference.rule_id == "response-enum-value-added"
    assert change.difference.before == "/components/schemas/Severity"
    assert len(change.places) > 1


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"openapi": "3.0.3"}, "at least one operation"),
        ({"swagger": "2.0", "paths": {}}, "not 2.0"),
        ({"openapi": "4.0.0", "paths": {}}, "'4.0.0'"),
        ({"asyncapi": "3.0.0"}, "not None"),
    ],
)
def test_what_is_no_description_is_refused(document: Description, reason: str) -> None:
    with pytest.raises(ContractError, match=reason):
        api(document)
