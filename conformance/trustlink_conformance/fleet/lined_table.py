"""Home of a table of the fleet file whose mistakes are told with the line of their key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trustlink.errors import UserError
from trustlink_conformance.toml_lines import Lines, line_of
from trustlink_conformance.toml_table import Table


@dataclass(frozen=True, slots=True)
class LinedTable:
    """A table, where it stands, and readers that raise UserError with file, line and key."""

    file: str
    lines: Lines = field(repr=False)
    members: Mapping[str, Any] = field(repr=False)
    path: tuple[str, ...] = ()

    def only(self, *keys: str) -> None:
        """Refuse every key but these."""
        for key in self.members:
            self._key(key).only(*keys)

    def text(self, key: str, default: str = "") -> str:
        """Return a text that is not empty, or the default where the key is absent."""
        return self._key(key).text(key, default)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty where the key is absent."""
        return self._key(key).texts(key)

    def choice(self, key: str, *choices: str) -> str:
        """Return one of several texts."""
        value = self.text(key)
        if value not in choices:
            raise self.mistake(key, f"{' or '.join(choices)} was expected, found {value!r:.80}")
        return value

    def flag(self, key: str) -> bool:
        """Return whether something is so; not so where the key is absent."""
        value = self.members.get(key, False)
        if not isinstance(value, bool):
            raise self.mistake(key, f"true or false was expected, found {value!r:.80}")
        return value

    def number(self, key: str, *, lowest: float, highest: float, whole: bool) -> float | int:
        """Return a number within its limits; the key has to be there."""
        return self._key(key).number(key, lowest=lowest, highest=highest, whole=whole)

    def table(self, key: str) -> "LinedTable":
        """Return a table within this one; an empty one where the key is absent."""
        members = self._key(key).table(key).members
        return LinedTable(self.file, self.lines, members, (*self.path, key))

    def mistake(self, key: str, text: str, *, hint: str = "") -> UserError:
        """Return the error that tells what is wrong at a key."""
        return UserError(f"{self._place((*self.path, key))}: {text}", hint=hint)

    def _key(self, key: str) -> Table:
        """Return this table with one key alone, at the line of that key."""
        here = {key: self.members[key]} if key in self.members else {}
        return Table(self._place(self.path, (*self.path, key)), here)

    def _place(self, shown: tuple[str, ...], meant: tuple[str, ...] = ()) -> str:
        line = line_of(self.lines, meant or shown)
        place = self.file if line is None else f"{self.file}:{line}"
        return f"{place}: {'.'.join(shown)}" if shown else place
