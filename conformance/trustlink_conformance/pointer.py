"""Home of looking into a JSON value with a JSON pointer (RFC 6901), and of JSON's equality."""

import json
import re
from functools import lru_cache
from typing import Any, Final

from jsonpointer import JsonPointer, JsonPointerException


class Absent:
    """Is what a pointer leads to when nothing is there."""

    def __repr__(self) -> str:
        return "absent"


ABSENT: Final = Absent()

_INDEX = re.compile("0|[1-9][0-9]{0,9}")


def value_at(document: Any, pointer: str) -> Any:
    """Return the value that the pointer leads to, or ABSENT.

    Raises ValueError for a text that is no pointer: that is the check's mistake.
    """
    for name, index in _parts(pointer):
        if isinstance(document, dict):
            document = document.get(name, ABSENT)
        elif isinstance(document, list) and index is not None and index < len(document):
            document = document[index]
        else:  # the library's own walk would take the characters of a text for items
            return ABSENT
    return document


@lru_cache(maxsize=20_000)
def _parts(pointer: str) -> tuple[tuple[str, int | None], ...]:
    """Return each part of a pointer: as the name of a member, and as an index if it is one."""
    try:
        names = JsonPointer(pointer).parts
    except JsonPointerException as error:
        raise ValueError(f"{pointer!r} is no JSON pointer: {error}") from error
    return tuple((name, int(name) if _INDEX.fullmatch(name) else None) for name in names)


def json_line(value: Any) -> str:
    """Return a JSON value on one line as people write it; "absent" for ABSENT."""
    return repr(value) if value is ABSENT else json.dumps(value, ensure_ascii=False, default=str)


def first_difference(left: Any, right: Any, pointer: str = "") -> str | None:
    """Return where two JSON values differ first, as deep as can be told; None if they are equal."""
    if is_equal(left, right):
        return None
    if isinstance(left, dict) and isinstance(right, dict):
        names = sorted({*left, *right})
        inner = {escaped(name): (left.get(name, ABSENT), right.get(name, ABSENT)) for name in names}
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        inner = {str(at): pair for at, pair in enumerate(zip(left, right, strict=True))}
    else:
        return pointer
    found = (first_difference(*pair, f"{pointer}/{name}") for name, pair in inner.items())
    return next((place for place in found if place is not None), None)


def escaped(name: str) -> str:
    """Return a member's name as it stands in a pointer."""
    is_plain = "~" not in name and "/" not in name
    return name if is_plain else name.replace("~", "~0").replace("/", "~1")


def is_equal(left: Any, right: Any) -> bool:
    """Return whether two JSON values are equal; true is not 1, and 1.0 is 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(is_equal(left[k], right[k]) for k in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(is_equal, left, right))
    return bool(left == right)
