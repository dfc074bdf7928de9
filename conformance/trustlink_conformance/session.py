"""Home of the session: every exchange of a run goes through it, paced, counted and recorded."""

import asyncio
import time
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
from trustlink_conformance.exchange import (
    Exchange,
    Headers,
    Origin,
    Outgoing,
    header_values,
)
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.loop_thread import Loop, LoopThread
from trustlink_conformance.target import Target
from trustlink_conformance.wire import Courier, Wire

USER_AGENT = f"{DISTRIBUTION}/{version(DISTRIBUTION)}"
OWN_HEADERS = frozenset({"accept-encoding", "user-agent", "x-request-id"})
"""Headers, in lower case, that the session adds: they tell no two questions apart."""
MOST_TOGETHER = 10
"""Requests that are under way at the same time, at most."""
_REDIRECTS = (301, 302, 303, 307, 308)


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
    latest: Exchange | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._wire = self.courier or Wire(
            self.target.bounds, self.transport, self.target.connection
        )
        self._next_start = 0.0

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
        return self.exchange_together([request], origin)[0]

    def exchange_together(self, requests: Sequence[Outgoing], origin: Origin) -> list[Exchange]:
        """Send up to MOST_TOGETHER requests at the same time; raises as `exchange` does.

        Each counts as one request; what the pace asks for is waited out before all are sent.
        """
        if len(requests) > MOST_TOGETHER:
            raise ValueError(f"{len(requests)} requests at once are more than {MOST_TOGETHER}")
        for request in requests:
            if not self.permits(request.url):
                raise ValueError(f"{request.url!r} is not of the target")
        numbered = [self._numbered(request) for request in requests]
        limit = 2 * self.target.bounds.timeout
        exchanges = self.loop.run(self._send_all(numbered, origin), within=limit)
        for exchange in exchanges:
            self.latest = exchange
            self.record(exchange)
        return exchanges

    def follow(self, request: Outgoing, origin: Origin) -> Exchange:
        """Send a GET and follow redirects within the bounds, to permitted origins only."""
        exchange = self.exchange(request, origin)
        for _ in range(self.target.bounds.max_redirects):
            target = _redirected_to(exchange)
            if target is None or not self.permits(target):
                break
            exchange = self.exchange(replace(request, url=target), origin)
        return exchange

    def wait(self, seconds: float) -> None:
        """Wait as the target asked for."""
        self.pause(seconds)

    async def _send_all(
        self, numbered: Sequence[tuple[int, Outgoing]], origin: Origin
    ) -> list[Exchange]:
        sent = (self._send(number, request, origin) for number, request in numbered)
        return await asyncio.gather(*sent)

    async def _send(self, number: int, request: Outgoing, origin: Origin) -> Exchange:
        started, began = self.instant(), self.clock()
        fetched = await self._wire.fetch(request)
        return Exchange(
            id=number,
            origin=origin,
            request=request,
            response=fetched.response,
            failure=fetched.failure,
            started=started,
            seconds=self.clock() - began,
        )

    def _numbered(self, request: Outgoing) -> tuple[int, Outgoing]:
        """Return the number of the next exchange, and the request as it goes out."""
        number = self._spend()
        url = self.target.addresses.reached(request.url)
        present = {name.lower() for name, _ in request.headers}
        ours = (*self._signature(number), *self._extra_headers(url))
        added = tuple((name, value) for name, value in ours if name.lower() not in present)
        return number, replace(request, url=url, headers=(*request.headers, *added))

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
        limit = self.target.bounds.max_requests
        if self.count >= limit:
            raise NotTestable(
                f"the run's {limit} requests are used up",
                provide="a higher --max-requests",
            )
        self.count += 1
        self._pace()
        return self.count

    def _pace(self) -> None:
        if self.target.is_loopback:
            return
        now = time.monotonic()
        if now < self._next_start:
            self.pause(self._next_start - now)
        self._next_start = max(now, self._next_start) + 1 / self.target.bounds.rate


def _redirected_to(exchange: Exchange) -> str | None:
    response = exchange.response
    if exchange.failure or response is None or response.status not in _REDIRECTS:
        return None
    locations = header_values(response.headers, "location")
    try:
        return urljoin(exchange.request.url, locations[0]) if locations else None
    except ValueError:
        return None
