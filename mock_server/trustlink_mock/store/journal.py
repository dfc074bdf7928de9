"""Home of the journal in a store.

Entries wait a moment in the worker that made them, and are then written together: so no request
waits for the file, and what one worker answered is seen at all of them within that moment.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from time import time

from trustlink_mock.sandboxes.journal import Entry
from trustlink_mock.sandboxes.journal.journal import MOST_BYTES, MOST_ENTRIES
from trustlink_mock.store.database import Database
from trustlink_mock.store.writing import entry_text, read_entry

logger = logging.getLogger("trustlink_mock")

DELAY_SECONDS = 0.2
"""How long an entry waits before it is written."""

_MOST_WAITING = 1000
_TRIM = """
DELETE FROM entries WHERE sandbox = :sandbox AND number <= (
    SELECT number FROM (
        SELECT number, row_number() OVER latest AS place, sum(size) OVER latest AS bytes
        FROM entries WHERE sandbox = :sandbox WINDOW latest AS (ORDER BY number DESC)
    ) WHERE place > :entries OR bytes > :bytes ORDER BY number DESC LIMIT 1
)
"""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Is an entry that is not written yet."""

    sandbox: int
    since: float
    entry: Entry


@dataclass(slots=True)
class Desk:
    """Writes the entries of all sandboxes of one worker."""

    database: Database = field(repr=False)
    waiting: list[_Waiting] = field(default_factory=list, repr=False)

    def take(self, sandbox: int, entry: Entry) -> None:
        """Write an entry soon."""
        self.waiting.append(_Waiting(sandbox, time(), entry))
        if len(self.waiting) == 1:
            asyncio.get_running_loop().call_later(DELAY_SECONDS, self.write)
        elif len(self.waiting) >= _MOST_WAITING:
            self.write()

    def write(self) -> None:
        """Write the entries that wait; what can't be written is lost, and that is logged."""
        waiting, self.waiting = sorted(self.waiting, key=attrgetter("sandbox")), []
        if not waiting:
            return
        try:
            with self.database.transaction():
                for sandbox, own in groupby(waiting, key=attrgetter("sandbox")):
                    self._write(sandbox, list(own))
        except sqlite3.Error:
            logger.exception("%d entries of the journal are lost", len(waiting))

    def _write(self, sandbox: int, waiting: list[_Waiting]) -> None:
        """Write entries of one sandbox with their numbers, but none of before it was reset."""
        row = self.database.row(
            "SELECT cleared, last_entry FROM sandboxes JOIN counts ON sandbox = number"
            " WHERE number = ?",
            sandbox,
        )
        cleared, last = row or (float("inf"), 0)
        entries = [one.entry for one in waiting if one.since > cleared]
        self.database.write_all(
            "INSERT INTO entries (sandbox, number, size, entry) VALUES (?, ?, ?, ?)",
            (
                (sandbox, number, entry.size, entry_text(entry))
                for number, entry in enumerate(entries, start=last + 1)
            ),
        )
        self.database.write(
            "UPDATE counts SET last_entry = ? WHERE sandbox = ?", last + len(entries), sandbox
        )
        self.database.write(_TRIM, sandbox=sandbox, entries=MOST_ENTRIES, bytes=MOST_BYTES)


@dataclass(frozen=True, slots=True)
class StoredJournal:
    """Is the journal of one sandbox; it is a `Journal`."""

    desk: Desk = field(repr=False)
    sandbox: int

    @property
    def next_number(self) -> int:
        """0: an entry has its number when it is written."""
        return 0

    @property
    def last(self) -> int:
        """The number of the latest entry that is written."""
        self.desk.write()
        row = self.desk.database.row(
            "SELECT last_entry FROM counts WHERE sandbox = ?", self.sandbox
        )
        return int(row[0]) if row else 0

    @property
    def kept(self) -> list[Entry]:
        """The entries of all workers."""
        return list(self.after(0))

    def add(self, entry: Entry) -> None:
        """Keep an entry."""
        self.desk.take(self.sandbox, entry)

    def after(self, number: int) -> Iterator[Entry]:
        """Yield the entries after a number."""
        self.desk.write()
        rows = self.desk.database.rows(
            "SELECT number, entry FROM entries WHERE sandbox = ? AND number > ? ORDER BY number",
            self.sandbox,
            number,
        )
        return (read_entry(*row) for row in rows)
