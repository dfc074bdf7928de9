"""Home of the journal itself: the latest entries, bounded in number and in bytes."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from trustlink_mock.sandboxes.journal.entry import Entry


@dataclass(slots=True)
class Journal:
    """Keeps the latest entries; the oldest make room."""

    most_entries: int = 1000
    most_bytes: int = 1024 * 1024
    kept: deque[Entry] = field(default_factory=deque, repr=False)
    last: int = 0
    """The number of the latest entry."""
    size: int = 0

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
