"""Name what came where JSON is due: a redirect to another place, or a page for people."""

import re
from html import unescape

from trustlink_conformance.exchange import Incoming, header_values
from trustlink_conformance.pointer import json_line

REDIRECTS = (301, 302, 303, 307, 308)
"""Statuses whose Location says where the answer is."""

_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_PAGE = re.compile(r"\s*(<!--.{0,2000}?-->\s*)?<(!doctype html|html)\b", re.IGNORECASE | re.DOTALL)
_LOOKED_AT = 20_000
_LONGEST_LOCATION = 200
_LONGEST_TITLE = 80


def instead_of_json(response: Incoming) -> str:
    """Return what a response is if it is a redirect or a page, in words; else ""."""
    return _redirect(response) or _page(response)


def _redirect(response: Incoming) -> str:
    locations = header_values(response.headers, "location")
    if response.status not in REDIRECTS or not locations:
        return ""
    location = json_line(locations[0][:_LONGEST_LOCATION])
    return f"a redirect to {location}: if the interface is there, use that URL in the target file"


def _page(response: Incoming) -> str:
    start = response.body[:_LOOKED_AT].decode("utf-8", "replace")
    media_type = response.fields.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in ("text/html", "application/xhtml+xml") and not _PAGE.match(start):
        return ""
    found = _TITLE.search(start)
    title = " ".join(unescape(found[1]).split()) if found else ""
    named = f"titled {json_line(title[:_LONGEST_TITLE])}" if title else "without a title"
    return f"an HTML page {named}: a login, challenge or error page stands before the interface"
