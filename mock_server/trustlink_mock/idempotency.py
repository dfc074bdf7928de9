"""Home of the Idempotency-Key: the same request again gives the same reply again.

Keys belong to a client and live for 24 hours. Only successful replies are remembered.
"""

import json
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from trustlink_mock.problems import Problem
from trustlink_mock.visit import Reply

Owner = tuple[str, str]
"""Is the client and its key."""

LIFETIME = timedelta(hours=24)

_RETRY_SECONDS = "1"


@dataclass(slots=True)
class Attempt:
    """Is the one request that a key stands for; its reply is None while it is in progress."""

    value: str
    """The JSON value of the request, whatever its layout."""
    begun: datetime
    reply: Reply | None = None

    def is_over(self, now: datetime) -> bool:
        """Tell whether its key stands for it no longer."""
        return now - self.begun >= LIFETIME

    def leave(self, reply: Reply) -> None:
        """Leave the reply to be given again; raises Problem 409 if the key was lost meanwhile."""
        self.reply = reply


class KeptAttempts(Protocol):
    """Is where attempts are kept by client and key."""

    def get(self, owner: Owner, /) -> Attempt | None:
        """Return the attempt that holds a key, None if the key is free."""

    def begin(self, owner: Owner, attempt: Attempt, *, most: int) -> Attempt:
        """Let an attempt hold a key, and return what its reply is left with.

        The oldest make room for it. Raises Problem 409 if another took the key meanwhile.
        """

    def end(self, owner: Owner, attempt: Attempt) -> None:
        """Free the key, unless the attempt has left a reply."""


class AttemptsInMemory(OrderedDict[Owner, Attempt]):
    """Keeps attempts as long as the process lives; in it nobody takes a key meanwhile."""

    def begin(self, owner: Owner, attempt: Attempt, *, most: int) -> Attempt:
        """Let an attempt hold a key; the oldest make room for it."""
        self.pop(owner, None)
        self[owner] = attempt
        while len(self) > most:
            self.popitem(last=False)
        return attempt

    def end(self, owner: Owner, attempt: Attempt) -> None:
        """Free the key, unless the attempt has left a reply."""
        if attempt.reply is None and self.get(owner) is attempt:
            del self[owner]


@dataclass(frozen=True, slots=True)
class Attempts:
    """Remembers attempts by client and key; the oldest make room for new ones."""

    capacity: int
    kept: KeptAttempts = field(default_factory=AttemptsInMemory, repr=False)

    def earlier_reply(self, owner: Owner, body: object, *, now: datetime) -> Reply | None:
        """Return the reply to the same request, None if there was none.

        Raises Problem 422 if the key stands for another request, 409 if that is in progress.
        """
        attempt = self.kept.get(owner)
        if attempt is None or attempt.is_over(now):
            return None
        if attempt.value != _canonical(body):
            raise Problem(422, "idempotency-key-reused")
        if attempt.reply is None:
            raise in_progress()
        return attempt.reply

    @contextmanager
    def attempt(self, owner: Owner, body: object, *, now: datetime) -> Iterator[Attempt]:
        """Hold the key while the request is in progress; forget it unless a reply is left."""
        begun = Attempt(_canonical(body), now)
        attempt = self.kept.begin(owner, begun, most=self.capacity)
        try:
            yield attempt
        finally:
            self.kept.end(owner, attempt)


def in_progress() -> Problem:
    """Return the refusal of a request whose key is held by one in progress."""
    return Problem(409, "request-in-progress", headers={"retry-after": _RETRY_SECONDS})


def _canonical(body: object) -> str:
    return json.dumps(body, sort_keys=True, separators=(",", ":"))
