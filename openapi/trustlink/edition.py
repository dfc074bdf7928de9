"""The contract as OpenAPI 3.1, rendered from the 3.0.3 that is its source."""

from copy import deepcopy
from typing import Any

from trustlink.contract import JsonObject

VERSION = "3.1.1"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BOUNDS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))
_NAMED = frozenset({"properties", "examples", "patternProperties", "x-sources"})
"""Members whose own members are names, not keywords."""
_DATA = frozenset({"example", "default", "enum", "value", "x-asked"})
"""Members that hold values: nothing in them is a keyword."""


def edition_3_1(document: JsonObject) -> JsonObject:
    """Return the same contract as OpenAPI 3.1: its schemas are JSON Schema 2020-12.

    The input is left as it is. Raises ValueError for `nullable`, which the contract never uses.
    """
    rendered: dict[str, Any] = _rendered(deepcopy(document))
    rendered["openapi"] = VERSION
    info = {**rendered["info"], "x-rendered-from": document["openapi"]}
    first = {"openapi": VERSION, "info": info, "jsonSchemaDialect": DIALECT}
    return {**first, **{name: one for name, one in rendered.items() if name not in first}}


def _rendered(node: Any, *, names: bool = False) -> Any:
    if isinstance(node, list):
        return [_rendered(one) for one in node]
    if not isinstance(node, dict):
        return node
    if names:
        return {name: _rendered(one) for name, one in node.items()}
    members = {
        name: one if name in _DATA else _rendered(one, names=name in _NAMED)
        for name, one in node.items()
    }
    return _schema(members) if "$ref" not in node else members


def _schema(members: dict[str, Any]) -> dict[str, Any]:
    """Write what JSON Schema 2020-12 spells otherwise: exclusive bounds, a schema's example."""
    if "nullable" in members:
        raise ValueError("nullable was not expected: the contract has no null")
    for exclusive, bound in _BOUNDS:
        is_exclusive = members.get(exclusive)
        if isinstance(is_exclusive, bool):
            members.pop(exclusive)
            if is_exclusive:
                members[exclusive] = members.pop(bound)
    if "example" in members and "type" in members:
        members["examples"] = [members.pop("example")]
    return members
