"""Home of the visit: one request on its way through the layers, and the reply to it."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import orjson
from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink_mock.chance import SYSTEM, Chance
from trustlink_mock.clients import Client

_VISIT, _WATCHED = "trustlink.visit", "trustlink.watched"

JSON = "application/json"
PROBLEM_JSON = "application/problem+json"


@dataclass(slots=True)
class Visit:
    """Collects what the layers learn of one request; each layer fills in its own part."""

    method: str
    path: str
    headers: Mapping[str, str]
    """By lower-case name; repeated headers are joined as RFC 9110 says."""
    query: bytes
    client: Client | None = None
    """Whose token came with the request; set by authorization."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Path, query and header parameters, sound and typed; set by request validation."""
    body: Any = None
    """The JSON value of the body; set by request validation."""
    chance: Chance = SYSTEM
    quota: str = ""
    """What RateLimit says of the quota, where there is one; set where requests are counted."""
    _request_id: str = ""

    @classmethod
    def begin(cls, scope: Scope, chance: Chance = SYSTEM) -> Self:
        """Open the visit of a request and leave it in the scope for the layers below."""
        visit = cls(
            method=scope["method"],
            path=scope["path"],
            headers=joined_headers(scope["headers"]),
            query=scope.get("query_string", b""),
            chance=chance,
        )
        scope[_VISIT] = visit
        if _WATCHED in scope:
            scope[_WATCHED].append(visit)
        return visit

    @property
    def request_id(self) -> str:
        """The id of this request, made when it is needed: in problems and logs."""
        if not self._request_id:
            asked = f"{self.method} {self.path} {self.query!r}"
            self._request_id = f"req-{self.chance.draw(asked, 8).hex()}"
        return self._request_id


@dataclass(frozen=True, slots=True)
class Reply:
    """Is a whole response: status, headers by lower-case name, content."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    delay: float = 0.0
    """Seconds to wait before it is sent."""

    @property
    def document(self) -> Any:
        """The content as a JSON value."""
        return orjson.loads(self.content)

    def with_document(self, document: object) -> "Reply":
        """Return the same reply with another JSON value as its content."""
        return replace(self, content=json_bytes(document))

    def with_members(self, **members: object) -> "Reply":
        """Return the same reply with these members of its JSON object set."""
        return self.with_document({**self.document, **members})

    def with_headers(self, **headers: str) -> "Reply":
        """Return the same reply with these headers set; `_` in a name stands for `-`."""
        added = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **added})

    async def send(self, send: Send) -> None:
        """Send the reply as ASGI messages, with its Content-Length unless it comes in chunks.

        A recorder takes it whole.
        """
        if isinstance(send, Recorder):
            send.kept = self
            return
        if self.delay:
            await asyncio.sleep(self.delay)
        headers = [(name.encode(), value.encode("latin-1")) for name, value in self.headers.items()]
        if self.status != 304 and "transfer-encoding" not in self.headers:
            headers.append((b"content-length", b"%d" % len(self.content)))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.content})


def json_reply(document: object, *, status: int = 200, **headers: str) -> Reply:
    """Return a reply with a JSON value as its content; `_` in a header's name stands for `-`."""
    reply = Reply(status, {"content-type": JSON}, json_bytes(document))
    return reply.with_headers(**headers)


def json_bytes(document: object) -> bytes:
    """Write a JSON value without blanks, in UTF-8."""
    written = orjson.dumps(document)
    return b"%b" % written  # a copy: orjson's own bytes hold on to the room that they grew in


def watched(scope: Scope, visits: list[Visit]) -> Scope:
    """Return the scope of a request whose visits, when they begin, are added to a list."""
    return {**scope, _WATCHED: visits}


def visit_of(scope: Scope) -> Visit:
    """Return the visit that `Visit.begin` left in the scope."""
    visit: Visit = scope[_VISIT]
    return visit


def joined_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by lower-case name; those that are repeated joined with a comma."""
    joined: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


class Recorder:
    """Stands in for `send` and keeps the response, so that a layer can look at it as a whole."""

    __slots__ = ("_content", "_start", "kept")

    def __init__(self) -> None:
        self.kept: Reply | None = None
        self._start: Any = None
        self._content = b""

    async def __call__(self, message: Any) -> None:
        """Take one ASGI message."""
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body":
            self._content += message.get("body", b"")

    @property
    def has_begun(self) -> bool:
        """Whether anything was sent."""
        return self.kept is not None or self._start is not None

    def reply(self) -> Reply:
        """Return the response that was sent, without its Content-Length."""
        if self.kept is not None:
            return self.kept
        headers = joined_headers(self._start.get("headers", ()))
        headers.pop("content-length", None)
        return Reply(self._start["status"], headers, self._content)


async def record(app: ASGIApp, scope: Scope, receive: Receive) -> Reply:
    """Call an application and return what it sent."""
    recorder = Recorder()
    await app(scope, receive, recorder)
    return recorder.reply()
