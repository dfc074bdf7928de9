"""Home of strict JSON: what a request's body must be before anything looks at its meaning."""

import json
import math
from typing import Any, NoReturn

DEEPEST = 32
"""Levels of arrays and objects that a body may have; the contract's own need 3."""

_OPENING, _CLOSING = frozenset(b"[{"), frozenset(b"]}")


class JsonTextError(ValueError):
    """Says why a text is refused; never repeats the text."""


def parse_json(text: bytes) -> Any:
    """Return the value of a JSON text (RFC 8259) in UTF-8, without a byte order mark.

    Raises JsonTextError also for what Python lets pass: a name given twice, NaN, infinite
    numbers, numbers of thousands of digits, half a surrogate pair, more than 32 levels.
    """
    _refuse_depth(text)
    try:
        value = json.loads(
            text.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except UnicodeDecodeError as error:
        raise JsonTextError("The text is not UTF-8.") from error
    except json.JSONDecodeError as error:
        raise JsonTextError(f"No JSON from line {error.lineno}, column {error.colno}.") from error
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, JsonTextError) else JsonTextError(_UNUSABLE) from error
    _refuse_surrogates(text, value)
    return value


_UNUSABLE = "A number is too long."


def _refuse_depth(text: bytes) -> None:
    """Count brackets outside strings before anything recursive sees the text."""
    if text.count(b"[") + text.count(b"{") <= DEEPEST:
        return
    depth, in_string, escaped = 0, False, False
    for byte in text:
        if in_string:
            in_string, escaped = byte != 0x22 or escaped, byte == 0x5C and not escaped
        elif byte == 0x22:
            in_string = True
        elif byte in _OPENING:
            depth += 1
        elif byte in _CLOSING:
            depth -= 1
        if depth > DEEPEST:
            raise JsonTextError(f"At most {DEEPEST} levels of arrays and objects are admitted.")


def _refuse_surrogates(text: bytes, value: object) -> None:
    if b"\\ud" not in text and b"\\uD" not in text:
        return
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise JsonTextError("A string holds half of a surrogate pair.") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JsonTextError("An object names a member twice.")
    return members


def _refuse_constant(_: str) -> NoReturn:
    raise JsonTextError("NaN and Infinity are no JSON.")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise JsonTextError("A number is too large.")
    return number
