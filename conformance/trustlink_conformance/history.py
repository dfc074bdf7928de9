"""Home of the history: the answers of a run so far, for checks that look at every one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from trustlink.json_text import count_values
from trustlink_conformance.exchange import Exchange, FailureKind
from trustlink_conformance.parsed import MOST_VALUES

MOST_BYTES = 16 * 1024 * 1024
"""Bodies that are kept at most, together; an honest run has a tenth of it."""

_MOST_UNANSWERED = 20
Attempt = tuple[str, str]
"""A URL, and the Idempotency-Key that was sent to it."""


@dataclass(slots=True)
class History:
    """Keeps what was answered to checks; past the bound no more, so that no target fills memory."""

    exchanges: list[Exchange] = field(default_factory=list)
    unanswered: list[Exchange] = field(default_factory=list)
    """Those to which no answer came in time, the first few."""
    shown: Sequence[Exchange] | None = None
    """What is recalled at the moment, if it is not all of them."""
    firsts: dict[Attempt, int] = field(default_factory=dict)
    """The first exchange that succeeded under each Idempotency-Key, whoever asked."""
    _bytes: int = 0
    _values: int = 0

    @property
    def recalled(self) -> Sequence[Exchange]:
        """What a check that looks back is shown."""
        return self.exchanges if self.shown is None else self.shown

    def keep(self, exchange: Exchange) -> None:
        """Keep a complete answer, or that none came in time."""
        is_late = exchange.failure is not None and exchange.failure.kind is FailureKind.TIMEOUT
        if is_late and len(self.unanswered) < _MOST_UNANSWERED:
            self.unanswered.append(replace(exchange, response=None))
        if exchange.response is None or exchange.failure is not None:
            return
        self._bytes += len(exchange.response.body)
        self._values += count_values(exchange.response.body)
        if self.has_room:
            self.exchanges.append(exchange)
            self._enter(exchange, exchange.response.status)

    def exchange(self, number: int) -> Exchange | None:
        """Return the exchange of a number; None if its answer was not kept."""
        return next((one for one in self.exchanges if one.id == number), None)

    def _enter(self, exchange: Exchange, status: int) -> None:
        attempt = attempt_of(exchange)
        if attempt and status < 300:
            self.firsts.setdefault(attempt, exchange.id)

    @property
    def has_room(self) -> bool:
        """Whether another answer may be kept, here or elsewhere."""
        return self._bytes <= MOST_BYTES and self._values <= MOST_VALUES


def attempt_of(exchange: Exchange) -> Attempt | None:
    """Return what an Idempotency-Key was sent with; None without one."""
    key = exchange.request.fields.get("idempotency-key")
    return (exchange.request.url, key) if key else None
