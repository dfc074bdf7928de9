"""Home of the session: every exchange of a run goes through it, paced, counted and recorded."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from secrets import token_hex
from typing import Self
from urllib.parse import urljoin

import httpx2

from trustlink.cli import DISTRIBUTION
from trustlink_conformance.addresses import origin_of
from trustlink_conformance.body import ACCEPTED_CODINGS
from trustlink_conformance.bounds import HIGHEST
from trustlink_conformance.exchange import (
    Errand,
    Exchange,
    Headers,
    Origin,
    Outgoing,
    header_values,
)
from trustlink_conformance.instead import REDIRECTS
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.loop_thread import Loop, LoopThread
from trustlink_conformance.presence import Gone, Presence, is_unconnected, pause_after
from trustlink_conformance.target import Target
from trustlink_conformance.wire import Courier, Wire

USER_AGENT = f"{DISTRIBUTION}/{version(DISTRIBUTION)}"
OWN_HEADERS = frozenset({"accept-encoding", "user-agent", "x-request-id"})
"""Headers, in lower case, that the session adds: they tell no two questions apart."""
MOST_TOGETHER = HIGHEST["concurrency"]
"""Requests that are under way at the same time, at most."""


def new_run_id() -> str:
    """Return what names one run, in its report and in the logs of the site."""
    return token_hex(6)


@dataclass
class Session:
    """The one way to the target. Synchronous; make it with a target and what records exchanges."""

    target: Target
    record: Callable[[Exchange], None] = field(repr=False)
    transport: httpx2.AsyncBaseTransport | None = field(default=None, repr=False)
    """Stands in for the network, as an app in this process does."""
    courier: Courier | None = field(default=None, repr=False)
    """Stands in for everything below the session: see `selftest`."""
    run_id: str = field(default_factory=new_run_id)
    loop: Loop = field(default_factory=LoopThread, repr=False)
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    """Counts seconds."""
    instant: Callable[[], datetime] = field(default=partial(datetime.now, UTC), repr=False)
    """Tells the instant, in UTC."""
    pause: Callable[[float], None] = field(default=time.sleep, repr=False)
    count: int = field(default=0, init=False)
    throttled: Counter[str] = field(default_factory=Counter, init=False, repr=False)
    """By credential: questions in a row that were given up because of 429. See `patience`."""
    shut_out: dict[str, datetime] = field(default_factory=dict, init=False, repr=False)
    """By client: until when it is asked to stay away, longer than we wait. See `patience`."""
    latest: Exchange | None = field(default=None, init=False)
    presence: Presence = field(default_factory=Presence, init=False, repr=False)
    gone: Gone | None = field(default=None, init=False, repr=False)
    """Set when the site is gone: nothing is sent from then on."""

    def __post_init__(self) -> None:
        self._wire = self.courier or Wire(
            self.target.bounds, self.transport, self.target.connection
        )
        self._next_start = 0.0
        self._began = self.clock()
        self._in_vain = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections and the loop."""
        try:
            self.loop.run(self._wire.close(), within=5)
        finally:
            self.loop.close()

    def permits(self, url: str) -> bool:
        """Return whether a URL that the target supplies may be followed, with credentials too."""
        try:
            origin = origin_of(self.target.addresses.reached(url))
            httpx2.URL(url)
        except (ValueError, httpx2.InvalidURL):
            return False
        return origin in (self.target.origin, *self.target.allow_origins)

    def exchange(self, request: Outgoing, origin: Origin) -> Exchange:
        """Send one request, follow no redirect; raises NotTestable when the budget is spent.

        Raises ValueError for a URL that is neither the target's nor allowed.
        """
        return self.exchange_together([Errand(request, origin)])[0]

    def exchange_together(self, errands: Sequence[Errand]) -> list[Exchange]:
        """Send up to MOST_TOGETHER requests at the same time; raises as `exchange` does.

        Each counts as one request; what the pace asks for is waited out before all are sent.
        """
        if len(errands) > MOST_TOGETHER:
            raise ValueError(f"{len(errands)} requests at once are more than {MOST_TOGETHER}")
        for one in errands:
            if not self.permits(one.request.url):
                raise ValueError(f"{one.request.url!r} is not of the target")
        self.refuse_beyond(errands=len(errands))
        return self.persevered(errands, self.sent(errands))

    def sent(self, errands: Sequence[Errand]) -> list[Exchange]:
        """Send what is within the bounds, number it and record what comes of it."""
        exchanges = self.send_all([self._numbered(one) for one in errands])
        self.presence.note(exchanges)
        for exchange in exchanges:
            self.latest = exchange
            self.record(exchange)
        return exchanges

    def persevered(
        self, errands: Sequence[Errand], exchanges: Sequence[Exchange]
    ) -> list[Exchange]:
        """Return these exchanges; what found no connection to a site that had answered, again.

        Raises NotTestable if the site is gone: then no check is judged by a connection that was
        refused.
        """
        pairs = zip(errands, exchanges, strict=True)
        return [self._connected(errand, exchange) for errand, exchange in pairs]

    def _connected(self, errand: Errand, exchange: Exchange) -> Exchange:
        attempts = 1
        while self._is_absent(exchange):
            if attempts >= self.target.bounds.refusals:
                self.gone = self.presence.gone(exchange, attempts=attempts)
                break
            self.pause(pause_after(attempts))
            self.refuse_beyond(errands=1)
            exchange = self.sent([errand])[0]
            attempts += 1
        if self.gone is not None:
            raise self.gone.excuse()
        return exchange

    def _is_absent(self, exchange: Exchange) -> bool:
        is_ours = origin_of(exchange.request.url) == self.target.origin
        return is_ours and self.presence.answered is not None and is_unconnected(exchange)

    def follow(self, request: Outgoing, origin: Origin) -> Exchange:
        """Send a GET and follow redirects within the bounds, to permitted origins only."""
        exchange = self.exchange(request, origin)
        for _ in range(self.target.bounds.max_redirects):
            target = _redirected_to(exchange)
            if target is None or not self.permits(target):
                break
            exchange = self.exchange(replace(request, url=target), origin)
        return exchange

    @property
    def most_together(self) -> int:
        """How many requests that do not depend on each other may be sent together now."""
        bounds = self.target.bounds
        return max(1, min(bounds.concurrency, bounds.max_requests - self.count))

    def wait(self, seconds: float) -> None:
        """Wait as the target asked for."""
        self.pause(seconds)

    def send_all(self, numbered: Sequence[tuple[int, Errand]]) -> list[Exchange]:
        """Send requests that are numbered and complete, all at once."""
        limit = 2 * self.target.bounds.timeout
        exchanges = self.loop.run(self._sent_all(numbered), within=limit)
        self._in_vain += max((one.seconds for one in exchanges if one.failure), default=0.0)
        return exchanges

    def refuse_beyond(self, *, errands: int) -> None:
        """Raise NotTestable if so many more requests are beyond a bound of the run."""
        bounds = self.target.bounds
        if self.gone is not None:
            raise self.gone.excuse()
        if self.count + errands > bounds.max_requests:
            raise NotTestable(
                f"the run's {bounds.max_requests} requests are used up",
                provide="a higher --max-requests",
            )
        if self._in_vain >= bounds.patience:
            raise NotTestable(
                f"the site kept us waiting {bounds.patience:g} s for answers that never came",
                provide="a site that answers, or a higher bounds.patience in the target file",
            )
        if self.clock() - self._began >= bounds.duration:
            raise NotTestable(
                f"the run's {bounds.duration:g} s are used up",
                provide="a higher bounds.duration in the target file",
            )

    async def _sent_all(self, numbered: Sequence[tuple[int, Errand]]) -> list[Exchange]:
        if len(numbered) == 1:  # the most frequent case, which needs no task of its own
            return [await self._send(*numbered[0])]
        return await asyncio.gather(*(self._send(number, one) for number, one in numbered))

    async def _send(self, number: int, errand: Errand) -> Exchange:
        started, began = self.instant(), self.clock()
        fetched = await self._wire.fetch(errand.request)
        return Exchange(
            id=number,
            origin=errand.origin,
            request=errand.request,
            response=fetched.response,
            failure=fetched.failure,
            started=started,
            seconds=round(self.clock() - began, 6),
        )

    def _numbered(self, errand: Errand) -> tuple[int, Errand]:
        """Return the number of the next exchange, and the request as it goes out."""
        number, request = self._spend(), errand.request
        url = self.target.addresses.reached(request.url)
        present = {name.lower() for name, _ in request.headers}
        ours = (*self._signature(number), *self._extra_headers(url))
        added = tuple((name, value) for name, value in ours if name.lower() not in present)
        whole = replace(request, url=url, headers=(*request.headers, *added))
        return number, replace(errand, request=whole)

    def _signature(self, number: int) -> Headers:
        """Return by what the site's owner finds the request, and the run, in the logs."""
        return (
            ("Accept-Encoding", ACCEPTED_CODINGS),
            ("User-Agent", f"{USER_AGENT} (run {self.run_id})"),
            ("X-Request-Id", f"{self.run_id}-{number}"),
        )

    def _extra_headers(self, url: str) -> Headers:
        """Return the tester's headers, for the site itself alone."""
        if origin_of(url) != self.target.origin:
            return ()
        return tuple((header.name, header.value) for header in self.target.connection.headers)

    def _spend(self) -> int:
        """Return the number of the next exchange."""
        self.count += 1
        self._pace()
        return self.count

    def _pace(self) -> None:
        if self.target.is_loopback or not self.target.bounds.rate:
            return
        now = time.monotonic()
        if now < self._next_start:
            self.pause(self._next_start - now)
        self._next_start = max(now, self._next_start) + 1 / self.target.bounds.rate


def _redirected_to(exchange: Exchange) -> str | None:
    response = exchange.response
    if exchange.failure or response is None or response.status not in REDIRECTS:
        return None
    locations = header_values(response.headers, "location")
    try:
        return urljoin(exchange.request.url, locations[0]) if locations else None
    except ValueError:
        return None
