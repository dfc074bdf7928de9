"""Home of cursors: opaque texts that say where the next page starts, and of which question.

A cursor is signed with a key of the sandbox's own, together with the question that it belongs
to: an altered one, and one of another question, are unknown alike.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from trustlink.calendar import full_hour, parse_date
from trustlink_mock.answers import Place
from trustlink_mock.clock import Clock
from trustlink_mock.problems import Problem, RequestFault, invalid_request

LIFETIME = timedelta(hours=2)
"""Counted from the full hour, so that two answers within it are the same: an hour at least."""

_TAG_BYTES = 16


Question = Mapping[str, Any]
"""Is which list is asked for, with all parameters as sent but the cursor."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Is what a cursor says."""

    days: tuple[str, ...]
    """asOf, or from and to, as the first page applied them: defaults do not move with the clock."""
    after: Place
    """The place of the last row that was shown."""


@dataclass(frozen=True, slots=True)
class Cursors:
    """Writes cursors and reads them again."""

    clock: Clock
    key: bytes = field(repr=False)

    def write(self, bookmark: Bookmark, *, question: Question) -> str:
        """Return the cursor of a question."""
        expires = int((full_hour(self.clock()) + LIFETIME).timestamp())
        after = bookmark.after
        said = [expires, after.day.isoformat(), after.row_id, *bookmark.days]
        payload = json.dumps(said, separators=(",", ":")).encode()
        return urlsafe_b64encode(self._tag(payload, question) + payload).decode().rstrip("=")

    def read(self, text: str, *, question: Question) -> Bookmark:
        """Return what a cursor says; raises Problem 400 unless it is of this question (REB-10)."""
        content = _decoded(text)
        tag, payload = content[:_TAG_BYTES], content[_TAG_BYTES:]
        if not hmac.compare_digest(tag, self._tag(payload, question)):
            raise _unknown()
        expires, day, row_id, *days = json.loads(payload)
        if self.clock().timestamp() >= expires:
            raise _unknown()
        return Bookmark(tuple(days), Place(parse_date(day), row_id))

    def _tag(self, payload: bytes, question: Question) -> bytes:
        asked = json.dumps(question, sort_keys=True).encode()
        signed = hashlib.sha256(asked).digest() + payload
        return hmac.digest(self.key, signed, "sha256")[:_TAG_BYTES]


def _decoded(text: str) -> bytes:
    """Return the bytes of a cursor, of one spelling only; raises Problem 400."""
    try:
        content = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise _unknown() from error
    if urlsafe_b64encode(content).decode().rstrip("=") != text:
        raise _unknown()
    return content


def _unknown() -> Problem:
    detail = "The cursor is not, or no longer, one of this request: start with the first page."
    return invalid_request(RequestFault("parameter", "cursor", "CURSOR_INVALID", detail))
