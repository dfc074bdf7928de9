"""The variants of lists: how many rows a page has, when the last one comes, how cursors look."""

from dataclasses import replace
from typing import Final

from trustlink_mock.answers import Rules
from trustlink_mock.cursors import Bookmark, Cursors, Question
from trustlink_mock.variants.declare import Joint, variant

_PREFIX: Final = "page~" + "0123456789abcdefghijklmnopqrstuvwxyz" * 10 + "."


@variant("REB-10", "Has at most seven rows on a page, whatever the limit.", joint=Joint.RULES)
def page_of_seven(honest: Rules) -> Rules:
    """Cut it short; the cursor leads on."""
    return replace(honest, page_size=lambda limit: min(7, honest.page_size(limit)))


@variant(
    "REB-10",
    "Learns that a list has ended from a page without rows: every full page has a cursor.",
    joint=Joint.RULES,
)
def empty_last_page(honest: Rules) -> Rules:
    """Lead on from each page that has rows."""
    return replace(honest, goes_on=lambda _left, _shown: True)


class _LongCursors(Cursors):
    """Writes cursors of some 400 characters, with a tilde and a dot in them."""

    def write(self, bookmark: Bookmark, *, question: Question) -> str:
        return _PREFIX + Cursors.write(self, bookmark, question=question)

    def read(self, text: str, *, question: Question) -> Bookmark:
        known = text.removeprefix(_PREFIX) if text.startswith(_PREFIX) else ""
        return Cursors.read(self, known, question=question)


@variant("REB-10", "Writes cursors of more than 400 characters.", joint=Joint.CURSORS)
def long_cursors(honest: Cursors) -> Cursors:
    """Begin each with the same long text."""
    return _LongCursors(honest.clock, honest.key)
