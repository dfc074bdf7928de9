"""Test the comparison of schemas: by which rule, and from which side."""

from typing import Any

import pytest

from trustlink.comparison.difference import Side
from trustlink.comparison.library import Library, Node, library_of
from trustlink.comparison.schema_comparison import SchemaComparison

TEXT = {"type": "string"}
CODE = {"type": "string", "pattern": "^[A-Z]{3}$"}
NUMBER = {"type": "number"}
INTEGER = {"type": "integer"}


def obj(*required: str, closed: bool = False, **members: Any) -> dict[str, Any]:
    value: dict[str, Any] = {"type": "object", "properties": members}
    value |= {"required": list(required)} if required else {}
    return value | ({"additionalProperties": False} if closed else {})


def rules(before: object, after: object, side: Side, **components: Any) -> list[str]:
    """Return the kinds of difference, without the side that leads each rule's id."""
    libraries = [
        Library({"": {"schema": schema, "components": {"schemas": components}}}, is_newer=True)
        for schema in (before, after)
    ]
    schemas = [(library.top.child("schema"),) for library in libraries]
    found = SchemaComparison(*libraries).differences(schemas[0], schemas[1], side)
    return [difference.rule_id.removeprefix(f"{side}-") for difference in found]


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (TEXT, TEXT, []),
        (TEXT, INTEGER, ["type-changed"]),
        (INTEGER, NUMBER, ["type-added"]),
        (NUMBER, INTEGER, ["type-removed"]),
        (TEXT, {}, ["type-unstated"]),
        ({}, TEXT, ["type-stated"]),
        (TEXT, {"type": "string", "nullable": True}, ["type-added"]),
        (TEXT, {"type": ["string", "null"]}, ["type-added"]),
        (TEXT, {"oneOf": [TEXT, {"type": "null"}]}, ["type-added"]),
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}, []),
        ({"enum": ["a", "b"]}, {"enum": ["b", "a"]}, []),
        ({"enum": ["a"]}, {"const": "a"}, []),
        ({"enum": ["a", "b"]}, {"enum": ["a", "b", "c"]}, ["enum-value-added"]),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, ["enum-value-removed"]),
        ({"enum": ["a"]}, TEXT, ["enum-unstated"]),
        (TEXT, {"enum": ["a"]}, ["enum-stated"]),
        ({"enum": ["a"], "pattern": "a"}, {"enum": ["a"]}, []),
        ({**TEXT, "format": "date"}, TEXT, ["format-unstated"]),
        (TEXT, {**TEXT, "format": "date"}, ["format-stated"]),
        (TEXT, {**TEXT, "format": "password"}, []),
        ({**TEXT, "pattern": "^a$"}, TEXT, ["pattern-unstated"]),
        (TEXT, {**TEXT, "pattern": "^a$"}, ["pattern-stated"]),
        ({**TEXT, "pattern": "^(?=a)"}, {**TEXT, "pattern": "^(?=b)"}, ["pattern-changed"]),
        (
            {**TEXT, "pattern": "^a$"},
            {**TEXT, "pattern": "^b$"},
            ["values-refused", "values-admitted"],
        ),
        ({**TEXT, "pattern": r"^[0-9]+[.]\d$"}, {**TEXT, "pattern": r"^\d+\.[0-9]$"}, []),
        ({**TEXT, "minLength": 1}, TEXT, ["bound-unstated"]),
        (TEXT, {**TEXT, "maxLength": 9}, ["bound-stated"]),
        ({**TEXT, "maxLength": 9}, {**TEXT, "maxLength": 8}, ["bound-tightened"]),
        ({**TEXT, "minLength": 2}, {**TEXT, "minLength": 1}, ["bound-loosened"]),
        ({**TEXT, "minLength": 0}, TEXT, []),
        (CODE, {**CODE, "minLength": 3, "maxLength": 3}, []),
        ({**CODE, "maxLength": 3}, CODE, []),
        (CODE, {**CODE, "maxLength": 2}, ["bound-stated"]),
        (
            {**TEXT, "pattern": "^ab|c$"},
            {**TEXT, "pattern": "^ab|c$", "maxLength": 2},
            ["bound-stated"],
        ),
        (
            {**INTEGER, "minimum": 1, "exclusiveMinimum": True},
            {**INTEGER, "exclusiveMinimum": 1},
            [],
        ),
        ({**INTEGER, "minimum": 1, "maximum": 9}, {**INTEGER, "minimum": 1, "maximum": 9}, []),
        (
            {**INTEGER, "minimum": 1, "maximum": 9},
            {**INTEGER, "minimum": 1, "maximum": 9, "format": "int32"},
            [],
        ),
        ({"type": "array", "uniqueItems": True}, {"type": "array"}, ["unique-items-unstated"]),
        ({"type": "array"}, {"type": "array", "uniqueItems": True}, ["unique-items-stated"]),
        (
            {"type": "array", "items": TEXT},
            {"type": "array", "items": INTEGER},
            ["type-changed"],
        ),
        ({**INTEGER, "multipleOf": 2}, {**INTEGER, "multipleOf": 3}, ["keyword-changed"]),
        ({"allOf": [TEXT, {"minLength": 1}]}, {**TEXT, "minLength": 1}, []),
        ({"allOf": [obj(a=TEXT), obj("a")]}, obj("a", a=TEXT), []),
        (obj(a=TEXT), obj(a=TEXT, b=TEXT), ["member-added"]),
        (obj(a=TEXT), obj("b", a=TEXT, b=TEXT), ["required-member-added"]),
        (obj("a", a=TEXT), obj(a=TEXT), ["member-optional"]),
        (obj(a=TEXT), obj("a", a=TEXT), ["member-required"]),
        (obj("a", a=TEXT, b=TEXT), obj(b=TEXT), ["required-member-removed"]),
        (obj(a=TEXT, b=TEXT), obj(b=TEXT), ["member-removed"]),
        (
            obj(a={**TEXT, "x-disclosure": "optional"}, b=TEXT),
            obj(b=TEXT),
            ["withheld-member-removed"],
        ),
        (obj(a=TEXT), obj(closed=True, a=TEXT), ["extra-members-refused"]),
        (obj(closed=True, a=TEXT), obj(a=TEXT), ["extra-members-admitted"]),
        (
            {"type": "object", "additionalProperties": TEXT},
            {"type": "object", "additionalProperties": INTEGER},
            ["type-changed"],
        ),
        ({"properties": {"a": TEXT}}, obj(a=TEXT), ["type-stated"]),
        (TEXT, {"type": "int"}, ["type-unstated"]),
        (False, False, []),
        (TEXT, True, ["type-unstated"]),
    ],
)
def test_the_same_rule_speaks_on_either_side(
    before: object, after: object, side: Side, expected: list[str]
) -> None:
    assert rules(before, after, side) == expected


A, B = obj("kind", kind={"enum": ["a"]}), obj("kind", kind={"enum": ["b"]})


@pytest.mark.parametrize(
    ("before", "after", "side", "expected"),
    [
        ({"oneOf": [A, B]}, {"anyOf": [B, A]}, Side.REQUEST, []),
        ({"oneOf": [A, B]}, {"anyOf": [B, A]}, Side.RESPONSE, []),
        (A, {"oneOf": [A, B]}, Side.REQUEST, ["alternative-added"]),
        ({"oneOf": [A, B]}, A, Side.RESPONSE, ["alternative-removed"]),
        (A, {"oneOf": [A, B]}, Side.RESPONSE, ["enum-value-added"]),
        ({"oneOf": [A, B]}, A, Side.REQUEST, ["enum-value-removed"]),
        ({**TEXT, "oneOf": [TEXT, INTEGER]}, TEXT, Side.REQUEST, []),
    ],
)
def test_a_choice_is_judged_by_who_makes_it(
    before: object, after: object, side: Side, expected: list[str]
) -> None:
    assert rules(before, after, side) == expected


@pytest.mark.parametrize(
    ("member", "side"), [("readOnly", Side.REQUEST), ("writeOnly", Side.RESPONSE)]
)
def test_a_member_that_a_side_never_writes_is_none_there(member: str, side: Side) -> None:
    before = obj("id", id={**TEXT, member: True}, name=TEXT)

    assert rules(before, obj(name=TEXT), side) == []


def test_a_schema_that_contains_itself_is_compared_once() -> None:
    tree = obj("name", name=TEXT, children={"type": "array", "items": {"$ref": REF}})

    assert rules({"$ref": REF}, {"$ref": REF}, Side.RESPONSE, Tree=tree) == []


REF = "#/components/schemas/Tree"


@pytest.mark.parametrize(
    "tree",
    [
        {"allOf": [{"$ref": REF}]},
        {"oneOf": [{"$ref": REF}, TEXT]},
        {"allOf": [{"$ref": REF}, {"oneOf": [{"allOf": [{"$ref": REF}]}, TEXT]}]},
    ],
)
def test_a_schema_that_is_made_of_itself_comes_to_an_end(tree: object) -> None:
    assert rules({"$ref": REF}, {"$ref": REF}, Side.REQUEST, Tree=tree) == []


def ring(length: int) -> dict[str, Any]:
    return {
        f"S{n}": obj(next={"$ref": f"#/components/schemas/S{(n + 1) % length}"})
        for n in range(length)
    }


def test_rings_that_never_meet_are_given_up_with_a_finding() -> None:
    libraries = [library_of({"components": {"schemas": ring(n)}}) for n in (397, 401)]
    before, after = ((library.top.child("components", "schemas", "S0"),) for library in libraries)

    found = SchemaComparison(*libraries).differences(before, after, Side.REQUEST)

    assert {difference.rule_id for difference in found} == {"request-keyword-changed"}
    assert "schemas lead here in a row" in found[0].found


def test_a_large_description_with_circles_is_equal_to_itself() -> None:
    library, other = (library_of({"components": {"schemas": ring(1_000)}}) for _ in range(2))
    schema = (library.top.child("components", "schemas", "S0"),)

    assert SchemaComparison(library, other).differences(schema, schema, Side.RESPONSE) == ()


def test_equal_choices_are_found_without_trying_all_pairs() -> None:
    choices = [obj(f"m{n}", **{f"m{n}": TEXT}) for n in range(60)]
    library = library_of({"schema": {"oneOf": choices}})
    schema = (library.top.child("schema"),)
    comparison = SchemaComparison(library, library)

    assert comparison.differences(schema, schema, Side.RESPONSE) == ()
    assert len(comparison.known) < 200


def test_a_finding_points_to_both_places() -> None:
    before, after = obj(a=TEXT), {"allOf": [obj(a=INTEGER)]}
    libraries = [Library({"": {"s": schema}}) for schema in (before, after)]
    schemas = [(Node("", ("s",), library.top.value["s"]),) for library in libraries]

    (found,) = SchemaComparison(*libraries).differences(schemas[0], schemas[1], Side.RESPONSE)

    assert (found.before, found.after) == ("/s/properties/a", "/s/allOf/0/properties/a")
    assert (found.expected, found.found) == ("type string", "type integer")
