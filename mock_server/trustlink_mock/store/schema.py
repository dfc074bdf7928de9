"""Home of the schema: the tables of a store, and whether a file is one."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trustlink.errors import UserError

VERSION = 2
"""Of the tables below; a file of another version is left alone."""

OLDEST_SQLITE = (3, 37)
"""The first that knows strict tables."""

_APPLICATION = 0x54524C4B
_ANOTHER_FILE = "Give --store another file, or one that there is not yet: it is then made."
_TABLES = """
CREATE TABLE server (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    changes INTEGER NOT NULL,
    signing_key TEXT NOT NULL
) STRICT;
CREATE TABLE published_keys (
    kid TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    retired_at TEXT
) STRICT;
CREATE TABLE sandboxes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    token_key TEXT NOT NULL,
    cursor_key BLOB NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    resets INTEGER NOT NULL DEFAULT 0,
    cleared REAL NOT NULL DEFAULT 0,
    hands TEXT,
    conditions TEXT
) STRICT;
CREATE TABLE counts (
    sandbox INTEGER PRIMARY KEY REFERENCES sandboxes ON DELETE CASCADE,
    last_entry INTEGER NOT NULL DEFAULT 0,
    entries_size INTEGER NOT NULL DEFAULT 0,
    quota_window INTEGER,
    quota_used INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE verifications (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    sandbox INTEGER NOT NULL REFERENCES sandboxes ON DELETE CASCADE,
    verification_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    language TEXT NOT NULL,
    content BLOB NOT NULL,
    kept REAL NOT NULL DEFAULT (julianday('now')),
    UNIQUE (sandbox, verification_id)
) STRICT;
CREATE INDEX verifications_by_age ON verifications (sandbox, number);
CREATE TABLE consultations (
    sandbox INTEGER NOT NULL REFERENCES sandboxes ON DELETE CASCADE,
    number TEXT NOT NULL,
    uscc TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    state TEXT NOT NULL,
    state_since TEXT,
    superseded_by TEXT,
    PRIMARY KEY (sandbox, number)
) STRICT;
CREATE TABLE attempts (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    sandbox INTEGER NOT NULL REFERENCES sandboxes ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    begun TEXT NOT NULL,
    held_until REAL,
    reply TEXT,
    content BLOB,
    kept REAL NOT NULL DEFAULT (julianday('now')),
    UNIQUE (sandbox, client_id, key)
) STRICT;
CREATE INDEX attempts_by_age ON attempts (sandbox, number);
CREATE TABLE entries (
    sandbox INTEGER NOT NULL REFERENCES sandboxes ON DELETE CASCADE,
    last INTEGER NOT NULL,
    size INTEGER NOT NULL,
    entries TEXT NOT NULL,
    kept REAL NOT NULL DEFAULT (julianday('now')),
    PRIMARY KEY (sandbox, last)
) STRICT;
"""
_STATEMENTS = tuple(one for one in _TABLES.split(";") if one.strip())


def check_library() -> None:
    """Raise UserError if Python's SQLite is too old for a store."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise UserError(
            f"--store needs SQLite {oldest}, this Python has {sqlite3.sqlite_version}",
            hint="Use a newer Python, or start the mock without --store.",
        )


def check_file(path: Path, connection: sqlite3.Connection) -> None:
    """Raise UserError unless the file is empty or a store of this version; changes nothing."""
    application, version, tables = (
        connection.execute(question).fetchone()[0]
        for question in (
            "PRAGMA application_id",
            "PRAGMA user_version",
            "SELECT count(*) FROM sqlite_schema",
        )
    )
    if (application, version, tables) == (0, 0, 0):
        return
    if application != _APPLICATION:
        raise UserError(f"{path} is no store of a mock server", hint=_ANOTHER_FILE)
    if version != VERSION:
        found = f"{path} is a store of version {version}, {VERSION} is expected"
        raise UserError(found, hint=_ANOTHER_FILE)


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables unless there are some; called within a transaction."""
    if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
        for statement in _STATEMENTS:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def told_to_the_user(path: Path) -> Iterator[None]:
    """Raise UserError for what is wrong with a file that can't be used as a store."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise UserError(f"{path} can't be used as a store: {reason}", hint=_ANOTHER_FILE) from error
