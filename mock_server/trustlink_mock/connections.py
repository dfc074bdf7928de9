"""Connections of the server: uvicorn's HTTP/1.1 with bounds for what a client sends, and when.

uvicorn bounds neither the size of a request's head nor the time that a request may take to arrive,
accepts requests without a Host, and takes the body of a request that offers to change the protocol
(Java's own client does, to HTTP/2) for empty.
"""

import re
from asyncio import TimerHandle, Transport

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 65_536
"""Bytes of a request's line and headers."""

LONGEST_ARRIVAL = 30.0
"""Seconds from the opening of a connection, or the first byte of a request, to its last byte."""

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_BEGINNING = re.compile(rb"[A-Z]{0,20}\Z|[A-Z]+ ")
"""What may become a request; anything else is left to the parser, which refuses it at once."""
_OFFER = b"\nupgrade:"
_IGNORED_OFFER = b"\nx-ignored-upgrade:"


class BoundedProtocol(HttpToolsProtocol):
    """A connection that refuses large heads, ends slow requests, and ignores offers to upgrade."""

    _head: bytes = b""
    """The head so far of the request that is arriving."""
    _is_in_head = True
    _arrival: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Give the first request its time."""
        super().connection_made(transport)
        self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the request that was arriving."""
        self._stop_expecting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what a client sent: a head when it is complete, a body as it comes."""
        if self._arrival is None:
            self._expect_request()
        if not self._is_in_head:
            super().data_received(data)
            return
        self._head += data
        end = _END_OF_HEAD.search(self._head)
        if (end.start() if end else len(self._head)) > LARGEST_HEAD:
            self._refuse(b"431 Request Header Fields Too Large")
        elif end or not _BEGINNING.match(self._head):
            self._read_head(end.start() if end else len(self._head))

    def on_headers_complete(self) -> None:
        """Refuse a request that does not name exactly one host (RFC 9112 section 3.2)."""
        self._is_in_head = False
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1"):
            raise ValueError("one Host header was expected")  # the parser makes it a 400
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Expect the next request."""
        self._is_in_head = True
        self._stop_expecting()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP."""
        self._refuse(b"400 Bad Request", detail=msg.encode("ascii", "replace"))

    def _read_head(self, end: int) -> None:
        head, rest = self._head[:end], self._head[end:]
        self._head = b""
        if _OFFER in head.lower():
            head = _without_offer(head)
        super().data_received(head + rest)

    def _refuse(self, status: bytes, *, detail: bytes = b"") -> None:
        self._stop_expecting()
        body = detail or status
        self.transport.write(
            b"HTTP/1.1 %b\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n"
            b"connection: close\r\n\r\n%b" % (status, len(body), body)
        )
        self.transport.close()

    def _expect_request(self) -> None:
        self._arrival = self.loop.call_later(LONGEST_ARRIVAL, self._end_slow_request)

    def _stop_expecting(self) -> None:
        if self._arrival is not None:
            self._arrival.cancel()
            self._arrival = None

    def _end_slow_request(self) -> None:
        self._arrival = None
        if self._head:
            self._refuse(b"408 Request Timeout")
        else:
            self.transport.close()


def _without_offer(head: bytes) -> bytes:
    """Return the head with another name for Upgrade, which a server may ignore (RFC 9110 7.8)."""
    at = head.lower().find(_OFFER)
    return head[:at] + _IGNORED_OFFER + head[at + len(_OFFER) :]
