"""Home of recording: makes an entry of each request to a sandbox, without holding it up."""

from datetime import datetime
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trustlink_mock.clock import Clock
from trustlink_mock.sandboxes.journal.entry import (
    Asked,
    Entry,
    asked_of,
    next_cursor,
    shown_query,
    shown_text,
)
from trustlink_mock.sandboxes.journal.journal import Journal
from trustlink_mock.sandboxes.tenancy import claimed_client
from trustlink_mock.visit import Visit, watched

_LONGEST_PROBLEM = 4096
_LONGEST_CONTENT = 256 * 1024
_VERIFICATIONS = "/trustlink/v1/verifications"


async def recorded(  # noqa: PLR0913 -- an application's three, and what the entry needs
    app: ASGIApp,
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    journal: Journal,
    clock: Clock,
    key: bytes,
) -> None:
    """Call an application, and write what was asked and answered into the journal.

    `key` makes the digests of questions.
    """
    visits: list[Visit] = []
    watch, began = _Watch(send), monotonic()
    try:
        await app(watched(scope, visits), receive, watch)
    finally:
        if visits:
            visit, number = visits[-1], journal.next_number
            peer, at = _peer(scope), clock()
            journal.add(_entry(visit, watch, peer=peer, number=number, at=at, began=began, key=key))


class _Watch:
    """Wraps `send`: remembers status, headers and, where it matters, content."""

    __slots__ = ("_send", "content", "headers", "status")

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.content = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], message["headers"]
        elif not self.content or len(self.content) < _LONGEST_CONTENT:
            self.content += message.get("body", b"")
        await self._send(message)

    def header(self, wanted: bytes) -> str:
        return next((value.decode("latin-1") for n, value in self.headers if n == wanted), "")


def _peer(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _entry(  # noqa: PLR0913 -- everything that is known of a request
    visit: Visit, watch: _Watch, *, peer: str, number: int, at: datetime, began: float, key: bytes
) -> Entry:
    is_refusal, now = watch.status >= 400, monotonic()
    is_page = visit.method == "GET" and not is_refusal and "limit" in visit.parameters
    is_made = watch.status == 201 and visit.path == _VERIFICATIONS
    return Entry(
        number=number,
        at=at,
        moment=now,
        took=now - began,
        client=visit.client.client_id if visit.client else _claimed(visit),
        peer=peer,
        method=shown_text(visit.method),
        path=shown_text(visit.path),
        query=shown_query(visit.query) if visit.query else "",
        status=watch.status,
        applied=_applied(visit, watch) if "prefer" in visit.headers else "",
        retry_after=watch.header(b"retry-after") if is_refusal else "",
        next_cursor=next_cursor(watch.content) if is_page else "",
        problem=watch.content if is_refusal and len(watch.content) <= _LONGEST_PROBLEM else b"",
        asked=_asked(visit, watch, key) if is_made else None,
    )


def _asked(visit: Visit, watch: _Watch, key: bytes) -> Asked | None:
    return asked_of(visit.body, watch.content, watch.header(b"location"), key=key)


def _applied(visit: Visit, watch: _Watch) -> str:
    """Return the preferences that were applied; where no answer came through, those there were."""
    if watch.status == 0:
        return shown_text(visit.headers["prefer"])
    return watch.header(b"preference-applied")


def _claimed(visit: Visit) -> str:
    """Return who says to ask, where nobody has looked whether it is so."""
    return claimed_client(visit.headers.get("authorization", "").encode("latin-1"))
