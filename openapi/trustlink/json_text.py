"""Home of reading JSON that a stranger wrote: depth first, then strictly, then what is doubtful."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, NoReturn

MAX_DEPTH = 64
"""Deeper than any answer of the contract by far; Python's own parser takes a thousand."""

MAX_VALUES = 100_000
"""More than any answer of the contract by far: three bytes are enough to make us a list."""

_BEFORE_A_VALUE = (b",", b"[", b"{")

# Possessive, and with an end for strings that have none: the scan is linear whatever the text.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class JsonFault:
    """Why a text is not JSON that may be used."""

    message: str


@dataclass(frozen=True, slots=True)
class JsonDocument:
    """A parsed value; `repeated` names the members that occurred twice in one object."""

    value: Any
    repeated: tuple[str, ...] = ()


def read_json(
    text: bytes, *, max_depth: int = MAX_DEPTH, max_values: int = MAX_VALUES
) -> JsonDocument | JsonFault:
    """Parse UTF-8 JSON (RFC 8259) without recursing deeper than `max_depth`."""
    has_too_many = count_values(text) > max_values
    if _is_deeper_than(text[:max_values] if has_too_many else text, max_depth):
        return JsonFault(f"it is nested deeper than {max_depth} levels")
    if has_too_many:
        return JsonFault(f"it has more than {max_values:,} values")
    repeated: list[str] = []
    try:
        value = json.loads(
            text.decode("utf-8"),
            object_pairs_hook=lambda pairs: _object(pairs, repeated),
            parse_constant=_refuse_constant,
            parse_float=_number,
        )
        _refuse_lone_surrogates(text, value)
    except (ValueError, RecursionError) as error:
        return JsonFault(_reason(error))
    return JsonDocument(value, tuple(dict.fromkeys(repeated)))


def count_values(text: bytes) -> int:
    """Return about how many values a JSON text has, without parsing it; signs in texts count."""
    return 1 + sum(text.count(sign) for sign in _BEFORE_A_VALUE)


def _is_deeper_than(text: bytes, limit: int) -> bool:
    depth = 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in (b"[", b"{"):
            depth += 1
            if depth > limit:
                return True
        elif sign in (b"]", b"}"):
            depth -= 1
    return False


def _object(pairs: list[tuple[str, Any]], repeated: list[str]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        repeated.extend(name for name, count in counts.items() if count > 1)
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _number(text: str) -> int | float:
    """Return a number by its value: `5.0` and `5e0` are the integer 5, as in JSON Schema."""
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"the number {text[:40]} is out of range")
    return int(number) if number.is_integer() else number


def _refuse_lone_surrogates(text: bytes, value: Any) -> None:
    if b"\\ud" in text or b"\\uD" in text:
        json.dumps(value, ensure_ascii=False).encode("utf-8")


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeEncodeError):
        return "a string holds half of a surrogate pair"
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is no UTF-8"
    return str(error)[:200]
