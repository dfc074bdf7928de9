"""Home of the direct wire: a request goes to an ASGI application without a network between."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from starlette.types import ASGIApp, Message, Scope

from trustlink_conformance.body import Body, BodyTooLarge, BodyUnreadable
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.exchange import Headers, Incoming, Outgoing, header_values
from trustlink_conformance.failures import failure_of
from trustlink_conformance.wire import Fetched
from trustlink_mock.chance import OCCASION


def occasion_of(request: Outgoing) -> str:
    """Return the occasion of a request: the same for all that ask the same."""
    return f"{request.method} {request.url} {request.content!r}"


@dataclass
class DirectWire:
    """Carries requests to an application; what it raises is a 500 and is kept as a crash."""

    app: ASGIApp = field(repr=False)
    bounds: Bounds
    crashes: list[str] = field(default_factory=list)

    async def fetch(self, request: Outgoing) -> Fetched:
        """Ask the application, within the bounds of time and size."""
        answer = _Answer(request)
        OCCASION.set(occasion_of(request))
        try:
            async with asyncio.timeout(self.bounds.timeout):
                await self._call(answer)
            return Fetched(await answer.incoming(self.bounds.max_body), None)
        except (TimeoutError, BodyTooLarge, BodyUnreadable) as error:
            return Fetched(None, failure_of(error, self.bounds, connecting=False))

    async def close(self) -> None:
        """Have nothing to close."""

    async def _call(self, answer: "_Answer") -> None:
        try:
            await self.app(answer.scope(), answer.receive, answer.send)
        except Exception as error:  # noqa: BLE001 -- whatever the application raises is its crash
            self.crashes.append(f"{answer.request.method} {answer.request.url}: {error}")
            answer.fail()


class _Answer:
    """Collects what the application sends."""

    def __init__(self, request: Outgoing) -> None:
        self.request = request
        self._status = 500
        self._headers: Headers = ()
        self._chunks: list[bytes] = []

    def scope(self) -> Scope:
        parts = urlsplit(self.request.url)
        headers = [(b"host", parts.netloc.encode("ascii"))]
        headers += [(n.lower().encode(), v.encode("latin-1")) for n, v in self.request.headers]
        if self.request.content is not None:
            headers.append((b"content-length", b"%d" % len(self.request.content)))
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self.request.method,
            "scheme": parts.scheme,
            "path": unquote(parts.path),
            "raw_path": parts.path.encode("ascii"),
            "query_string": parts.query.encode("ascii"),
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 40000),
            "server": (parts.hostname or "", parts.port or 80),
        }

    async def receive(self) -> Message:
        return {"type": "http.request", "body": self.request.content or b"", "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = tuple(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in message.get("headers", ())
            )
        elif message["type"] == "http.response.body":
            self._chunks.append(message.get("body", b""))

    def fail(self) -> None:
        self._status, self._headers, self._chunks = 500, (("content-type", "text/plain"),), []

    async def incoming(self, limit: int) -> Incoming:
        coding = ", ".join(header_values(self._headers, "content-encoding"))
        body = Body(coding, limit=limit)
        await body.read(self._received())
        return Incoming(self._status, self._headers, bytes(body.content), body.wire_bytes)

    async def _received(self) -> AsyncIterator[Any]:
        """Yield the body as a server would send it: none to HEAD."""
        for chunk in self._chunks if self.request.method != "HEAD" else ():
            yield chunk
