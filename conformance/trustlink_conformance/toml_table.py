"""Home of reading one table of a TOML file: every key known, every value of its kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trustlink.errors import UserError


@dataclass(frozen=True, slots=True)
class Table:
    """A table, with where it stands; readers raise UserError with file, key and expectation."""

    place: str
    """The file, and the table within it."""
    members: Mapping[str, Any] = field(repr=False)

    def only(self, *keys: str) -> None:
        """Refuse every key but these."""
        for key in self.members:
            if key not in keys:
                raise UserError(
                    f"{self._at(key)}: this key is not known here",
                    hint=f"Known are: {', '.join(sorted(keys))}.",
                )

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
        return Table(self._at(key), value)

    def _at(self, key: str) -> str:
        return f"{self.place}: {key}" if ": " not in self.place else f"{self.place}.{key}"

    def _unexpected(self, key: str, expected: str, found: object) -> UserError:
        return UserError(f"{self._at(key)}: {expected} was expected, found {found!r:.80}")
