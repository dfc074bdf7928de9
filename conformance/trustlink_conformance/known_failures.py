"""Home of the list of known failures: a TOML file, read with the line of every entry.

[[known]]
requirement = "VIO-04"
reason = "ticket 812: the first day of the window is left out"
until = 2026-12-31                              # optional: the last day on which it holds
check = "violations::test_the_boundary_day"     # optional: failures of this check alone
operation = "getViolationStatus"                # optional: failures of this operation alone
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from trustlink.errors import UserError
from trustlink.user_file import parse_toml, read_user_text
from trustlink_conformance.toml_table import Table

_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*known[ \t]*\]\]", re.MULTILINE)
_KEYS = ("requirement", "reason", "until", "check", "operation")


_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class KnownFailure:
    """One entry: a failure that is accepted for the time being, and why."""

    requirement: str
    reason: str
    place: str
    """Where it stands in the file: `line 12`."""
    check: str = ""
    operation: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class KnownFailures:
    """The entries of one file."""

    file: str
    entries: tuple[KnownFailure, ...]


def read_known_failures(file: Path) -> KnownFailures:
    """Return the list; raises UserError, with the line, for a file that is not in its form."""
    text = read_user_text(file, most=_LARGEST)
    document = parse_toml(text, what=str(file))
    Table(str(file), document).only("known")
    entries = document.get("known", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise UserError(f"{file}: known: entries that begin with [[known]] were expected")
    places = _places(text, len(entries))
    found = (_entry(file, *one) for one in zip(entries, places, strict=True))
    return KnownFailures(file.name, tuple(found))


def _places(text: str, count: int) -> list[str]:
    """Return where the entries stand; by number if they are not written as [[known]] each."""
    lines = [text.count("\n", 0, found.start()) + 1 for found in _HEADER.finditer(text)]
    if len(lines) == count:
        return [f"line {line}" for line in lines]
    return [f"entry {number}" for number in range(1, count + 1)]


def _entry(file: Path, entry: Mapping[str, Any], place: str) -> KnownFailure:
    table = Table(f"{file}, {place}", entry)
    table.only(*_KEYS)
    for key in ("requirement", "reason"):
        if key not in entry:
            raise UserError(f"{file}, {place}: {key}: each entry needs one, found none")
    return KnownFailure(
        requirement=table.text("requirement"),
        reason=table.text("reason"),
        place=place,
        check=table.text("check"),
        operation=table.text("operation"),
        until=_until(file, entry.get("until"), place),
    )


def _until(file: Path, value: object, place: str) -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise UserError(
        f"{file}, {place}: until: a day as 2026-12-31 was expected, found {value!r:.40}"
    )
