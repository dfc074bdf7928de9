"""Read schemas as shapes: a schema is gathered with all of its `allOf`, references are followed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from trustlink.comparison.dialect import is_number, modern
from trustlink.comparison.library import Library, Node
from trustlink.comparison.normal_form import canonical
from trustlink.comparison.shape import LOWER, UPPER, Choices, Schema, Shape, together
from trustlink.comparison.written_out import written_out

MOST_ALTERNATIVES = 64
MOST_PARTS = 64

# Of these only equality can be seen; what they admit is left to the decision by normal forms.
_OPAQUE = {
    "not", "multipleOf", "patternProperties", "propertyNames", "dependentRequired",
    "dependentSchemas", "dependencies", "if", "then", "else", "contains", "minContains",
    "maxContains", "prefixItems", "unevaluatedItems", "unevaluatedProperties", "additionalItems",
    "$dynamicRef", "$recursiveRef", "$schema",
}  # fmt: skip
_HINTS = {"discriminator", "xml", "contentEncoding", "contentMediaType", "contentSchema"}
# Members and elements that these judge are judged by no keyword of the shape alone.
_ENTANGLED = {"patternProperties", "unevaluatedProperties", "unevaluatedItems", "prefixItems"}


def shape_of(library: Library, schema: Schema) -> Shape:
    """Return the shape of schemas taken together; raises ContractError for a bad reference."""
    shape, count = Shape(schema), 0
    for node in _parts(library, schema):
        shape, count = together(shape, _own_shape(library, node)), count + 1
    return _with_required(replace(shape, is_exact=shape.is_exact and count < MOST_PARTS))


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
        others = [choice for choice in group.schemas if not _is_null(library, choice[0])]
        for choice in others or group.schemas:
            if seen.isdisjoint(choice):
                chosen = together(base, shape_of(library, choice))
                if len(others) < len(group.schemas):
                    chosen = _or_null(base, chosen)
                nodes = (*choice, *base.nodes)
                pending.append((replace(chosen, nodes=nodes), seen | set(choice)))
        if len(pending) + len(found) > MOST_ALTERNATIVES:
            return None
    possible = [choice for choice in found[::-1] if choice.types != frozenset()]
    return possible or found[:1]


def anything_at(node: Node, *parts: str) -> Schema:
    """Return the schema that admits everything, as the one that is not written at a place."""
    return (Node(node.file, (*node.path, *parts), value=True),)


def _with_required(shape: Shape) -> Shape:
    """Describe the members that are only required: any value is admitted for them."""
    bare = [name for name in sorted(shape.required) if name not in shape.properties]
    if not bare or shape.extra or shape.is_closed:
        return shape
    anything = anything_at(shape.nodes[0], "required")
    return replace(shape, properties={**shape.properties, **dict.fromkeys(bare, anything)})


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


def _own_shape(library: Library, node: Node) -> Shape:
    """Return what one schema says without its `allOf`."""
    if node.value is False:
        return Shape((node,), types=frozenset())
    own = modern(node.object, is_newer=library.is_newer)
    choices = [Choices(name, _schemas(node, name)) for name in ("oneOf", "anyOf") if own.get(name)]
    listed = [(group, _listed_values(library, group)) for group in choices]
    types = frozenset(own["type"]) if "type" in own else None
    extra = node.child("additionalProperties")
    shape = Shape(
        (node,),
        types=None if types is None else types | ({"integer"} if "number" in types else set()),
        formats=_texts(own, "format"),
        patterns=_texts(own, "pattern"),
        bounds=_bounds(own),
        is_unique=own.get("uniqueItems") is True,
        properties={name: (child,) for name, child in node.members("properties")},
        required=_required(own),
        extra=(extra,) if isinstance(extra.value, Mapping) and extra.value else (),
        is_closed=extra.value is False or own.get("unevaluatedProperties") is False,
        items=(node.child("items"),) if isinstance(own.get("items"), Mapping | bool) else (),
        groups=tuple(group for group, values in listed if values is None),
        opaque=_texts_of(library, node, _OPAQUE & own.keys()),
        hints=_texts_of(library, node, _HINTS & own.keys()),
        default=canonical(own["default"]) if "default" in own else None,
        is_exact=_ENTANGLED.isdisjoint(own),
    )
    for values in (_values(own), *(values for _, values in listed)):
        if values is not None:
            shape = together(shape, _enumeration(node, values, has_type=types is not None))
    return _without_impossible_values(shape)


def _enumeration(node: Node, values: list[Any], *, has_type: bool) -> Shape:
    types = set(map(_type_of, values))
    types |= {"integer"} if "number" in types else set()
    return Shape(
        (node,),
        types=None if has_type else frozenset(types),
        values=tuple(dict.fromkeys(map(canonical, values))),
    )


def _without_impossible_values(shape: Shape) -> Shape:
    """Leave out the values of an enumeration that are of no type which is admitted."""
    if shape.values is None or shape.types is None:
        return shape
    types = shape.types
    values = tuple(text for text in shape.values if _type_of(json.loads(text)) in types)
    return replace(shape, values=values)


def _schemas(node: Node, name: str) -> tuple[Schema, ...]:
    return tuple((choice,) for choice in node.items(name))


def _listed_values(library: Library, group: Choices) -> list[Any] | None:
    """Return the values of a choice between single values; None if it is anything else.

    In a `oneOf`, a value that two of the schemas list fits none.
    """
    found: list[Any] = []
    for (choice,) in group.schemas:
        own = modern(library.followed(choice).object, is_newer=library.is_newer)
        values = _values(own)
        says_more = own.keys() - {"enum", "const", "type", "default"}
        if values is None or says_more or len(_says(library, choice)) > 1:
            return None
        types = frozenset(own.get("type", ()))
        fitting = [v for v in values if not types or _type_of(v) in types | _whole(types)]
        found.extend(fitting)
    texts = list(map(canonical, found))
    return found if group.keyword == "anyOf" or len(set(texts)) == len(texts) else None


def _says(library: Library, node: Node) -> set[str]:
    """Return a reference and what counts beside it; nothing if no reference stands there."""
    own = modern(node.object, is_newer=library.is_newer)
    return set(own) if "$ref" in own else set()


def _whole(types: frozenset[str]) -> set[str]:
    return {"integer"} if "number" in types else set()


def _values(own: Mapping[str, Any]) -> list[Any] | None:
    if "const" in own:
        return [own["const"]]
    return own["enum"] if isinstance(own.get("enum"), list) else None


def _type_of(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, float) and value.is_integer():
        return "integer"
    kinds = {str: "string", int: "integer", float: "number", list: "array", dict: "object"}
    return kinds.get(type(value), "null")


def _is_null(library: Library, node: Node) -> bool:
    """Return whether a schema admits null alone, in any spelling."""
    own = modern(library.followed(node).object, is_newer=library.is_newer)
    return own.get("type") == ["null"] or _values(own) == [None]


def _texts(own: Mapping[str, Any], name: str) -> frozenset[str]:
    value = own.get(name)
    return frozenset({value}) if isinstance(value, str) else frozenset()


def _texts_of(library: Library, node: Node, names: set[str]) -> dict[str, str]:
    return {name: written_out(library, node.child(name)) for name in sorted(names)}


def _required(own: Mapping[str, Any]) -> frozenset[str]:
    names = own.get("required")
    return (
        frozenset(n for n in names if isinstance(n, str))
        if isinstance(names, list)
        else frozenset()
    )


def _bounds(own: Mapping[str, Any]) -> dict[str, float]:
    found = {name: own[name] for name in (*LOWER, *UPPER) if is_number(own.get(name))}
    return {name: value for name, value in found.items() if name not in LOWER[:3] or value > 0}
