"""Home of the secrets that a tester gives: from the environment, a file or standard input.

A target file is committed and shown, arguments are seen by every user of the machine: neither ever
holds a secret. No error shows one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trustlink.errors import UserError
from trustlink.user_file import read_user_text
from trustlink_conformance.toml_table import Table

_MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class SecretSources:
    """Where secrets are looked up: `<name>_env` and `<name>_file` of a table name the place."""

    environment: Mapping[str, str] = field(repr=False)
    folder: Path = field(default_factory=Path)
    """What relative paths start at: the folder of the target file."""
    typed: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What came by standard input, by the credential's label."""
    members: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The whole target file: all its variables that are not set are told at once."""

    def secret(self, table: Table, name: str) -> str:
        """Return the secret that a table names the place of; empty if it names none.

        Raises UserError if it names two, or if there is nothing at that place.
        """
        keys = [key for key in keys_of(name) if key in table.members]
        if len(keys) > 1:
            raise table.mistake(f"one of {' and '.join(keys)} was expected, found both")
        if not keys:
            return ""
        look_up = self._from_environment if keys[0].endswith("_env") else self._read
        return look_up(table, keys[0])

    def path(self, table: Table, key: str) -> Path:
        """Return the file that a key names; relative ones start at the target file."""
        return (self.folder / Path(table.text(key)).expanduser()).absolute()

    def _from_environment(self, table: Table, key: str) -> str:
        name = table.text(key)
        secret = self.environment.get(name, "").strip()
        if not secret:
            state = "is empty" if name in self.environment else "is not set"
            raise table.mistake(
                f"the environment variable {name} {state}",
                key,
                hint=f"Export {', '.join(self._unset(self.members)) or name}.",
            )
        return secret

    def _unset(self, members: Mapping[str, Any]) -> Iterator[str]:
        for key, value in members.items():
            if isinstance(value, dict):
                yield from self._unset(value)
            elif key.endswith("_env") and not self.environment.get(str(value), "").strip():
                yield str(value)

    def _read(self, table: Table, key: str) -> str:
        path = self.path(table, key)
        try:
            secret = read_user_text(path, most=_MOST_BYTES).strip()
        except UserError as error:
            raise table.mistake(error.message, key) from None
        if not secret:
            raise table.mistake(f"{path} is empty", key)
        return secret


def keys_of(name: str) -> tuple[str, str]:
    """Return the keys that can say where a secret is."""
    return (f"{name}_env", f"{name}_file")
