"""Home of the log: what a session sent, what came of it, and whether that is as it was before."""

import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import starmap

from trustlink_conformance.exchange import Errand, Exchange, Outgoing
from trustlink_conformance.selftest.direct_wire import occasion_of
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
class Debts:
    """What a site was not sent, as its answers are known, but which would have left something."""

    _owed: list[Sent] = field(default_factory=list)
    _occasions: set[str] = field(default_factory=set)

    def add(self, sent: Iterable[Sent]) -> None:
        """Owe the site what made something: all other methods leave nothing."""
        made = [one for one in sent if any(each.method == "POST" for each in one.requests)]
        self._owed += made
        self._occasions |= {occasion_of(each) for one in made for each in one.requests}

    def due(self, requests: Iterable[Outgoing]) -> list[Sent]:
        """Return what has to be sent before these requests, and owe it no longer."""
        if not self._owed or not any(map(self._may_meet, requests)):
            return []
        owed, self._owed = self._owed, []
        self._occasions.clear()
        return owed

    def _may_meet(self, request: Outgoing) -> bool:
        """Return whether a request may read what was made, or is one of those that made it."""
        return meets_what_was_made(request) or occasion_of(request) in self._occasions


def meets_what_was_made(request: Outgoing) -> bool:
    """Return whether what is answered may be what an earlier request has made."""
    reads_it = "/verifications/" in request.url or "/consultations/" in request.url
    return reads_it or "idempotency-key" in request.fields


@dataclass
class LoggedSession(Session):
    """A session that remembers what was sent, and can be given the next answers beforehand."""

    log: list[Sent] = field(default_factory=list, init=False)
    ahead: list[Sent] = field(default_factory=list, init=False)
    debts: Debts = field(default_factory=Debts, init=False)

    def exchange_together(self, errands: Sequence[Errand]) -> list[Exchange]:
        """Send as any session does, unless the same was sent beforehand."""
        if not self.ahead:
            self._settle([one.request for one in errands])
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
        self._settle([one.request for one in sent.exchanges])
        return self._again(sent)

    def _settle(self, requests: Iterable[Outgoing]) -> None:
        """Send what is owed, in its order, before a request that may meet what that leaves."""
        for sent in self.debts.due(requests):
            if not are_alike(self._again(sent), sent):
                check = sent.errands[0].origin.check
                raise RuntimeError(f"{check} is answered otherwise although nothing of it changed")

    def _again(self, sent: Sent) -> Sent:
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
