"""Find the days on which a notice leaves the window, by what is counted, where no list is shown.

A notice counts from the day that anchors it on, up to its last day in the window. So a count that
falls after a day has risen on a day whose notices have that last day. A day is left undecided where
another notice may hide the rise, or where not every authority is COVERED.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from trustlink.calendar import window_ending
from trustlink_conformance.answer import Answer
from trustlink_conformance.expectations import earliest_day
from trustlink_conformance.site import Site

MOST_STATUSES = 80
"""Statuses that are asked for in a run to find falls."""

_ONE_DAY = timedelta(days=1)
_STEP = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Fall:
    """A day after which fewer notices count, and by how much more counted on days before."""

    uscc: str
    last: date
    """The last day on which the notice counts."""
    rises: dict[date, int]
    """For each day whose notices have that last day: how much more counts than the day before."""
    answers: tuple[Answer, ...]


@dataclass
class Counted:
    """What a supplier's statuses count, day by day; it stops asking after MOST_STATUSES."""

    site: Site
    uscc: str
    last_day: Callable[[date], date]
    """Returns the last day on which a notice that is anchored on a day counts."""
    answers: dict[date, Answer] = field(default_factory=dict)

    def on(self, day: date) -> int | None:
        """Return the count of a day; None if it can't be told."""
        if day not in self.answers and not self._may_ask(day):
            return None
        if day not in self.answers:
            memory = self.site.world.memory
            memory["statuses for falls"] = memory.get("statuses for falls", 0) + 1
            self.answers[day] = self.site.read(
                "getViolationStatus", uscc=self.uscc, asOf=day.isoformat()
            )
        return _count_of(self.answers[day])

    def rise(self, day: date) -> int | None:
        """Return how much more counts on a day than on the day before; None if it is unknown."""
        before, on_the_day = self.on(day - _ONE_DAY), self.on(day)
        return None if before is None or on_the_day is None else on_the_day - before

    def has_empty_day(self, *days: date) -> bool:
        """Return whether nothing counts on one of some days, or on one of the year before."""
        for day in days:
            self.on(day)
        asked = [day for day in self.answers if days[-1] - _STEP <= day <= days[-1]]
        return any(self.on(day) == 0 for day in asked)

    def _may_ask(self, day: date) -> bool:
        asked = self.site.world.memory.get("statuses for falls", 0)
        return asked < MOST_STATUSES and earliest_day(self.site) <= day <= self.site.today()


def falls_of(counted: Counted) -> Iterator[Fall]:
    """Yield the falls of a supplier's counts that can be decided; one for each year at most."""
    for first, last in pairwise(_samples(counted.site)):
        more, less = counted.on(first), counted.on(last)
        if more is not None and less is not None and more > less:
            yield from _decided(counted, _last_before_fall(counted, first, last))


def _samples(site: Site) -> list[date]:
    """Return days that are at most a year apart, from the first to the last that can be asked."""
    day, days = earliest_day(site), []
    while day < site.today():
        days.append(day)
        day += _STEP
    return [*days, site.today()]


def _last_before_fall(counted: Counted, first: date, last: date) -> date | None:
    """Return a day after which less counts; `first` counts more than `last`."""
    while last - first > _ONE_DAY:
        middle = first + (last - first) // 2
        more, less = counted.on(middle), counted.on(last)
        if more is None or less is None:
            return None
        first, last = (middle, last) if more > less else (first, middle)
    return first


def _decided(counted: Counted, last: date | None) -> Iterator[Fall]:
    anchors = _anchors(counted, last) if last else []
    rises = {day: counted.rise(day) for day in anchors}
    known = {day: rise for day, rise in rises.items() if rise is not None}
    if last is None or not anchors or len(known) < len(anchors):
        return
    is_risen = any(rise > 0 for rise in known.values())
    if is_risen or not any(_may_hide(counted, day) for day in anchors):
        days = [last, last + _ONE_DAY, *(one for day in anchors for one in (day - _ONE_DAY, day))]
        answers = tuple(counted.answers[day] for day in dict.fromkeys(days))
        yield Fall(counted.uscc, last, known, answers)


def _anchors(counted: Counted, last: date) -> list[date]:
    """Return the days whose notices count for the last time on a day: mostly one."""
    start = window_ending(last).start
    around = (start + timedelta(days=days) for days in range(-2, 4))
    return [day for day in around if counted.last_day(day) == last]


def _may_hide(counted: Counted, day: date) -> bool:
    """Return whether another notice may have left the window just before a day.

    It counted for three years until then: none has if nothing counted on a day of these, or if
    none can have entered at their beginning.
    """
    if counted.has_empty_day(day - 2 * _ONE_DAY, day - _ONE_DAY):
        return False
    for anchor in _anchors(counted, day - _ONE_DAY):
        rise = counted.rise(anchor)
        if rise is None or rise > 0 or _may_hide(counted, anchor):
            return True
    return False


def _count_of(answer: Answer) -> int | None:
    if answer.failed or answer.status != 200 or not answer.is_json:
        return None
    counted, coverage = answer.get("/counts/counted"), answer.get("/coverage")
    states = [one.get("state") for one in coverage or () if isinstance(one, dict)]
    is_whole = bool(states) and all(state == "COVERED" for state in states)
    return counted if is_whole and isinstance(counted, int) else None
