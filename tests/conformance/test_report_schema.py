"""Home of the tests of the report's schema: every member is described, and no other is admitted."""

import json
from pathlib import Path

import jsonschema_rs
from schema_nodes import nodes

import trustlink_conformance

SCHEMA = json.loads(
    (Path(trustlink_conformance.__file__).parent / "report.schema.json").read_text("utf-8")
)


def test_the_schema_is_one() -> None:
    jsonschema_rs.Draft202012Validator(SCHEMA)


def test_every_member_is_described() -> None:
    bare = [place for place, node in nodes(SCHEMA) if not node.get("description")]

    assert bare == []


def test_no_member_is_admitted_that_is_not_described() -> None:
    objects = {place: node for place, node in nodes(SCHEMA) if node.get("type") == "object"}

    assert {place for place, node in objects.items() if node["additionalProperties"]} == set()
