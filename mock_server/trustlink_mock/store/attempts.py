"""Home of the attempts in a store; they are `KeptAttempts`.

An attempt in progress holds its key for a time. Whoever finishes in time leaves the reply; the key
of a worker that was killed is free again when that time is over.
"""

from dataclasses import dataclass, field
from datetime import datetime
from time import time

from trustlink_mock.idempotency import Attempt, Owner, in_progress
from trustlink_mock.store.database import Database
from trustlink_mock.store.writing import read_reply, reply_text
from trustlink_mock.visit import Reply

MARGIN_SECONDS = 2.0
"""What an attempt may take beside its wait for slow sources: it computes for some milliseconds."""


@dataclass(slots=True)
class HeldAttempt(Attempt):
    """Is an attempt whose reply is left in the store."""

    database: Database = field(kw_only=True, repr=False)
    number: int = field(kw_only=True)

    def leave(self, reply: Reply) -> None:
        """Leave the reply; raises Problem 409 if another has taken the key since."""
        left = self.database.write(
            "UPDATE attempts SET held_until = NULL, reply = ?, content = ? WHERE number = ?",
            reply_text(reply),
            reply.content,
            self.number,
        )
        if left.rowcount == 0:
            raise in_progress()
        self.reply = reply


@dataclass(frozen=True, slots=True)
class StoredAttempts:
    """Keeps the attempts of one sandbox."""

    database: Database = field(repr=False)
    sandbox: int
    seconds: float
    """How long an attempt in progress holds its key."""

    def get(self, owner: Owner, /) -> Attempt | None:
        """Return the attempt that holds a key, None if the key is free."""
        row = self.database.row(
            "SELECT value, begun, held_until, reply, content FROM attempts"
            " WHERE sandbox = ? AND client_id = ? AND key = ?",
            self.sandbox,
            *owner,
        )
        if row is None:
            return None
        value, begun, held_until, reply, content = row
        if reply is None and not self._is_held(held_until):
            return None
        return Attempt(value, datetime.fromisoformat(begun), read_reply(reply, content))

    def begin(self, owner: Owner, attempt: Attempt, *, most: int) -> Attempt:
        """Let an attempt hold a key; raises Problem 409 if another took it meanwhile."""
        with self.database.transaction():
            holding = self.get(owner)
            if holding is not None and not holding.is_over(attempt.begun):
                raise in_progress()
            number = self._insert(owner, attempt)
            self.database.write(
                "DELETE FROM attempts WHERE sandbox = ? AND number <= (SELECT number"
                " FROM attempts WHERE sandbox = ? ORDER BY number DESC LIMIT 1 OFFSET ?)",
                self.sandbox,
                self.sandbox,
                most,
            )
        return HeldAttempt(attempt.value, attempt.begun, database=self.database, number=number)

    def end(self, owner: Owner, attempt: Attempt) -> None:  # noqa: ARG002 -- its number says more
        """Free the key, unless the attempt has left a reply."""
        if attempt.reply is None and isinstance(attempt, HeldAttempt):
            self.database.write("DELETE FROM attempts WHERE number = ?", attempt.number)

    def _insert(self, owner: Owner, attempt: Attempt) -> int:
        """Return the number of a new attempt; one of a deleted sandbox is never found again."""
        self.database.write(
            "DELETE FROM attempts WHERE sandbox = ? AND client_id = ? AND key = ?",
            self.sandbox,
            *owner,
        )
        inserted = self.database.write(
            "INSERT INTO attempts (sandbox, client_id, key, value, begun, held_until)"
            " SELECT number, ?, ?, ?, ?, ? FROM sandboxes WHERE number = ?",
            *owner,
            attempt.value,
            attempt.begun.isoformat(),
            time() + self.seconds,
            self.sandbox,
        )
        return inserted.lastrowid or 0 if inserted.rowcount else 0

    def _is_held(self, until: float | None) -> bool:
        """Tell whether that is yet to come; a time that nobody can have set is none."""
        return until is not None and time() < until <= time() + self.seconds
