"""Home of the timeline: the window of three years, and where each notice lies on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from trustlink.calendar import parse_date, window_ending

WIDTH, MARGIN = 720, 40
_COUNTED = ("IN_EFFECT", "UNDER_APPEAL")
_BEYOND = timedelta(days=180)
_ROWS = 4
_MARK, _LABEL = 14, 90
"""Widths of a mark, and of a day written beside it."""

Label = Literal["AFTER", "BEFORE", "NONE"]
"""Where the day of a mark is written; where marks crowd it is in the table alone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Is a notice on the timeline; one beyond its ends stands at the end."""

    notice: Mapping[str, Any]
    x: int
    row: int
    is_counted: bool
    label: Label = "NONE"


@dataclass(frozen=True, slots=True)
class Timeline:
    """Is what the picture shows; coordinates in its own units."""

    start: date
    end: date
    start_x: int
    end_x: int
    marks: tuple[Mark, ...]


def timeline(facts: Mapping[str, Any], as_of: date) -> Timeline:
    """Return the timeline of a supplier's notices for the window that ends on a day."""
    window = window_ending(as_of)
    first, last = window.start - _BEYOND, window.end + _BEYOND

    def x_of(day: date) -> int:
        part = (min(max(day, first), last) - first) / (last - first)
        return round(MARGIN + part * (WIDTH - 2 * MARGIN))

    def marks() -> Iterator[Mark]:
        ordered = sorted(facts["notices"], key=lambda notice: str(notice["decisionDate"]))
        for place, notice in enumerate(ordered):
            day = parse_date(notice["decisionDate"])
            is_counted = day in window and notice["state"] in _COUNTED
            yield Mark(notice, x_of(day), place % _ROWS, is_counted)

    drawn = tuple(_labelled(list(marks())))
    return Timeline(window.start, window.end, x_of(window.start), x_of(window.end), drawn)


def _labelled(marks: Sequence[Mark]) -> Iterator[Mark]:
    """Yield the marks, those with their day beside them that have room for it in their row."""
    for place, mark in enumerate(marks):
        before = marks[place - _ROWS].x if place >= _ROWS else -_LABEL
        after = marks[place + _ROWS].x if place + _ROWS < len(marks) else WIDTH
        label: Label = "NONE"
        if mark.x - before >= _MARK and after - mark.x >= _LABEL:
            label = "AFTER"
        elif mark.x - before >= 2 * _LABEL and after - mark.x >= _MARK:
            label = "BEFORE"
        yield replace(mark, label=label)
