"""Home of the Idempotency-Key: the same request again gives the same reply again.

Keys belong to a client and live for 24 hours. Only successful replies are remembered.
"""

import json
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trustlink_mock.problems import Problem
from trustlink_mock.visit import Reply

LIFETIME = timedelta(hours=24)

_RETRY_SECONDS = "1"


@dataclass(slots=True)
class Attempt:
    """Is the one request that a key stands for; its reply is None while it is in progress."""

    value: str
    """The JSON value of the request, whatever its layout."""
    begun: datetime
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Attempts:
    """Remembers attempts by client and key; the oldest make room for new ones."""

    capacity: int
    kept: OrderedDict[tuple[str, str], Attempt] = field(default_factory=OrderedDict, repr=False)

    def earlier_reply(self, owner: tuple[str, str], body: object, *, now: datetime) -> Reply | None:
        """Return the reply to the same request, None if there was none.

        Raises Problem 422 if the key stands for another request, 409 if that is in progress.
        """
        attempt = self.kept.get(owner)
        if attempt is None or now - attempt.begun >= LIFETIME:
            return None
        if attempt.value != _canonical(body):
            raise Problem(422, "idempotency-key-reused")
        if attempt.reply is None:
            raise Problem(409, "request-in-progress", headers={"retry-after": _RETRY_SECONDS})
        return attempt.reply

    @contextmanager
    def attempt(self, owner: tuple[str, str], body: object, *, now: datetime) -> Iterator[Attempt]:
        """Hold the key while the request is in progress; forget it unless a reply is left."""
        attempt = Attempt(_canonical(body), now)
        self._keep(owner, attempt)
        try:
            yield attempt
        finally:
            if attempt.reply is None and self.kept.get(owner) is attempt:
                del self.kept[owner]

    def _keep(self, owner: tuple[str, str], attempt: Attempt) -> None:
        self.kept.pop(owner, None)
        self.kept[owner] = attempt
        while len(self.kept) > self.capacity:
            self.kept.popitem(last=False)


def _canonical(body: object) -> str:
    return json.dumps(body, sort_keys=True, separators=(",", ":"))
