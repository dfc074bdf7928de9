"""Home of the log: what a session sent, what came of it, and whether that is as it was before."""

import operator
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import starmap

from trustlink_conformance.exchange import Errand, Exchange, Outgoing
from trustlink_conformance.session import OWN_HEADERS, Session


@dataclass(frozen=True, slots=True)
class Sent:
    """What went out together, and what came of it."""

    errands: tuple[Errand, ...]
    exchanges: tuple[Exchange, ...]

    @property
    def requests(self) -> list[Outgoing]:
        """The requests alone, as they were asked for."""
        return [one.request for one in self.errands]


@dataclass
class LoggedSession(Session):
    """A session that remembers what was sent, and can be given the next answers beforehand."""

    log: list[Sent] = field(default_factory=list, init=False)
    ahead: list[Sent] = field(default_factory=list, init=False)

    def exchange_together(self, errands: Sequence[Errand]) -> list[Exchange]:
        """Send as any session does, unless the same was sent beforehand."""
        if not self.ahead:
            exchanges = super().exchange_together(errands)
            self.log.append(Sent(tuple(errands), tuple(exchanges)))
            return exchanges
        sent = self.ahead.pop(0)
        if sent.requests != [one.request for one in errands]:
            check = errands[0].origin.check
            raise RuntimeError(f"{check} asks otherwise although it was answered alike")
        self.log.append(sent)
        return list(sent.exchanges)

    def again(self, sent: Sent) -> Sent:
        """Send what went out to another site, byte for byte; what comes of it alike is the same.

        Raises NotTestable as `exchange_together` does.
        """
        self.refuse_beyond(errands=len(sent.errands))
        self.count += len(sent.errands)
        before = sent.exchanges
        repeated = [(one.id, Errand(one.request, one.origin)) for one in before]
        made = self.send_all(repeated)
        same = tuple(starmap(_as_rehearsed, zip(made, before, strict=True)))
        self.latest = same[-1]
        sent = sent if all(map(operator.is_, same, before)) else Sent(sent.errands, same)
        self.log.append(sent)
        return sent


def told(exchange: Exchange) -> tuple[object, ...]:
    """Return what was asked, but for what the session adds to each request, and what came of it."""
    request = exchange.request
    headers = tuple(pair for pair in request.headers if pair[0].lower() not in OWN_HEADERS)
    asked = (request.method, request.url, request.content, headers)
    return *asked, exchange.response, exchange.failure, exchange.seconds


def is_alike(one: Exchange, other: Exchange) -> bool:
    """Tell whether the same was asked and answered, whenever that was."""
    return one is other or told(one) == told(other)


def are_alike(one: Sent, other: Sent) -> bool:
    """Tell whether all of what went out together is alike."""
    return one is other or all(map(is_alike, one.exchanges, other.exchanges))


def _as_rehearsed(made: Exchange, rehearsed: Exchange) -> Exchange:
    """Return the rehearsed exchange itself if the same came of it, else the new one."""
    return rehearsed if replace(made, started=rehearsed.started) == rehearsed else made
