"""The variants of traffic: a site that is busy, slow about one supplier, has pages of its own."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from itertools import count
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink_mock.authorization import Authorize
from trustlink_mock.clients import Client
from trustlink_mock.problems import Problem
from trustlink_mock.substitutions.application import (
    ChangedHeaders,
    Lines,
    Narrowed,
    header,
    with_header,
)
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.variants.routes import OPERATIONS, TOKENS
from trustlink_mock.visit import Reply, Visit, json_reply

_EVERY: Final = 40
_DELAY: Final = 0.2
_SLOW_ABOUT: Final = "91320594TL0000024X"
_WELL_KNOWN: Final = "/.well-known/"
"""Where discovery is, and in another variant keys."""
_PAGE: Final = b"<!doctype html><html><head><title>Shop</title></head><body>Shop</body></html>"


@variant(
    "HTTP-06",
    "Answers every 40th request 429, and asks to come back in a second.",
    joint=Joint.AUTHORIZATION,
)
def busy_at_times(honest: Authorize) -> Authorize:
    """Refuse clients that may ask; the same request is answered the next time."""
    return _busy(honest, "1")


@variant(
    "HTTP-06",
    "Answers every 40th request 429, and asks to come back at once.",
    joint=Joint.AUTHORIZATION,
)
def busy_for_a_moment(honest: Authorize) -> Authorize:
    """Say Retry-After: 0."""
    return _busy(honest, "0")


@variant(
    "API-01", "Has its token endpoint refuse every second request: 429.", joint=Joint.APPLICATION
)
def busy_token_endpoint(honest: ASGIApp) -> ASGIApp:
    """Refuse the first, the third, and so on."""
    return Narrowed(honest, _EveryOther(honest), paths=(TOKENS,))


@variant("HTTP-06", "States Retry-After as a date.", joint=Joint.APPLICATION)
def retry_after_as_a_date(honest: ASGIApp) -> ASGIApp:
    """Count from the Date of the same answer."""

    def changed(lines: Lines, _status: int, _scope: Scope) -> Lines:
        seconds, date = header(lines, b"retry-after"), header(lines, b"date")
        if seconds is None:
            return lines
        now = parsedate_to_datetime(date.decode()) if date else datetime.now(UTC)
        until = format_datetime(now + timedelta(seconds=int(seconds)), usegmt=True)
        return with_header(lines, b"retry-after", until.encode())

    return ChangedHeaders(honest, changed)


@variant(
    "RT-02", "Takes 200 ms longer for each answer about one supplier.", joint=Joint.APPLICATION
)
def slow_about_one(honest: ASGIApp) -> ASGIApp:
    """Wait before it answers."""
    return _Slow(honest)


@variant(
    "HTTP-08",
    "Is a web shop: outside the paths of the contract there is a page, whatever is asked.",
    joint=Joint.APPLICATION,
)
def shop_around(honest: ASGIApp) -> ASGIApp:
    """Answer 200 with HTML."""
    return _Shop(honest)


@variant("RT-01", "Closes the connection after each answer.", joint=Joint.APPLICATION)
def connections_closed(honest: ASGIApp) -> ASGIApp:
    """Say so in Connection."""
    return ChangedHeaders(
        honest, lambda lines, _status, _scope: with_header(lines, b"connection", b"close")
    )


def _busy(honest: Authorize, retry_after: str) -> Authorize:
    asked = count(1)

    def authorize(visit: Visit, scope: str) -> Client:
        client = honest(visit, scope)
        if next(asked) % _EVERY == 0:
            raise Problem(429, "quota-exceeded", headers={"retry-after": retry_after})
        return client

    return authorize


@dataclass(frozen=True, slots=True)
class _EveryOther:
    app: ASGIApp = field(repr=False)
    asked: Iterator[int] = field(default_factory=count, repr=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if next(self.asked) % 2:
            await self.app(scope, receive, send)
            return
        headers = {"retry_after": "1", "cache_control": "no-store"}
        refusal = json_reply({"error": "temporarily_unavailable"}, status=429)
        await refusal.with_headers(**headers).send(send)


@dataclass(frozen=True, slots=True)
class _Slow:
    app: ASGIApp = field(repr=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _SLOW_ABOUT in scope.get("path", ""):
            await asyncio.sleep(_DELAY)
        await self.app(scope, receive, send)


@dataclass(frozen=True, slots=True)
class _Shop:
    app: ASGIApp = field(repr=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = scope.get("path", OPERATIONS).startswith((OPERATIONS, _WELL_KNOWN, TOKENS))
        if scope["type"] != "http" or known:
            await self.app(scope, receive, send)
            return
        await Reply(200, {"content-type": "text/html; charset=utf-8"}, _PAGE).send(send)
