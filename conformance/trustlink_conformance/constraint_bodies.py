"""Derive bodies from a request schema: each breaks one constraint, or is at the limits. Pure.

The constraints are those that the contract's request schemas have, save `type`: wrong types are
tried by generated requests, which know more of them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trustlink.contract import Contract, JsonObject
from trustlink_conformance.pointer import ABSENT, escaped

UNKNOWN_MEMBER = "unknownMember"
LONG_CHARACTER = "\u6df1"
"""Fills texts up to their greatest length: three bytes in UTF-8, one character."""

_NO_SUCH_DAY = "-02-30"


@dataclass(frozen=True, slots=True)
class BrokenBody:
    """A body that breaks one constraint of its schema, and no other."""

    pointer: str
    """The member that breaks it, as a JSON pointer into the body."""
    keyword: str
    """The keyword of JSON Schema: `maxLength`, `required` ..."""
    told: str
    """The constraint with its value: `maxLength 20`."""
    body: Any


@dataclass(frozen=True, slots=True)
class _Value:
    """A value that breaks a constraint, in place of the sound one."""

    keyword: str
    told: str
    value: Any


def broken_bodies(contract: Contract, schema: JsonObject, body: Any) -> Iterator[BrokenBody]:
    """Yield, for each constraint on each member of a sound body, a body that breaks it alone.

    Members that the body leaves out are not tried.
    """
    for pointer, found in _members(contract, schema, body, ""):
        sound = found.value
        for broken in _broken_values(found.schema, sound):
            whole = _replaced(body, pointer, broken.value)
            yield BrokenBody(pointer, broken.keyword, broken.told, whole)


def at_lower_limits(contract: Contract, schema: JsonObject, body: Any) -> Any:
    """Return the body with each text and list as short as the schema admits.

    A text with a pattern or an enumeration stays as it is.
    """
    return _at_limits(contract, schema, body, _shortest)


def at_upper_limits(contract: Contract, schema: JsonObject, body: Any) -> Any:
    """Return the body with each text and list as long as the schema admits; see above."""
    return _at_limits(contract, schema, body, _longest)


@dataclass(frozen=True, slots=True)
class _Member:
    schema: JsonObject
    value: Any


def _members(
    contract: Contract, schema: JsonObject, value: Any, pointer: str
) -> Iterator[tuple[str, _Member]]:
    """Yield the value itself and everything in it; of a list the first item stands for all."""
    flat = _flat(contract, schema)
    yield pointer, _Member(flat, value)
    if isinstance(value, dict):
        for name, member in flat.get("properties", {}).items():
            if name in value:
                yield from _members(contract, member, value[name], f"{pointer}/{escaped(name)}")
    elif isinstance(value, list) and value and "items" in flat:
        yield from _members(contract, flat["items"], value[0], f"{pointer}/0")


def _flat(contract: Contract, schema: JsonObject) -> JsonObject:
    """Return a schema without references: what `allOf` asks for in addition is put in."""
    resolved = contract.resolve(schema)
    flat: dict[str, Any] = {}
    for part in resolved.get("allOf", ()):
        flat |= _flat(contract, part)
    return {**flat, **{name: value for name, value in resolved.items() if name != "allOf"}}


def _broken_values(schema: JsonObject, sound: Any) -> Iterator[_Value]:
    for keyword, breaks in _BREAKING.items():
        if keyword in schema:
            yield from breaks(schema, sound)


def _unlisted(schema: JsonObject, sound: Any) -> Iterator[_Value]:
    value = sound.swapcase()
    yield _Value("enum", "the enumeration", value if value not in schema["enum"] else f"{value}X")


def _too_short(schema: JsonObject, sound: Any) -> Iterator[_Value]:
    least = schema["minLength"]
    if least:
        yield _Value("minLength", f"minLength {least}", sound[: least - 1])


def _too_long(schema: JsonObject, sound: Any) -> Iterator[_Value]:
    most = schema["maxLength"]
    yield _Value("maxLength", f"maxLength {most}", sound.ljust(most + 1, "0")[: most + 1])


def _unmatched(schema: JsonObject, sound: Any) -> Iterator[_Value]:
    pattern = schema["pattern"]
    near = (sound.swapcase(), sound + sound[-1], sound[:-1], f" {sound}")
    value = next(one for one in near if not re.search(pattern, one))
    yield _Value("pattern", f"pattern {pattern}", value)


def _of_no_calendar(schema: JsonObject, sound: Any) -> Iterator[_Value]:
    if schema["format"] == "date":
        yield _Value("format", "format date", sound[:4] + _NO_SUCH_DAY)


def _too_few(schema: JsonObject, sound: Any) -> Iterator[_Value]:
    least = schema["minItems"]
    if least:
        yield _Value("minItems", f"minItems {least}", sound[: least - 1])


def _too_many(schema: JsonObject, sound: Any) -> Iterator[_Value]:
    """Yield a list with one item too many, unless it can't have so many that differ."""
    most = schema["maxItems"]
    if not schema.get("uniqueItems"):
        yield _Value("maxItems", f"maxItems {most}", (sound * (most + 1))[: most + 1])


def _repeated(schema: JsonObject, sound: Any) -> Iterator[_Value]:
    if schema["uniqueItems"]:
        yield _Value("uniqueItems", "uniqueItems", [sound[0], sound[0]])


def _incomplete(schema: JsonObject, sound: Any) -> Iterator[_Value]:
    for name in schema["required"]:
        rest = {key: value for key, value in sound.items() if key != name}
        yield _Value("required", f"required {name}", rest)


def _with_more(schema: JsonObject, sound: Any) -> Iterator[_Value]:
    if schema["additionalProperties"] is False:
        value = {**sound, UNKNOWN_MEMBER: "x"}
        yield _Value("additionalProperties", "additionalProperties false", value)


_BREAKING: Mapping[str, Callable[[JsonObject, Any], Iterator[_Value]]] = {
    "enum": _unlisted,
    "minLength": _too_short,
    "maxLength": _too_long,
    "pattern": _unmatched,
    "format": _of_no_calendar,
    "minItems": _too_few,
    "maxItems": _too_many,
    "uniqueItems": _repeated,
    "required": _incomplete,
    "additionalProperties": _with_more,
}
KEYWORDS = frozenset(_BREAKING)
"""The keywords that are known here; a test holds those of the contract against them."""


def _at_limits(
    contract: Contract, schema: JsonObject, body: Any, limit: Callable[[JsonObject, Any], Any]
) -> Any:
    changed = body
    for pointer, found in _members(contract, schema, body, ""):
        value = limit(found.schema, found.value)
        if value is not ABSENT:
            changed = _replaced(changed, pointer, value)
    return changed


def _shortest(schema: JsonObject, sound: Any) -> Any:
    if _is_free_text(schema):
        return sound[: max(schema.get("minLength", 0), 1)]
    return sound[: schema["minItems"]] if "minItems" in schema else ABSENT


def _longest(schema: JsonObject, sound: Any) -> Any:
    if _is_free_text(schema):
        return LONG_CHARACTER * schema["maxLength"]
    if "maxItems" not in schema or schema.get("uniqueItems"):
        return ABSENT
    return (sound * schema["maxItems"])[: schema["maxItems"]]


def _is_free_text(schema: JsonObject) -> bool:
    return "maxLength" in schema and not schema.keys() & {"pattern", "enum"}


def _replaced(body: Any, pointer: str, value: Any) -> Any:
    """Return the body with another value at a pointer that leads to something in it."""
    if not pointer:
        return value
    name, slash, rest = pointer[1:].partition("/")
    rest = slash + rest
    if isinstance(body, list):
        at = int(name)
        return [*body[:at], _replaced(body[at], rest, value), *body[at + 1 :]]
    return {**body, name: _replaced(body[name], rest, value)}
