"""Home of reading one table of a TOML file: every key known, every value of its kind."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from trustlink.errors import UserError
from trustlink_conformance.toml_lines import Lines, line_of


@dataclass(frozen=True, slots=True)
class Table:
    """A table, with where it stands; readers raise UserError with file, line, key, expectation."""

    file: str
    """The file as the tester named it, or what stands for one."""
    members: Mapping[str, Any] = field(repr=False)
    path: tuple[str, ...] = ()
    lines: Lines = field(default_factory=dict, repr=False)

    def only(self, *keys: str) -> None:
        """Refuse every key but these."""
        for key in self.members:
            if key not in keys:
                raise self.mistake("this key is not known here", key, hint=_meant(key, keys))

    def text(self, key: str, default: str = "") -> str:
        """Return a text that is not empty, or the default where the key is absent."""
        value = self.members.get(key, default)
        if not isinstance(value, str) or (key in self.members and not value.strip()):
            raise self._unexpected(key, "a text that is not empty", value)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty where the key is absent."""
        value = self.members.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self._unexpected(key, "a list of texts", value)
        return tuple(value)

    def flag(self, key: str) -> bool:
        """Return whether something is so; not so where the key is absent."""
        value = self.members.get(key, False)
        if not isinstance(value, bool):
            raise self._unexpected(key, "true or false", value)
        return value

    def choice(self, key: str, *choices: str) -> str:
        """Return one of several texts; the first where the key is absent."""
        value = self.text(key, choices[0])
        if value not in choices:
            raise self._unexpected(key, " or ".join(choices), value, hint=_meant(value, choices))
        return value

    def number(self, key: str, *, lowest: float, highest: float, whole: bool) -> float | int:
        """Return a number within its limits; the key has to be there."""
        value: Any = self.members[key]
        kind = "a whole number" if whole else "a number"
        expected = f"{kind} from {lowest:g} to {highest:g}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._unexpected(key, expected, value)
        if not lowest <= value <= highest or (whole and isinstance(value, float)):
            raise self._unexpected(key, expected, value)
        return value

    def table(self, key: str) -> "Table":
        """Return a table within this one; an empty one where the key is absent."""
        value = self.members.get(key, {})
        if not isinstance(value, dict):
            raise self._unexpected(key, "a table", value)
        return replace(self, members=value, path=(*self.path, key))

    def at(self, key: str = "") -> str:
        """Return file, line and key, as a compiler names a place."""
        path = (*self.path, key) if key else self.path
        line = line_of(self.lines, path)
        place = self.file if line is None else f"{self.file}:{line}"
        return f"{place}: {'.'.join(path)}" if path else place

    def mistake(self, text: str, key: str = "", *, hint: str = "") -> UserError:
        """Return the error that tells what is wrong at a key, or with the table as a whole."""
        return UserError(f"{self.at(key)}: {text}", hint=hint)

    def _unexpected(self, key: str, expected: str, found: object, *, hint: str = "") -> UserError:
        return self.mistake(f"{expected} was expected, found {found!r:.80}", key, hint=hint)


def _meant(found: str, known: tuple[str, ...]) -> str:
    alike = [name for name in known if name.casefold() == found.casefold()]
    near = alike or difflib.get_close_matches(found, known, n=1)
    listed = f"Known are: {', '.join(sorted(known))}."
    return f"Is {near[0]} meant? {listed}" if near else listed
