"""Home of conditional requests: strong ETags and If-None-Match (RFC 9110, section 13)."""

import hashlib
import re
from collections.abc import Mapping

from trustlink_mock.visit import Reply

_TAGS = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_KEPT = ("etag", "vary", "cache-control")


def entity_tag(content: bytes) -> str:
    """Return the strong ETag of a content."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def tagged(reply: Reply) -> Reply:
    """Return the reply with the ETag of its content."""
    return reply.with_headers(etag=entity_tag(reply.content))


def unless_known(reply: Reply, if_none_match: str | None) -> Reply:
    """Return a tagged reply, or 304 in its place if the client has that content already."""
    if if_none_match is None or not names_tag(if_none_match, reply.headers["etag"]):
        return reply
    return Reply(304, _without_content(reply.headers))


def names_tag(if_none_match: str, tag: str) -> bool:
    """Tell whether an If-None-Match header names the tag: `*`, or weakly equal to one of a list."""
    return if_none_match.strip() == "*" or tag in _TAGS.findall(if_none_match)


def _without_content(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name in _KEPT}
