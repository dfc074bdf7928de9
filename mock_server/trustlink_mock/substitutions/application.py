"""Home of what can be done to an application as a whole: to each request and each reply.

The replies to unknown paths and methods, and the pages, pass through here as well.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trustlink_mock.visit import Recorder, Reply

Lines = list[tuple[bytes, bytes]]
"""The lines of a header section, names and values as sent."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Answers some paths in one way, and everything else as ever."""

    honest: ASGIApp = field(repr=False)
    other: ASGIApp = field(repr=False)
    paths: Collection[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        app = self.other if scope.get("path") in self.paths else self.honest
        await app(scope, receive, send)


@dataclass(frozen=True, slots=True)
class ChangedRequestHeaders:
    """Passes requests on with other headers."""

    app: ASGIApp = field(repr=False)
    change: Callable[[Lines], Lines]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] == "http":
            scope = {**scope, "headers": self.change(list(scope["headers"]))}
        await self.app(scope, receive, send)


@dataclass(frozen=True, slots=True)
class ChangedHeaders:
    """Sends replies with other headers, while their content passes by."""

    app: ASGIApp = field(repr=False)
    change: Callable[[Lines, int, Scope], Lines]
    """Is given the headers, the status and what was asked."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                lines = self.change(list(message["headers"]), message["status"], scope)
                message = {**message, "headers": lines}
            await send(message)

        await self.app(scope, receive, changed)


@dataclass(frozen=True, slots=True)
class ChangedContents:
    """Sends replies with another content; to HEAD there is none, nor a word of its length."""

    app: ASGIApp = field(repr=False)
    change: Callable[[Reply, Scope], Reply]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; nothing is sent to a client that has gone."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        recorder = Recorder()
        await self.app(scope, receive, recorder)
        if not recorder.has_begun:
            return
        reply = self.change(recorder.reply(), scope)
        await reply.send(_without_length(send) if scope["method"] == "HEAD" else send)


def header(lines: Lines, name: bytes) -> bytes | None:
    """Return the value of the first line of that lower-case name, None if there is none."""
    return next((value for found, value in lines if found.lower() == name), None)


def with_header(lines: Lines, name: bytes, *values: bytes) -> Lines:
    """Return the lines with these values, a line each, in place of all of that lower-case name."""
    kept = [line for line in lines if line[0].lower() != name]
    return [*kept, *((name, value) for value in values)]


def _without_length(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": with_header(message["headers"], b"content-length")}
        await send(message)

    return sent
