"""Home of the lines of a TOML file: where each key stands, so that a mistake can be found. Pure.

The parser does not tell. What a line opens is worked out with the parser itself, line by line; a
key that is not found that way (within an inline table) is told by the table that it stands in.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

Lines = Mapping[tuple[str, ...], int]
"""The line, from 1, of a key or table by its path."""

_KEY = re.compile(r"""^\s*((?:[^=#"'\[\]{}]|"[^"]*"|'[^']*')+?)\s*=""")


def lines_of(text: str) -> dict[tuple[str, ...], int]:
    """Return where tables and keys stand; of one that is written twice, the first place."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("["):
            table = _path(line) or table
            found.setdefault(table, number)
        elif key := _key(line):
            found.setdefault((*table, *key), number)
    return found


def line_of(lines: Lines, path: tuple[str, ...]) -> int | None:
    """Return the line of a key, or of the innermost table around it that is known."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def _key(line: str) -> tuple[str, ...]:
    found = _KEY.match(line)
    return _path(f"{found[1]} = 0") if found else ()


def _path(text: str) -> tuple[str, ...]:
    """Return the keys that a line opens, from the outermost on."""
    try:
        value: Any = tomllib.loads(text)
    except (ValueError, RecursionError):
        return ()
    path: list[str] = []
    while isinstance(value, dict) and value:
        name, value = next(iter(value.items()))
        path.append(name)
    return tuple(path)
