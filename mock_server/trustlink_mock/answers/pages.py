"""Home of pages: a part of a list, after the last row that was shown before."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from trustlink_mock.answers.rules import Place, Rules
from trustlink_mock.answers.vocabulary import Json


@dataclass(frozen=True, slots=True)
class Row:
    """Is one row of a list: where it stands, and what is shown of it."""

    place: Place
    shown: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """Is which page is asked for: what follows a place, and at most how much of it."""

    limit: int
    after: Place | None = None
    """The place of the last row of the page before; None for the first page."""


@dataclass(frozen=True, slots=True)
class Page:
    """Is one page as it is answered, without its cursor."""

    document: Json = field(repr=False)
    last: Place | None
    """Where the next page goes on; None if there is none."""


def page_of(head: Json, rows: Iterable[Row], turn: Turn, *, rules: Rules) -> Page:
    """Return a page with these members and the rows that follow (REB-10)."""
    after = turn.after
    left = [row for row in rows if after is None or rules.follows(row.place, after)]
    left.sort(key=lambda row: rules.order(row.place))
    size = rules.page_size(turn.limit)
    shown = left[:size]
    has_next = bool(shown) and rules.goes_on(len(left), size)
    document = rules.written({**head, "items": [row.shown for row in shown]})
    return Page(document, shown[-1].place if has_next else None)
