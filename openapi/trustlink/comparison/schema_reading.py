"""Home of reading schemas as shapes, in the dialects of OpenAPI 3.0, 3.1 and Swagger 2.

A schema is gathered with everything in its `allOf`, and references are followed.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from trustlink.comparison.library import Library, Node
from trustlink.comparison.patterns import plain_pattern
from trustlink.comparison.shape import ANY, LOWER, UPPER, Schema, Shape, together

MOST_ALTERNATIVES = 64
MOST_PARTS = 64

# The type of an upload in Swagger 2.
_TYPE_NAMES = {"file": "string"}
# Formats that say how software keeps a value; the range of int32 is a bound.
_ANNOTATIONS = {"int32", "int64", "float", "double", "password"}
# What is compared as it is written: whether it narrows or widens can't be told.
OPAQUE = (
    "not", "multipleOf", "patternProperties", "propertyNames", "dependentRequired",
    "dependentSchemas", "dependencies", "if", "then", "else", "contains", "minContains",
    "maxContains", "prefixItems", "unevaluatedItems", "unevaluatedProperties",
)  # fmt: skip


def shape_of(library: Library, schema: Schema) -> Shape:
    """Return the shape of schemas taken together; raises ContractError for a bad reference."""
    shape = Shape(schema)
    for node in _parts(library, schema):
        shape = together(shape, _own_shape(node))
    return shape


def alternatives(library: Library, shape: Shape) -> list[Shape] | None:
    """Return shapes without groups, one of which a value has to fit; None if they are too many.

    A choice that no value can make is left out.
    """
    pending, found = [(shape, frozenset[Node]())], list[Shape]()
    while pending:
        current, seen = pending.pop()
        if not current.groups:
            found.append(current)
            continue
        group, *rest = current.groups
        base = replace(current, groups=tuple(rest))
        others = [choice for choice in group if not _is_null(library, choice[0])]
        for choice in others or group:
            if seen.isdisjoint(choice):
                chosen = together(base, shape_of(library, choice))
                if len(others) < len(group):
                    chosen = _or_null(base, chosen)
                nodes = (*choice, *base.nodes)
                pending.append((replace(chosen, nodes=nodes), seen | set(choice)))
        if len(pending) + len(found) > MOST_ALTERNATIVES:
            return None
    possible = [choice for choice in found[::-1] if choice.types != frozenset()]
    return possible or found[:1]


def _or_null(base: Shape, chosen: Shape) -> Shape:
    """Return the shape of a choice beside which null may be chosen, if the rest admits it."""
    if chosen.types is None or (base.types is not None and "null" not in base.types):
        return chosen
    values = None if chosen.values is None else (*chosen.values, "null")
    return replace(chosen, types=chosen.types | {"null"}, values=values)


def _parts(library: Library, schema: Schema) -> Iterator[Node]:
    """Return the schemas and everything in their `allOf`, each once."""
    seen = set[Node]()
    pending = list(reversed(schema))
    while pending and len(seen) < MOST_PARTS:
        node = pending.pop()
        beside = node.value if "$ref" in node.object and len(node.object) > 1 else None
        target = library.followed(node)
        if target in seen:
            continue
        seen.add(target)
        yield target
        if beside and library.is_newer:
            rest = {name: value for name, value in beside.items() if name != "$ref"}
            pending.append(Node(node.file, node.path, rest))
        pending.extend(reversed(target.items("allOf")))


def _own_shape(node: Node) -> Shape:
    """Return what one schema says without its `allOf`."""
    own = node.object
    if node.value is False:
        return Shape((node,), types=frozenset())
    values = own["enum"] if isinstance(own.get("enum"), list) else None
    values = [own["const"]] if "const" in own else values
    groups = [node.items(name) for name in ("oneOf", "anyOf")]
    extra = node.child("additionalProperties")
    return Shape(
        (node,),
        types=_types(own, values),
        values=None if values is None else tuple(dict.fromkeys(map(canonical, values))),
        formats=_texts(own, "format") - _ANNOTATIONS,
        patterns=frozenset(map(plain_pattern, _texts(own, "pattern"))),
        bounds=_bounds(own),
        is_unique=own.get("uniqueItems") is True,
        properties={name: (child,) for name, child in node.members("properties")},
        required=_required(own),
        extra=(extra,) if isinstance(extra.value, Mapping) and extra.value else (),
        is_closed=extra.value is False or own.get("unevaluatedProperties") is False,
        items=(node.child("items"),) if isinstance(own.get("items"), Mapping) else (),
        groups=tuple(tuple((choice,) for choice in group) for group in groups if group),
        opaque={name: canonical(own[name]) for name in OPAQUE if name in own},
    )


def canonical(value: object) -> str:
    """Return a JSON value as text that is the same for equal values."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def _types(own: Mapping[str, Any], values: list[Any] | None) -> frozenset[str] | None:
    stated = own.get("type")
    listed = stated if isinstance(stated, list) else [stated]
    names = {_TYPE_NAMES.get(name, name) for name in listed if isinstance(name, str)} & ANY
    if not names:
        names = _implied_types(own, values)
    if not names:
        return None
    if "number" in names:
        names.add("integer")
    if own.get("nullable") is True or own.get("x-nullable") is True:
        names.add("null")
    return frozenset(names)


def _implied_types(own: Mapping[str, Any], values: list[Any] | None) -> set[str]:
    """Return the types that the other keywords only make sense for."""
    if values:
        return {_type_of(value) for value in values}
    if {"properties", "required", "additionalProperties"} & own.keys():
        return {"object"}
    return {"array"} if "items" in own else set()


def _type_of(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    kinds = {str: "string", int: "integer", float: "number", list: "array", dict: "object"}
    return kinds.get(type(value), "null")


def _is_null(library: Library, node: Node) -> bool:
    return library.followed(node).object.get("type") == "null"


def _texts(own: Mapping[str, Any], name: str) -> frozenset[str]:
    value = own.get(name)
    return frozenset({value}) if isinstance(value, str) else frozenset()


def _required(own: Mapping[str, Any]) -> frozenset[str]:
    names = own.get("required")
    return (
        frozenset(n for n in names if isinstance(n, str))
        if isinstance(names, list)
        else frozenset()
    )


def _bounds(own: Mapping[str, Any]) -> dict[str, float]:
    found = {name: own[name] for name in (*LOWER, *UPPER) if _is_number(own.get(name))}
    if own.get("format") == "int32":
        found["minimum"] = max(found.get("minimum", -(2**31)), -(2**31))
        found["maximum"] = min(found.get("maximum", 2**31 - 1), 2**31 - 1)
    for name in ("Minimum", "Maximum"):
        plain = name.lower()
        if own.get(f"exclusive{name}") is True and plain in found:
            found[f"exclusive{name}"] = found.pop(plain)
    return {name: value for name, value in found.items() if name not in LOWER[:3] or value > 0}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
