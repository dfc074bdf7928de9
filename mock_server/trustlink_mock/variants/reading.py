"""The variants of reading: what a site makes of a request that can be read in two ways.

Each stands in openapi/README.md, "Open, both accepted".
"""

import json
import re
from dataclasses import dataclass, field, replace
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trustlink_mock.bodies import read_body
from trustlink_mock.substitutions.application import ChangedContents
from trustlink_mock.substitutions.layer import Asked
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.visit import Reply, json_bytes

_BYTE_ORDER_MARK: Final = "\ufeff"
_HALF: Final = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])")
_ANY_LENGTH: Final = 1 << 30
_IN_ITS_PLACE: Final = b"half-of-a-pair"


@variant(
    "ERR-02",
    "Reads a body as far as it can: past a byte order mark, up to the end of the first value, the"
    " last of two members, U+FFFD for what is no text.",
    joint=Joint.REQUEST,
)
def lenient_bodies(asked: Asked) -> Asked:
    """Take the value; what is no JSON at all stays as it is."""
    text = _HALF.sub(rb"\\ufffd", asked.body).decode("utf-8", "replace")
    try:
        value, _ = json.JSONDecoder().raw_decode(text.lstrip(_BYTE_ORDER_MARK).lstrip())
        return replace(asked, body=json_bytes(value))
    except (TypeError, ValueError, RecursionError):
        return asked


@variant(
    "HTTP-01",
    "Returns half of a surrogate pair as it was sent.",
    joint=Joint.APPLICATION,
)
def half_pairs_returned(honest: ASGIApp) -> ASGIApp:
    """Let it pass in the place of a text that is sound."""

    def changed(reply: Reply, _: Scope) -> Reply:
        return replace(reply, content=reply.content.replace(_IN_ITS_PLACE, rb"\ud800"))

    return ChangedContents(_SoundTexts(honest), changed)


@dataclass(frozen=True, slots=True)
class _SoundTexts:
    """Passes bodies on with a text of ours for half of a surrogate pair."""

    app: ASGIApp = field(repr=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        body = _HALF.sub(
            _IN_ITS_PLACE, await read_body(receive, announced=None, largest=_ANY_LENGTH)
        )
        length = (b"content-length", b"%d" % len(body))
        others = [line for line in scope["headers"] if line[0].lower() != length[0]]
        await self.app({**scope, "headers": [*others, length]}, _received(body), send)


def _received(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
