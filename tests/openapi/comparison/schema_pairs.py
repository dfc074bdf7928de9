"""Make pairs of schemas from a seed: a schema and a mutation of it, or the same in other words.

The vocabulary is small (names a, b, c; texts and numbers of one sign), so that a small pool of
values shows nearly every difference.
"""

# ruff: noqa: ARG001, FBT003 -- one signature for all makers of keywords; values of JSON

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

Schema = Any
NAMES = ("a", "b", "c")
TYPES = ("string", "integer", "number", "boolean", "null", "object", "array")
_DEEPEST = 3


def random_schema(random: Random, depth: int = 0) -> Schema:
    """Return a schema of a few keywords; it may refer to itself as `#/$defs/T`."""
    if random.random() < 0.08:
        return random.choice([True, {}, False, {"$ref": "#/$defs/T"}])
    schema: dict[str, Any] = {}
    if random.random() < 0.8:
        kinds = random.sample(TYPES, random.choice([1, 1, 1, 2]))
        schema["type"] = kinds[0] if len(kinds) == 1 else kinds
    for _ in range(random.choice([0, 1, 1, 2, 3])):
        add_keyword(random, schema, depth)
    return schema


def mutated(random: Random, schema: Schema) -> Schema:
    """Return a schema with one thing changed somewhere."""
    found = deepcopy(schema)
    places = [place for place in _subschemas(found) if isinstance(place, dict)]
    if not places or random.random() < 0.05:
        return random_schema(random)
    random.choice(_MUTATIONS)(random, random.choice(places))
    return found


def respelt(random: Random, schema: Schema) -> Schema:
    """Return a schema that admits the same values, in other words."""
    found = deepcopy(schema)
    for place in list(_subschemas(found)):
        if isinstance(place, dict) and random.random() < 0.6:
            random.choice(_SPELLINGS)(random, place)
    return found


def add_keyword(random: Random, schema: dict[str, Any], depth: int) -> None:
    """Add a keyword, most likely one that judges a type which the schema admits."""
    kinds = schema.get("type", random.choice(TYPES))
    kind = random.choice(kinds) if isinstance(kinds, list) else kinds
    makers = list(_VALUE_KEYWORDS.get(kind, ()))
    if depth < _DEEPEST:
        makers += [*_PART_KEYWORDS.get(kind, ()), random.choice(_CHOICES)]
    makers.append(_enumeration)
    random.choice(makers)(random, schema, depth + 1)


def _enumeration(random: Random, schema: dict[str, Any], depth: int) -> None:
    values = ["a", "ab", "1", 1, 2, 1.5, True, None, [], {"a": 1}]
    if random.random() < 0.3:
        schema["const"] = random.choice(values)
    else:
        schema["enum"] = random.sample(values, random.choice([1, 2, 3]))


def _number(name: str, low: int, high: int) -> Callable[[Random, dict[str, Any], int], None]:
    def add(random: Random, schema: dict[str, Any], depth: int) -> None:
        schema[name] = random.randint(low, high)

    return add


def _one_of(name: str, *values: Any) -> Callable[[Random, dict[str, Any], int], None]:
    def add(random: Random, schema: dict[str, Any], depth: int) -> None:
        schema[name] = deepcopy(random.choice(values))

    return add


def _part(name: str) -> Callable[[Random, dict[str, Any], int], None]:
    def add(random: Random, schema: dict[str, Any], depth: int) -> None:
        schema[name] = random_schema(random, depth)

    return add


def _parts(name: str, *keys: str) -> Callable[[Random, dict[str, Any], int], None]:
    def add(random: Random, schema: dict[str, Any], depth: int) -> None:
        chosen = random.sample(keys, random.choice([1, 2]) if len(keys) > 1 else 1)
        schema[name] = {key: random_schema(random, depth) for key in chosen}

    return add


def _list(name: str) -> Callable[[Random, dict[str, Any], int], None]:
    def add(random: Random, schema: dict[str, Any], depth: int) -> None:
        schema[name] = [random_schema(random, depth) for _ in range(random.choice([1, 2, 2]))]

    return add


def _condition(random: Random, schema: dict[str, Any], depth: int) -> None:
    schema["if"] = random_schema(random, depth)
    schema[random.choice(["then", "else"])] = random_schema(random, depth)


_BOUNDS = [
    _number(name, 0, 3) for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
]
_VALUE_KEYWORDS = {
    "string": [
        _number("minLength", 0, 3),
        _number("maxLength", 0, 3),
        _one_of("pattern", "", ".*", "^a", "b", "^a$", "^[ab]{2}$", r"^\d$", "^[0-9]$", "a|b"),
        _one_of("format", "date", "ipv4", "int64", "password"),
    ],
    "integer": [*_BOUNDS, _one_of("multipleOf", 2, 3, 1.0), _one_of("format", "int32")],
    "number": [*_BOUNDS, _one_of("multipleOf", 0.5, 1, 2)],
    "array": [
        _number("minItems", 0, 2),
        _number("maxItems", 0, 2),
        _one_of("uniqueItems", True, False),
    ],
    "object": [
        _number("minProperties", 0, 2),
        _number("maxProperties", 0, 2),
        _one_of("required", ["a"], ["b"], ["a", "b"]),
        _one_of("dependentRequired", {"a": ["b"]}, {"b": ["a"]}),
        _one_of("additionalProperties", False, True),
    ],
}
_PART_KEYWORDS = {
    "array": [
        _part("items"),
        _part("items"),
        _part("contains"),
        _list("prefixItems"),
        _part("unevaluatedItems"),
    ],
    "object": [
        _parts("properties", *NAMES),
        _parts("properties", *NAMES),
        _parts("properties", *NAMES),
        _part("additionalProperties"),
        _parts("patternProperties", "^a"),
        _part("propertyNames"),
        _parts("dependentSchemas", *NAMES),
        _part("unevaluatedProperties"),
    ],
}
_CHOICES = [_list("allOf"), _list("anyOf"), _list("oneOf"), _part("not"), _condition]


def _drop(random: Random, place: dict[str, Any]) -> None:
    if place:
        del place[random.choice(list(place))]


def _add(random: Random, place: dict[str, Any]) -> None:
    add_keyword(random, place, _DEEPEST - 1)


def _nudge(random: Random, place: dict[str, Any]) -> None:
    """Change a number by one, or a list by one element."""
    for name, value in list(place.items()):
        if isinstance(value, int) and not isinstance(value, bool) and name != "multipleOf":
            place[name] = max(0, value + random.choice([-1, 1]))
            return
        if name in ("enum", "required", "anyOf", "oneOf") and len(value) > 1:
            value.pop()
            return
    _add(random, place)


def _swap(random: Random, place: dict[str, Any]) -> None:
    """Read one keyword as another that looks alike."""
    for one, other in (("oneOf", "anyOf"), ("anyOf", "oneOf"), ("minimum", "exclusiveMinimum")):
        if one in place and other not in place:
            place[other] = place.pop(one)
            return
    _retype(random, place)


def _retype(random: Random, place: dict[str, Any]) -> None:
    kinds = place.get("type")
    if kinds == "integer":
        place["type"] = "number"
    elif isinstance(kinds, str):
        place["type"] = random.choice([sorted({kinds, "null"}), random.choice(TYPES)])
    else:
        place.pop("type", None)


def _new_part(random: Random, place: dict[str, Any]) -> None:
    new = random_schema(random, _DEEPEST - 1)
    place.clear()
    place.update(new if isinstance(new, dict) else {"not": {}})


_MUTATIONS = [_drop, _drop, _add, _add, _nudge, _nudge, _swap, _retype, _new_part]


def _wrap(random: Random, place: dict[str, Any]) -> None:
    if not {"unevaluatedProperties", "unevaluatedItems"} & place.keys():
        inner = dict(place)
        place.clear()
        place[random.choice(["allOf", "anyOf", "oneOf"])] = [inner]


def _list_type(random: Random, place: dict[str, Any]) -> None:
    if isinstance(place.get("type"), str):
        place["type"] = [place["type"]]
    elif isinstance(place.get("type"), list):
        place["type"] = place["type"][::-1]


def _spell_values(random: Random, place: dict[str, Any]) -> None:
    if "const" in place and "enum" not in place:
        place["enum"] = [place.pop("const")]
    elif "enum" in place and "oneOf" not in place:
        place["oneOf"] = [{"const": value, "title": str(value)} for value in place.pop("enum")]


def _annotate(random: Random, place: dict[str, Any]) -> None:
    if "$ref" not in place:
        place |= {"description": "other words", "x-note": 1}


def _float(random: Random, place: dict[str, Any]) -> None:
    for name in ("minimum", "maximum", "minLength", "maxItems", "multipleOf"):
        if isinstance(place.get(name), int):
            place[name] = float(place[name])


def _split(random: Random, place: dict[str, Any]) -> None:
    """Move a keyword that stands for itself into an `allOf`."""
    alone = {"type", "enum", "minimum", "maximum", "minLength", "pattern", "required", "not"}
    names = sorted(alone & place.keys())
    if names and "allOf" not in place:
        name = random.choice(names)
        place["allOf"] = [{name: place.pop(name)}]


def _refer(random: Random, place: dict[str, Any]) -> None:
    if place == {"$ref": "#/$defs/T"}:
        place["$ref"] = "#/$defs/U"


_SPELLINGS = [_wrap, _list_type, _spell_values, _annotate, _float, _split, _refer]


def _subschemas(schema: Schema) -> list[Schema]:
    found, pending = [], [schema]
    while pending:
        current = pending.pop()
        found.append(current)
        if isinstance(current, dict):
            for name, value in current.items():
                if name in _SINGLE:
                    pending.append(value)
                elif name in _LISTS:
                    pending.extend(value)
                elif name in _MAPS:
                    pending.extend(value.values())
    return found


_SINGLE = (
    "items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames",
    "unevaluatedItems", "unevaluatedProperties",
)  # fmt: skip
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAPS = ("properties", "patternProperties", "dependentSchemas")
