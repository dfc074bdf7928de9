"""Home of the wire: one request, one answer, within every bound and never to a wrong address."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Protocol

import httpx2

from trustlink_conformance.body import Body
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.connection import Connection
from trustlink_conformance.exchange import (
    UNCONNECTED,
    Failure,
    FailureKind,
    Headers,
    Incoming,
    Outgoing,
    header_values,
)
from trustlink_conformance.failures import (
    TARGETS_DOING,
    ForeignAddress,
    HeadersTooLarge,
    failure_of,
)

_CONNECTING = "connection.connect_tcp.started"
_CONNECTED = "connection.connect_tcp.complete"
_SECURED = "connection.start_tls.complete"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one request; `reused` says that an idle connection was taken."""

    response: Incoming | None
    failure: Failure | None
    reused: bool = False

    @property
    def is_unconnected(self) -> bool:
        """Whether no connection came about."""
        return self.failure is not None and self.failure.kind in UNCONNECTED


class Courier(Protocol):
    """Is what carries a request to the target and its answer back."""

    async def fetch(self, request: Outgoing) -> Fetched:
        """Send one request; whatever the target does comes back as an answer or a failure."""

    async def close(self) -> None:
        """Close every connection."""


class AddressGuard:
    """Lets a run connect to private addresses only if its first connection, the target's, is one.

    So neither a URL that the target supplies nor a name that changes its address during the run
    (DNS rebinding) leads into the tester's own network.
    """

    def __init__(self) -> None:
        self._private_allowed: bool | None = None

    def check(self, address: str) -> None:
        """Admit the address, or raise ForeignAddress."""
        is_private = not ip_address(address.partition("%")[0]).is_global
        if self._private_allowed is None:
            self._private_allowed = is_private
        if is_private and not self._private_allowed:
            raise ForeignAddress(f"the host has the private address {address}")


class Wire:
    """Sends over httpx2's transports, below its client: no redirects, cookies, .netrc.

    With a proxy it is the proxy that looks up names: then the guard sees its address alone.
    """

    def __init__(
        self,
        bounds: Bounds,
        transport: httpx2.AsyncBaseTransport | None = None,
        connection: Connection | None = None,
    ) -> None:
        self._bounds = bounds
        self._guard = AddressGuard()
        if transport is not None:
            self._kept = self._fresh = transport
            return
        connection = connection or Connection()
        context = connection.tls_context()
        self._kept = connection.transport(context, idle_connections=4)
        self._fresh = connection.transport(context, idle_connections=0)

    async def fetch(self, request: Outgoing) -> Fetched:
        """Send one request; whatever the target does comes back as an answer or a failure.

        A GET or HEAD whose idle connection the target had closed is sent once more, on a fresh
        one (RFC 9112 section 9.3.1); if that is refused, the request itself may have ended the
        target: its own failure is told. Other methods always get a fresh connection.
        """
        if request.method not in ("GET", "HEAD"):
            return await self._attempt(self._fresh, request)
        fetched = await self._attempt(self._kept, request)
        if fetched.reused and fetched.failure and fetched.failure.kind is FailureKind.CLOSED:
            again = await self._attempt(self._fresh, request)
            return fetched if again.is_unconnected else again
        return fetched

    async def close(self) -> None:
        """Close every connection."""
        await self._kept.aclose()
        await self._fresh.aclose()

    async def _attempt(self, transport: httpx2.AsyncBaseTransport, request: Outgoing) -> Fetched:
        receipt = _Receipt(self._bounds, self._guard)
        failure = None
        try:
            async with asyncio.timeout(self._bounds.timeout):
                await receipt.receive(transport, request)
        except TARGETS_DOING as error:
            failure = failure_of(error, self._bounds, connecting=receipt.connecting)
            await receipt.abandon()
        return Fetched(receipt.incoming(), failure, reused=not receipt.connected)


class _Receipt:
    """One answer being received: what has arrived is kept, even if the rest never does."""

    def __init__(self, bounds: Bounds, guard: AddressGuard) -> None:
        self.connecting = False
        self.connected = False
        self._bounds = bounds
        self._guard = guard
        self._is_secure = False
        self._stream: Any = None
        self._response: httpx2.Response | None = None
        self._body: Body | None = None

    async def receive(self, transport: httpx2.AsyncBaseTransport, request: Outgoing) -> None:
        outgoing = httpx2.Request(
            request.method,
            request.url,
            headers=[(n.encode("latin-1"), v.encode("latin-1")) for n, v in request.headers],
            content=request.content,
            extensions={"trace": self._trace},
        )
        self._is_secure = outgoing.url.scheme == "https"
        self._response = await transport.handle_async_request(outgoing)
        try:
            await self._read(self._response)
        finally:
            await self._response.aclose()

    async def abandon(self) -> None:
        """Close what was connected: httpcore forgets a socket whose TLS handshake is cancelled."""
        if self._stream is not None:
            await self._stream.aclose()

    def incoming(self) -> Incoming | None:
        if self._response is None:
            return None
        return Incoming(
            status=self._response.status_code,
            headers=_headers(self._response),
            body=bytes(self._body.content) if self._body else b"",
            wire_bytes=self._body.wire_bytes if self._body else 0,
            http_version=self._response.http_version,
        )

    async def _read(self, response: httpx2.Response) -> None:
        headers = _headers(response)
        size = sum(len(name) + len(value) + 4 for name, value in headers)
        if len(headers) > self._bounds.max_headers or size > self._bounds.max_header_bytes:
            raise HeadersTooLarge(f"{len(headers)} headers of {size} bytes")
        coding = ", ".join(header_values(headers, "content-encoding"))
        self._body = Body(coding, limit=self._bounds.max_body)
        await self._body.read(response.aiter_raw())

    async def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event == _CONNECTING:
            self.connecting = True
        if event == _SECURED:
            self.connecting = False
        if event != _CONNECTED:
            return
        self.connecting, self.connected = self._is_secure, True
        self._stream = info["return_value"]
        self._guard.check(self._stream.get_extra_info("server_addr")[0])


def _headers(response: httpx2.Response) -> Headers:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw
    )
