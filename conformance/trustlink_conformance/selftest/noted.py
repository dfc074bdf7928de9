"""Home of the noted mapping: a dictionary that tells what is read of it."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any

ALL = "*"
"""Stands for every key: what goes through the whole mapping may rest on any."""


class Noted(dict[Any, Any]):
    """Has the entries of a mapping, and calls `note` with each key that is looked up."""

    def __init__(self, entries: Mapping[Any, Any], note: Callable[[Hashable], None]) -> None:
        super().__init__(entries)
        self._note = note

    def __getitem__(self, key: Any) -> Any:
        self._note(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._note(key)
        return super().__contains__(key)

    def get(self, key: Any, default: Any = None) -> Any:
        """Return an entry, or the default."""
        self._note(key)
        return super().get(key, default)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """Return an entry, made of the default if there is none."""
        self._note(key)
        return super().setdefault(key, default)

    def __iter__(self) -> Iterator[Any]:
        self._note(ALL)
        return super().__iter__()

    def __eq__(self, other: object) -> bool:
        self._note(ALL)
        return super().__eq__(other)

    __hash__ = None  # as that of every dictionary

    def keys(self) -> Any:
        """Return the keys."""
        self._note(ALL)
        return super().keys()

    def values(self) -> Any:
        """Return the values."""
        self._note(ALL)
        return super().values()

    def items(self) -> Any:
        """Return the entries."""
        self._note(ALL)
        return super().items()
