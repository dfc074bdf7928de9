"""The age that a store's rows may reach, by real time: a sandbox's clock may stand still."""

from datetime import timedelta
from typing import Final

from trustlink_mock.store.database import Database

PAUSE_SECONDS = 3600.0
"""How often a server that runs on looks for what is too old."""

_DAY = timedelta(days=1)
_STATEMENTS: Final = (
    "DELETE FROM verifications WHERE kept < julianday('now') - ?",
    "DELETE FROM attempts WHERE kept < julianday('now') - ?",
    "DELETE FROM entries WHERE kept < julianday('now') - ?",
)
_SIZES = """
UPDATE counts SET entries_size =
    (SELECT coalesce(sum(size), 0) FROM entries WHERE entries.sandbox = counts.sandbox)
"""


def delete_older(database: Database, retain: timedelta) -> None:
    """Delete verifications, replies to Idempotency-Keys and journal entries kept for longer."""
    with database.transaction():
        for statement in _STATEMENTS:
            database.write(statement, retain / _DAY)
        database.write(_SIZES)
