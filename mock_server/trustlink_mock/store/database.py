"""Home of the database: one process's connection to the file of a store."""

import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from trustlink_mock.store.schema import (
    check_file,
    check_library,
    create_tables,
    told_to_the_user,
)

_PATIENCE_SECONDS = 5.0
"""How long a worker waits for another one's transaction: each takes a few milliseconds."""

Row = tuple[Any, ...]


class Database:
    """Is a connection that one thread at a time uses.

    The file is written ahead (WAL) and not synchronised with each commit: what was committed
    outlives every process, though maybe not a loss of power.
    """

    def __init__(self, path: Path) -> None:
        """Open a file, or make it for this user alone; raises UserError if it is no store."""
        check_library()
        with told_to_the_user(path):
            _touch(path)
            self._connection = sqlite3.connect(
                path, timeout=_PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare(path)
            except BaseException:
                self._connection.close()
                raise

    def _prepare(self, path: Path) -> None:
        check_file(path, self._connection)
        _refuse_open_to_others(path)
        (mode,) = self._connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise OSError(f"its file system lets no file be written ahead ({mode})")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        with self.transaction():
            create_tables(self._connection)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make what is written within one, against all other processes; it may be nested."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.rollback()
            raise

    def row(self, statement: str, *values: object) -> Row | None:
        """Return the first row that a statement finds, None without one."""
        found: Row | None = self._connection.execute(statement, values).fetchone()
        return found

    def rows(self, statement: str, *values: object) -> list[Row]:
        """Return all rows that a statement finds."""
        return self._connection.execute(statement, values).fetchall()

    def write(self, statement: str, *values: object, **named: object) -> sqlite3.Cursor:
        """Carry a statement out, within the transaction or as one of its own."""
        return self._connection.execute(statement, named or values)

    def write_all(self, statement: str, rows: Iterable[Row]) -> None:
        """Carry a statement out with each row."""
        self._connection.executemany(statement, rows)

    def others(self) -> int:
        """Return a number that changes whenever another connection has committed."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Close the connection; the last one to do so leaves a single file."""
        self._connection.close()


def _touch(path: Path) -> None:
    """Make sure that there is a file; one that is empty becomes readable for this user alone.

    Raises:
        OSError: it is a symbolic link, or no ordinary file.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError("an ordinary file was expected")
        if found.st_size == 0:
            os.fchmod(handle, 0o600)
    finally:
        os.close(handle)


def _refuse_open_to_others(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise OSError(f"it holds signing keys, and mode 600 was expected, found {mode:o}")
