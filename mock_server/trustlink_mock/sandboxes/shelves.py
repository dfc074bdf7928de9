"""Home of the shelves: where the sandboxes of a server are kept, each with what it remembers.

In memory they are this process's own. Shelves that several processes share tell each of them what
the others have changed.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Protocol

from trustlink_mock.memory import Memory, emptied, new_memory
from trustlink_mock.sandboxes.conditions import State
from trustlink_mock.sandboxes.journal import Journal, JournalInMemory
from trustlink_mock.sandboxes.quota import Count, CountInMemory
from trustlink_mock.settings import Settings


class Shelf(Protocol):
    """Is where one sandbox is kept."""

    @property
    def number(self) -> int:
        """What tells it from an earlier shelf of the same name."""

    @property
    def memory(self) -> Memory:
        """What its site remembers."""

    @property
    def journal(self) -> Journal:
        """The journal of its requests."""

    def new_count(self) -> Count:
        """Return what counts requests for a quota from now on."""

    def news(self) -> State | None:
        """Return how others have left the sandbox, None if they have not changed it."""

    def changing(self) -> AbstractContextManager[object]:
        """Return a context in which nobody else changes it; an exception undoes what was put."""

    def put(self, state: State) -> None:
        """Keep how the sandbox stands now, for others and for the next start."""

    def clear(self) -> None:
        """Forget verifications, attempts and the journal's entries; keys stay."""


class Shelves(Protocol):
    """Are where the sandboxes of a server are kept."""

    def open(self, name: str) -> Shelf:
        """Return the shelf of a name, a new one if needed; that of the default sandbox is ""."""

    def forget(self, name: str) -> None:
        """Give a shelf up, with all that is on it."""

    def news(self) -> Mapping[str, int] | None:
        """Return the names of all sandboxes but the default, each with its shelf's number.

        None if others have changed none of them since this was asked last.
        """

    def changing(self) -> AbstractContextManager[object]:
        """Return a context in which nobody else opens or forgets one."""


@dataclass(slots=True)
class ShelfInMemory:
    """Keeps a sandbox as long as the process lives."""

    memory: Memory
    number: int = 0
    journal: JournalInMemory = field(default_factory=JournalInMemory)

    def new_count(self) -> Count:
        """Return what counts requests from now on."""
        return CountInMemory()

    def news(self) -> State | None:
        """Return None: there are no others."""
        return None

    def changing(self) -> AbstractContextManager[object]:
        """Return a context like any other."""
        return nullcontext()

    def put(self, state: State) -> None:
        """Keep nothing: the sandbox itself is all there is."""

    def clear(self) -> None:
        """Forget verifications, attempts and the journal's entries."""
        self.memory = emptied(self.memory)
        self.journal.clear()


class ShelvesInMemory:
    """Keep sandboxes as long as the process lives; all have the same signing keys."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._default = new_memory(settings)

    def open(self, name: str) -> Shelf:
        """Return a new shelf."""
        signing_keys = self._default.signing_keys
        memory = new_memory(self._settings, signing_keys=signing_keys) if name else self._default
        return ShelfInMemory(memory)

    def forget(self, name: str) -> None:
        """Do nothing: what is on a shelf goes with its sandbox."""

    def news(self) -> Mapping[str, int] | None:
        """Return None: there are no others."""
        return None

    def changing(self) -> AbstractContextManager[object]:
        """Return a context like any other."""
        return nullcontext()
