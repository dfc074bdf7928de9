"""Home of the journal in a store.

Entries wait a moment in the worker that made them, and are then written together, those of a
sandbox as one batch: so no request waits for the file, and what one worker answered is seen at all
of them within that moment.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from math import inf
from operator import attrgetter
from time import time

from trustlink_mock.sandboxes.journal import Entry, JournalInMemory
from trustlink_mock.sandboxes.journal.journal import MOST_BYTES, MOST_ENTRIES
from trustlink_mock.settings import RETAIN
from trustlink_mock.store.database import Database
from trustlink_mock.store.retention import PAUSE_SECONDS, delete_older
from trustlink_mock.store.writing import entries_text, read_entries

logger = logging.getLogger("trustlink_mock")

DELAY_SECONDS = 0.2
"""How long an entry waits before it is written."""

_MOST_WAITING = 1000
_FULL = """
SELECT last FROM (
    SELECT last, sum(size) OVER (ORDER BY last DESC) AS total FROM entries WHERE sandbox = ?
) WHERE total > ? ORDER BY last DESC LIMIT 1
"""
"""Finds the latest batch that is one too many, counted in bytes."""


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
    retain: timedelta = RETAIN
    waiting: list[_Waiting] = field(default_factory=list, repr=False)
    looked: float = field(default_factory=time)
    """When it was last looked for what is too old."""

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
            self._delete_older()
            with self.database.transaction():
                for sandbox, own in groupby(waiting, key=attrgetter("sandbox")):
                    self._write(sandbox, list(own))
        except sqlite3.Error:
            logger.exception("%d entries of the journal are lost", len(waiting))

    def _delete_older(self) -> None:
        if time() - self.looked > PAUSE_SECONDS:
            self.looked = time()
            delete_older(self.database, self.retain)

    def _write(self, sandbox: int, waiting: list[_Waiting]) -> None:
        """Write entries of one sandbox with their numbers, but none of before it was reset."""
        row = self.database.row(
            "SELECT cleared, last_entry, entries_size FROM sandboxes JOIN counts"
            " ON sandbox = number WHERE number = ?",
            sandbox,
        )
        cleared, before, size = row or (inf, 0, 0)
        entries = [one.entry for one in waiting if one.since > cleared]
        if not entries:
            return
        batch, last = _latest(entries), before + len(entries)
        self._insert(sandbox, batch, last=last)
        size = self._bounded(sandbox, size + batch.size, last=last)
        self.database.write(
            "UPDATE counts SET last_entry = ?, entries_size = ? WHERE sandbox = ?",
            last,
            size,
            sandbox,
        )

    def _insert(self, sandbox: int, batch: JournalInMemory, *, last: int) -> None:
        self.database.write(
            "INSERT INTO entries (sandbox, last, size, entries) VALUES (?, ?, ?, ?)",
            sandbox,
            last,
            batch.size,
            entries_text(batch.kept),
        )

    def _bounded(self, sandbox: int, size: int, *, last: int) -> int:
        """Let the oldest batches make room, and return the size of those that stay."""
        size -= self._forgotten(sandbox, up_to=last - MOST_ENTRIES)
        full = self.database.row(_FULL, sandbox, MOST_BYTES) if size > MOST_BYTES else None
        return size - self._forgotten(sandbox, up_to=full[0]) if full else size

    def _forgotten(self, sandbox: int, *, up_to: int) -> int:
        """Delete the oldest batches, and return their size."""
        oldest = self.database.rows(
            "DELETE FROM entries WHERE sandbox = ? AND last <= ? RETURNING size", sandbox, up_to
        )
        return sum(size for (size,) in oldest)


def _latest(entries: Iterable[Entry]) -> JournalInMemory:
    """Return a journal of these entries; it keeps as many as there may be."""
    latest = JournalInMemory(MOST_ENTRIES, MOST_BYTES)
    for entry in entries:
        latest.add(entry)
    return latest


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
        return self._last

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
        number = max(number, self._last - MOST_ENTRIES)
        batches = self.desk.database.rows(
            "SELECT entries, last FROM entries WHERE sandbox = ? AND last > ? ORDER BY last",
            self.sandbox,
            number,
        )
        entries = (one for text, last in batches for one in read_entries(text, last=last))
        return (one for one in entries if one.number > number)

    @property
    def _last(self) -> int:
        row = self.desk.database.row(
            "SELECT last_entry FROM counts WHERE sandbox = ?", self.sandbox
        )
        return int(row[0]) if row else 0
