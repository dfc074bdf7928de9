"""Home of the entry: one request and its answer, as the journal keeps them.

No token, secret or requester's number gets in: of a query, the values of the contract's own
parameters are kept, of a body what the report of a client needs.
"""

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

_LONGEST = 200
_SHOWN = frozenset({"asOf", "from", "to", "status", "hsCode", "limit", "cursor", "after"})
_NEXT = re.compile(rb'"nextCursor":"([^"]{1,1000})"')
_VALID = re.compile(rb'"validUntil":"([^"]{20,30})"')
_TAIL = 1200
_FRAME = 400
"""Bytes that an entry takes beside its texts, roughly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Is what a verification was asked about, without telling for whom."""

    key: str
    """A keyed digest: the same for the same question by the same requester, in one sandbox."""
    location: str = ""
    """Where the verification can be read: the same if an earlier answer was given again."""
    valid_until: str = ""
    has_receipt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Is one line of the journal."""

    number: int
    at: datetime
    """By the sandbox's clock."""
    moment: float
    """Real seconds, of a clock that only runs ahead."""
    took: float
    """Seconds."""
    client: str
    """The client id, proved or merely claimed; "" without one."""
    peer: str
    """The address that it came from; never shown."""
    method: str
    path: str
    query: str
    status: int
    """0 if no answer came through whole."""
    applied: str
    """The preferences that were applied."""
    retry_after: str = ""
    next_cursor: str = ""
    problem: bytes = field(default=b"", repr=False)
    """The content of a refusal, if it is not too long."""
    asked: Asked | None = None

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        texts = (self.path, self.query, self.problem, self.applied, self.next_cursor)
        return _FRAME + sum(map(len, texts))

    @property
    def refusal(self) -> Mapping[str, Any]:
        """The JSON object that a refusal had as its content; empty if it had none."""
        try:
            document = json.loads(self.problem)
        except ValueError:
            return {}
        return document if isinstance(document, dict) else {}


def shown_text(text: str) -> str:
    """Return a text in printable ASCII, cut."""
    return ascii(text[:_LONGEST])[1:-1]


def shown_query(query: bytes) -> str:
    """Return a query in which only the contract's own parameters have their values."""
    pairs = (piece.partition("=") for piece in query[:2000].decode("latin-1").split("&") if piece)
    return "&".join(
        f"{shown_text(name)}={shown_text(value) if name in _SHOWN else '...'}"
        for name, _, value in pairs
    )


def next_cursor(content: bytes) -> str:
    """Return the cursor at the end of a page, "" on the last one."""
    found = _NEXT.search(content, max(0, len(content) - _TAIL))
    return found[1].decode() if found else ""


def asked_of(body: object, content: bytes, location: str, *, key: bytes) -> Asked | None:
    """Return what a verification was asked about, None if the body is none.

    The key makes the digest: without it, an importer's number could be found by trying.
    """
    if not isinstance(body, dict) or not isinstance(body.get("supplier"), dict):
        return None
    supplier = body["supplier"].get("uscc")
    rest = [body.get(name) for name in ("requester", "checks", "asOf", "hsCodes")]
    text = orjson.dumps([supplier, *rest], option=orjson.OPT_SORT_KEYS)
    valid = _VALID.search(content)
    return Asked(
        key=hmac.digest(key, text, "sha256").hex()[:32],
        location=location,
        valid_until=valid[1].decode() if valid else "",
        has_receipt=b'"receipt":{' in content,
    )
