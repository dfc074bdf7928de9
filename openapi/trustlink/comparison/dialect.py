"""Write one schema object in the form of JSON Schema 2020-12, whichever OpenAPI it is written for.

OpenAPI 3.0 has `nullable`, boolean `exclusiveMinimum`, and ignores members beside a reference.
Formats that are bounds become bounds; those that say how software keeps a value are left out.
"""

from collections.abc import Mapping
from typing import Any

from trustlink.comparison.patterns import admits_every_text, plain_pattern
from trustlink.contract import JsonObject

TYPES = frozenset({"null", "boolean", "object", "array", "number", "integer", "string"})

# What says nothing about the values that fit.
_ANNOTATIONS = {
    "title", "description", "example", "examples", "deprecated", "externalDocs", "$comment",
    "readOnly", "writeOnly", "nullable", "$id", "$anchor", "$defs",
}  # fmt: skip
_STORAGE_FORMATS = {"int32", "int64", "float", "double", "password"}
# The formats by which OpenAPI 3.0 says what 3.1 says with keywords of JSON Schema.
_CONTENT_FORMATS = {
    "byte": ("contentEncoding", "base64"),
    "binary": ("contentMediaType", "application/octet-stream"),
}
_LEAST_INT32, _MOST_INT32 = -(2**31), 2**31 - 1


def modern(own: JsonObject, *, is_newer: bool) -> dict[str, Any]:
    """Return what a schema object says, its subschemas as they are written."""
    if isinstance(own.get("$ref"), str) and not is_newer:
        return {"$ref": own["$ref"]}
    found = {name: value for name, value in own.items() if not _says_nothing(str(name))}
    _state_types(found, own)
    _state_bounds(found)
    _state_format(found)
    if isinstance(found.get("pattern"), str):
        found["pattern"] = plain_pattern(found["pattern"])
        if admits_every_text(found["pattern"]):
            del found["pattern"]
    return found


def is_number(value: object) -> bool:
    """Whether a JSON value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _says_nothing(name: str) -> bool:
    return name in _ANNOTATIONS or name.startswith("x-")


def _state_types(found: dict[str, Any], own: JsonObject) -> None:
    stated = found.pop("type", None)
    listed = stated if isinstance(stated, list) else [stated]
    names = {"string" if name == "file" else name for name in listed if isinstance(name, str)}
    names &= TYPES
    if names and (own.get("nullable") is True or own.get("x-nullable") is True):
        names.add("null")
    if names:
        found["type"] = sorted(names)


def _state_bounds(found: dict[str, Any]) -> None:
    """Write the boolean bounds of OpenAPI 3.0 as numbers."""
    for name in ("minimum", "maximum"):
        exclusive = f"exclusive{name.capitalize()}"
        if isinstance(found.get(exclusive), bool):
            is_exclusive = found.pop(exclusive)
            if is_exclusive and name in found:
                found[exclusive] = found.pop(name)


def _state_format(found: dict[str, Any]) -> None:
    name = found.get("format")
    if name == "int32":
        low, high = found.get("minimum", _LEAST_INT32), found.get("maximum", _MOST_INT32)
        found["minimum"] = max(low, _LEAST_INT32) if is_number(low) else low
        found["maximum"] = min(high, _MOST_INT32) if is_number(high) else high
    if isinstance(name, str) and name in _CONTENT_FORMATS:
        found.setdefault(*_CONTENT_FORMATS[name])
    if isinstance(name, str) and (name in _STORAGE_FORMATS or name in _CONTENT_FORMATS):
        del found["format"]


def members_of(value: object) -> Mapping[str, Any]:
    """Return a JSON object, or an empty one if the value is something else."""
    return value if isinstance(value, Mapping) else {}
