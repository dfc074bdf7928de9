"""Home of walks: a list of records or of notices, page by page, as nextCursor leads.

A page may be shorter than its limit, so whoever wants a whole list has to walk it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from trustlink_conformance.answer import Answer
from trustlink_conformance.readings import Item
from trustlink_conformance.site import Site

MOST_PAGES = 50
"""A walk goes no further: a site can write cursors for ever."""
DEFAULT_LIMIT = 50
FULL = "100"
"""The highest limit, written as the published cases write it: their answers are shared."""

_LONGEST_CURSOR = 512


@dataclass(frozen=True, slots=True)
class List:
    """One of the two lists: how it is asked for, and what its rows are ordered by (REB-10)."""

    operation_id: str
    day: str
    """The member whose day orders the rows, the latest first."""
    row_id: str
    """The member that orders rows of the same day, and names each."""


RECORDS = List("listRebateRecords", "/exportDate", "/recordId")
NOTICES = List("listViolationNotices", "/decisionDate", "/noticeId")
LISTS: Mapping[str, List] = {one.operation_id: one for one in (RECORDS, NOTICES)}


@dataclass(frozen=True)
class Walk:
    """The pages of one list, in order; at least one."""

    kind: List
    pages: tuple[Answer, ...]

    @property
    def is_answered(self) -> bool:
        """Whether each page is a page."""
        return all(map(is_page, self.pages))

    @property
    def has_end(self) -> bool:
        """Whether the last page says that it is the last."""
        return self.is_answered and "nextCursor" not in self.pages[-1].json

    @property
    def rows(self) -> list[Item]:
        """The rows of all pages."""
        return [row for page in self.pages for row in rows_of(page)]

    @property
    def ids(self) -> list[Any]:
        """The ids of the rows."""
        return self.members(self.kind.row_id)

    @property
    def is_sound(self) -> bool:
        """Whether the walk came to an end and met no row twice: anything else is REB-10's."""
        names = [repr(name) for name in self.ids]
        return self.has_end and len(set(names)) == len(names)

    @property
    def out_of_order(self) -> list[Any]:
        """The ids of rows that should not follow the row before (REB-10); three at most."""
        rows = [(row.get(self.kind.day), row.get(self.kind.row_id)) for row in self.rows]
        return [right[1] for left, right in pairwise(rows) if not is_in_order(left, right)][:3]

    def members(self, pointer: str) -> list[Any]:
        """Return a member of each row that has it."""
        found = (row.get(pointer) for row in self.rows)
        return [value for value in found if value is not None]


def walk(site: Site, kind: List, *, most_pages: int = MOST_PAGES, **parameters: Any) -> Walk:
    """Read a list to its end, or until a page is none, a cursor comes again or it is too long."""
    pages = [site.read(kind.operation_id, **parameters)]
    met: set[str] = set()
    while len(pages) < most_pages:
        cursor = next_cursor(pages[-1])
        if cursor is None or cursor in met:
            break
        met.add(cursor)
        pages.append(site.read(kind.operation_id, cursor=cursor, **parameters))
    return Walk(kind, tuple(pages))


def next_cursor(page: Answer) -> str | None:
    """Return where the next page starts; None if there is none, or the cursor can't be sent."""
    cursor = page.json.get("nextCursor") if is_page(page) else None
    is_cursor = isinstance(cursor, str) and 0 < len(cursor) <= _LONGEST_CURSOR
    return cursor if is_cursor else None


def is_page(answer: Answer) -> bool:
    """Return whether an answer is a page of a list."""
    if answer.failed or answer.status != 200 or not answer.is_json:
        return False
    return isinstance(answer.json, dict) and isinstance(answer.json.get("items"), list)


def rows_of(page: Answer) -> list[Item]:
    """Return the rows of a page, whatever they are; none if it is no page."""
    count = len(page.json["items"]) if is_page(page) else 0
    return [Item(page, f"/items/{at}") for at in range(count)]


def is_in_order(left: tuple[Any, Any], right: tuple[Any, Any]) -> bool:
    """Return whether a row may follow another, by day and id; numbers may ascend as numbers."""
    if not all(isinstance(value, str) for value in (*left, *right)):
        return False
    if left[0] != right[0]:
        return bool(left[0] > right[0])
    return left[1] <= right[1] or len(left[1]) < len(right[1])


def asked(answer: Answer) -> dict[str, str]:
    """Return the parameters in the query of a request."""
    return dict(parse_qsl(urlsplit(answer.exchange.request.url).query, keep_blank_values=True))


def pages_so_far(site: Site, kind: List) -> list[Answer]:
    """Return the pages of a list, of any supplier, that the checks of this run have got."""
    known = site.recall(kind.operation_id)
    return [one for one in known if one.exchange.request.method == "GET" and is_page(one)]


def joined(pages: Sequence[Answer]) -> Answer:
    """Return an answer that has the rows of all pages, and is like the first page otherwise."""
    first = pages[0]
    response = first.exchange.response
    if len(pages) == 1 or response is None:
        return first
    items = [item for page in pages if is_page(page) for item in page.json["items"]]
    document = {name: value for name, value in first.json.items() if name != "nextCursor"}
    body = json.dumps({**document, "items": items}).encode()
    whole = replace(first.exchange, response=replace(response, body=body))
    return replace(first, exchange=whole)
