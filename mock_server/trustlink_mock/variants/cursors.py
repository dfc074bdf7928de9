"""The variants of what a cursor belongs to: the request's words, or what they mean."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink_mock.substitutions.application import ChangedContents
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.visit import Reply

_LISTS: Final = ("/export-tax-rebates", "/violation-notices")
_STATED: Final = ("asOf", "from", "to")
_DEFAULTS: Final = {"limit": "50"}

Words = dict[str, str]


@dataclass(slots=True)
class _Given:
    """Keeps what each cursor was given for: the query as sent, and with what it left out."""

    words: dict[str, Words] = field(default_factory=dict)
    meanings: dict[str, Words] = field(default_factory=dict)

    def keep(self, reply: Reply, scope: Scope) -> Reply:
        """Keep the cursor of a page, if it has one."""
        if reply.status == 200 and scope["path"].endswith(_LISTS) and reply.content:
            document = reply.document
            cursor, words = document.get("nextCursor"), _words(scope)
            if cursor is not None:
                stated = {name: document[name] for name in _STATED if name in document}
                self.words[cursor] = words
                self.meanings[cursor] = {**_DEFAULTS, **stated, **words}
        return reply


@dataclass(frozen=True, slots=True)
class _ByCursor:
    """Passes a list on as it was asked before, or with a cursor that is unknown."""

    app: ASGIApp = field(repr=False)
    given: _Given
    by_words: bool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].endswith(_LISTS):
            scope = {**scope, "query_string": self._query(scope)}
        await self.app(scope, receive, send)

    def _query(self, scope: Scope) -> bytes:
        query: bytes = scope["query_string"]
        cursor = dict(_pairs(query)).get("cursor")
        if cursor not in self.given.words:
            return query
        asked, before = _words(scope), self.given.words[cursor]
        if self.by_words:
            return query if asked == before else urlencode({**before, "cursor": "other"}).encode()
        meant = {**self.given.meanings[cursor], **asked}
        is_same = meant == self.given.meanings[cursor]
        return urlencode({**before, "cursor": cursor}).encode() if is_same else query


@variant(
    "REB-10",
    "Takes a cursor with the same parameters in the same words alone: a default is no default.",
    joint=Joint.APPLICATION,
)
def cursors_of_words(honest: ASGIApp) -> ASGIApp:
    """Compare the queries."""
    given = _Given()
    return ChangedContents(_ByCursor(honest, given, by_words=True), given.keep)


@variant(
    "REB-10",
    "Takes a cursor with any request that means the same: defaults and stated periods may be sent.",
    joint=Joint.APPLICATION,
)
def cursors_of_meanings(honest: ASGIApp) -> ASGIApp:
    """Compare the queries with what they leave out."""
    given = _Given()
    return ChangedContents(_ByCursor(honest, given, by_words=False), given.keep)


def _words(scope: Scope) -> Words:
    return {name: value for name, value in _pairs(scope["query_string"]) if name != "cursor"}


def _pairs(query: bytes) -> list[tuple[str, str]]:
    return parse_qsl(query.decode("latin-1"), keep_blank_values=True)
