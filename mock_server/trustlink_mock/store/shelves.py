"""Home of the shelves in a store: several processes keep the same sandboxes on them.

Each change of a sandbox has a revision. A process looks whether another one has committed anything
(which costs some microseconds), and reads only what has a revision that it does not know.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import time

from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.memory import Memory, new_memory
from trustlink_mock.sandboxes.conditions import State
from trustlink_mock.settings import Settings
from trustlink_mock.signing_keys import SigningKey, load_signing_keys, signing_key
from trustlink_mock.store.attempts import MARGIN_SECONDS, StoredAttempts
from trustlink_mock.store.consultations import StoredConsultations
from trustlink_mock.store.database import Database
from trustlink_mock.store.journal import Desk, StoredJournal
from trustlink_mock.store.published_keys import published_keys
from trustlink_mock.store.retention import delete_older
from trustlink_mock.store.schema import told_to_the_user
from trustlink_mock.store.verifications import StoredVerifications
from trustlink_mock.store.writing import (
    conditions_text,
    hands_text,
    key_text,
    read_conditions,
    read_hands,
    read_key,
)

_NEVER = -1


@dataclass(frozen=True, slots=True)
class StoredCount:
    """Counts the requests of a sandbox at all workers; it is a `Count`."""

    database: Database = field(repr=False)
    sandbox: int

    def left(self, window: int, *, most: int) -> int | None:
        """Count one more request of a window; return how many are left, None if none was."""
        counted = self.database.write(
            "UPDATE counts SET quota_window = :window,"
            " quota_used = CASE WHEN quota_window IS :window THEN quota_used + 1 ELSE 1 END"
            " WHERE sandbox = :sandbox AND (quota_window IS NOT :window OR quota_used < :most)"
            " RETURNING quota_used",
            window=window,
            most=most,
            sandbox=self.sandbox,
        )
        used = [row[0] for row in counted.fetchall()]
        return most - used[0] if used else None


class StoredShelf:
    """Keeps one sandbox; it is a `Shelf`."""

    def __init__(self, shelves: "StoredShelves", number: int, memory: Memory) -> None:
        self._shelves, self._database = shelves, shelves.database
        self.number, self.memory = number, memory
        self.journal = StoredJournal(shelves.desk, number)
        self._revision = _NEVER

    def new_count(self) -> StoredCount:
        """Return what counts on, for the quota that there is."""
        return StoredCount(self._database, self.number)

    def news(self) -> State | None:
        """Return how others have left the sandbox, None if they have not changed it."""
        row = self._database.row(
            "SELECT revision, resets, hands, conditions FROM sandboxes"
            " WHERE number = ? AND revision <> ?",
            self.number,
            self._revision,
        )
        if row is None:
            return None
        self._revision, resets, hands, conditions = row
        return State(hands=read_hands(hands), conditions=read_conditions(conditions), resets=resets)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Let nobody else change a sandbox; after an exception it is read again."""
        with self._shelves.changing():
            try:
                yield
            except BaseException:
                self._revision = _NEVER
                raise

    def put(self, state: State) -> None:
        """Write how the sandbox stands; with other conditions the count for its quota begins."""
        hands, conditions = hands_text(state.hands), conditions_text(state.conditions)
        self._revision = self._shelves.next_change()
        self._database.write(
            "UPDATE counts SET quota_window = NULL, quota_used = 0 WHERE sandbox ="
            " (SELECT number FROM sandboxes WHERE number = ? AND conditions IS NOT ?)",
            self.number,
            conditions,
        )
        self._database.write(
            "UPDATE sandboxes SET hands = ?, conditions = ?, revision = ? WHERE number = ?",
            hands,
            conditions,
            self._revision,
            self.number,
        )

    def clear(self) -> None:
        """Forget verifications, attempts and the journal's entries."""
        for table in ("verifications", "consultations", "attempts", "entries"):
            self._database.write(f"DELETE FROM {table} WHERE sandbox = ?", self.number)  # noqa: S608 -- one of the four
        self._database.write("UPDATE counts SET entries_size = 0 WHERE sandbox = ?", self.number)
        self._database.write(
            "UPDATE sandboxes SET resets = resets + 1, cleared = ? WHERE number = ?",
            time(),
            self.number,
        )


class StoredShelves:
    """Keep the sandboxes of a server in a file; they are `Shelves`."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self._settings = database, settings
        self.desk = Desk(database, settings.retain)
        delete_older(database, settings.retain)
        self._known = self._others = _NEVER
        self._signing_keys = self._load_signing_keys()
        self._retired_keys = self._publish(self._signing_keys)

    def open(self, name: str) -> StoredShelf:
        """Return the shelf of a name, a new one if needed."""
        with self.changing():
            row = self._row(name)
            if row is None:
                self._insert(name)
                row = self._row(name)
        if row is None:
            raise LookupError(f"the sandbox {name!r} was not written")
        return StoredShelf(self, row[0], self._memory(*row))

    def forget(self, name: str) -> None:
        """Delete a sandbox, and with it all that is on its shelf."""
        with self.changing():
            self.database.write("DELETE FROM sandboxes WHERE name = ?", name)
            self.next_change()

    def news(self) -> Mapping[str, int] | None:
        """Return the named sandboxes with their numbers, None if others have changed nothing."""
        others = self.database.others()
        if others == self._others:
            return None
        self._others = others
        changes = self._changes()
        if changes == self._known:
            return None
        self._known = changes
        named = "SELECT name, number FROM sandboxes WHERE name <> '' ORDER BY number"
        return dict(self.database.rows(named))

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Let no other process change anything; after an exception all is read again."""
        try:
            with self.database.transaction():
                yield
        except BaseException:
            self._known = self._others = _NEVER
            raise

    def next_change(self) -> int:
        """Count one more change, and return its number."""
        self.database.write("UPDATE server SET changes = changes + 1")
        change = self._changes()
        if self._known == change - 1:
            self._known = change
        return change

    def close(self) -> None:
        """Write what waits, and close the file."""
        self.desk.write()
        self.database.close()

    def _changes(self) -> int:
        row = self.database.row("SELECT changes FROM server")
        return int(row[0]) if row else 0

    def _row(self, name: str) -> tuple[int, str, bytes] | None:
        return self.database.row(
            "SELECT number, token_key, cursor_key FROM sandboxes WHERE name = ?", name
        )

    def _insert(self, name: str) -> None:
        memory = new_memory(self._settings, signing_keys=self._signing_keys)
        inserted = self.database.write(
            "INSERT INTO sandboxes (name, token_key, cursor_key) VALUES (?, ?, ?)",
            name,
            key_text(memory.token_key),
            memory.cursor_key,
        )
        self.database.write("INSERT INTO counts (sandbox) VALUES (?)", inserted.lastrowid)
        self.next_change()

    def _memory(self, number: int, token_key: str, cursor_key: bytes) -> Memory:
        seconds = self._settings.source_timeout + MARGIN_SECONDS
        return Memory(
            token_key=read_key(token_key),
            cursor_key=cursor_key,
            signing_keys=self._signing_keys,
            retired_keys=self._retired_keys,
            verifications=StoredVerifications(self.database, number),
            consultations=StoredConsultations(self.database, number),
            attempts=StoredAttempts(self.database, number, seconds),
            together=self.database.transaction,
        )

    def _load_signing_keys(self) -> tuple[SigningKey, ...]:
        """Return the keys in the user's files, else the one in the store."""
        files, chance = self._settings.signing_keys, self._settings.chance
        new = key_text(chance.key("receipts"))
        with self.database.transaction():
            self.database.write("INSERT OR IGNORE INTO server VALUES (1, 0, ?)", new)
            row = self.database.row("SELECT signing_key FROM server")
        if files or row is None:
            return load_signing_keys(files, chance)
        return (signing_key(read_key(row[0])),)

    def _publish(self, keys: Sequence[SigningKey]) -> tuple[Json, ...]:
        """Keep the public halves of the keys; return those of keys that are not used any more."""
        with self.database.transaction():
            return published_keys(self.database, keys, now=self._settings.clock())


def open_shelves(path: Path, settings: Settings) -> StoredShelves:
    """Return the shelves in a file, which is made if there is none.

    Raises UserError for a file that is no store, and for a signing key that is none.
    """
    database = Database(path)
    try:
        with told_to_the_user(path):
            return StoredShelves(database, settings)
    except BaseException:
        database.close()
        raise
