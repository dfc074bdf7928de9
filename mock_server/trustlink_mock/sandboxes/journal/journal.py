"""Home of the journal itself: the latest entries, bounded in number and in bytes."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from trustlink_mock.sandboxes.journal.entry import Entry

MOST_ENTRIES = 1000
MOST_BYTES = 1024 * 1024


class Journal(Protocol):
    """Keeps the latest entries; the oldest make room."""

    @property
    def next_number(self) -> int:
        """The number to give to the next entry; 0 if the journal gives it."""

    @property
    def last(self) -> int:
        """The number of the latest entry."""

    @property
    def kept(self) -> Iterable[Entry]:
        """The entries."""

    def add(self, entry: Entry) -> None:
        """Keep an entry."""

    def after(self, number: int) -> Iterator[Entry]:
        """Yield the entries after a number."""


@dataclass(slots=True)
class JournalInMemory:
    """Keeps them as long as the process lives."""

    most_entries: int = MOST_ENTRIES
    most_bytes: int = MOST_BYTES
    kept: deque[Entry] = field(default_factory=deque, repr=False)
    last: int = 0
    """The number of the latest entry."""
    size: int = 0

    @property
    def next_number(self) -> int:
        """The number to give to the next entry."""
        return self.last + 1

    def add(self, entry: Entry) -> None:
        """Keep an entry."""
        self.last = entry.number
        self.kept.append(entry)
        self.size += entry.size
        while len(self.kept) > self.most_entries or self.size > self.most_bytes:
            self.size -= self.kept.popleft().size

    def after(self, number: int) -> Iterator[Entry]:
        """Yield the entries after a number."""
        return (entry for entry in tuple(self.kept) if entry.number > number)

    def clear(self) -> None:
        """Forget all entries; numbers go on, so that who follows the journal misses none."""
        self.kept.clear()
        self.size = 0
