"""The defects of group VIO about days: the window, its ends, and what may be asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from trustlink.calendar import Window, parse_date
from trustlink_mock.answers.facts import Notice
from trustlink_mock.answers.policy import Policy
from trustlink_mock.answers.rules import Rules
from trustlink_mock.dates import Askable
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.problems import Place

_ONE_DAY = timedelta(days=1)
_LONG_AGO = date(1990, 1, 1)
AskableOn = Callable[[datetime], Askable]


@defect(
    "VIO-02",
    "Takes three years for 1095 days.",
    joint=Joint.RULES,
    also={
        "VIO-04": "after a leap year the window starts a day late",
        "VIO-13": "a source that begins on its first day is compared with another day",
        "EXP-03": "the wrong outcome has the reasons that fit it",
    },
)
def window_of_1095_days(honest: Rules) -> Rules:
    """Subtract days instead of years."""
    return replace(honest, window=lambda as_of, _: Window(as_of - timedelta(days=1095), as_of))


@defect(
    "VIO-02",
    "Starts the window of a 29 February on 1 March.",
    joint=Joint.RULES,
    also={
        "VIO-04": "a notice of that 28 February is missed",
        "EXP-03": "the wrong outcome has the reasons that fit it",
    },
)
def leap_day_becomes_1_march(honest: Rules) -> Rules:
    """Let the missing day roll over."""

    def window(as_of: date, policy: Policy) -> Window:
        right = honest.window(as_of, policy)
        is_leap_day = (as_of.month, as_of.day) == (2, 29)
        return replace(right, start=right.start + _ONE_DAY) if is_leap_day else right

    return replace(honest, window=window)


@defect(
    "VIO-04",
    "Treats the first day of the window as outside it.",
    joint=Joint.RULES,
    also={"VIO-09": "the list shows the same notices"},
)
def exclusive_boundary(honest: Rules) -> Rules:
    """Compare with > instead of >=."""

    def counts(notice: Notice, window: Window, policy: Policy) -> bool:
        return honest.counts(notice, replace(window, start=window.start + _ONE_DAY), policy)

    return replace(honest, counts=counts)


@defect(
    "VIO-04",
    "Counts a notice that was decided the day before the window.",
    joint=Joint.RULES,
    also={"VIO-09": "the list shows the same notices"},
)
def the_day_before_counts(honest: Rules) -> Rules:
    """Be off by one to the other side."""

    def counts(notice: Notice, window: Window, policy: Policy) -> bool:
        return honest.counts(notice, replace(window, start=window.start - _ONE_DAY), policy)

    return replace(honest, counts=counts)


@defect(
    "VIO-10",
    "Answers for today if it is asked for a day to come.",
    joint=Joint.DATES,
    also={"VER-01": "a verification states another day than it was asked for"},
)
def future_becomes_today(honest: AskableOn) -> AskableOn:
    """Correct the question instead of refusing it."""
    return lambda now: _Correcting(honest(now).earliest, honest(now).today)


@defect(
    "VIO-04",
    "Counts a notice that was decided before the window, if it was published within it.",
    joint=Joint.RULES,
    also={"VIO-09": "the list shows the same notices"},
)
def publication_as_anchor(honest: Rules) -> Rules:
    """Go by the later of the two dates."""

    def counts(notice: Notice, window: Window, policy: Policy) -> bool:
        day = notice.shown.get("publicationDate")
        published = replace(notice, decision_date=parse_date(day)) if day else notice
        is_early = notice.decision_date < window.start
        return honest.counts(published if is_early else notice, window, policy)

    return replace(honest, counts=counts)


@defect("VIO-10", "Answers for days before earliestAsOf.", joint=Joint.DATES)
def any_day_in_the_past(honest: AskableOn) -> AskableOn:
    """Know no first day."""
    return lambda now: _Boundless(honest(now).earliest, honest(now).today)


@defect(
    "VIO-11",
    "Takes the date in UTC for today.",
    joint=Joint.DATES,
    also={"VER-01": "a verification without asOf states it"},
)
def today_in_utc(honest: AskableOn) -> AskableOn:
    """Be a day late from midnight to eight in Shanghai."""
    return lambda now: replace(honest(now), today=now.astimezone(UTC).date())


class _Correcting(Askable):
    __slots__ = ()

    def as_of(self, text: str | None, *, place: Place, where: str) -> date:
        corrected = min(text, str(self.today)) if text else None
        return super().as_of(corrected, place=place, where=where)


class _Boundless(Askable):
    __slots__ = ()

    def as_of(self, text: str | None, *, place: Place, where: str) -> date:
        return Askable(_LONG_AGO, self.today).as_of(text, place=place, where=where)
