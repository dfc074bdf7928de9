"""Home of the contract's time: civil dates in Asia/Shanghai, the window, tax periods, durations.

Nothing here reads a clock: the instant or the date comes in as an argument.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from trustlink.errors import IdentifierError
from trustlink.wire_form import WireForm, quoted

SHANGHAI = ZoneInfo("Asia/Shanghai")

_DATE = WireForm("date", "[0-9]{4}-[0-9]{2}-[0-9]{2}", "YYYY-MM-DD")
_PERIOD = WireForm("tax period", "([0-9]{4})-([0-9]{2})", "YYYY-MM")
_DURATION = WireForm(
    "duration",
    "P(?=[0-9T])(?:([0-9]{1,5})D)?(?:T(?=[0-9])(?:([0-9]{1,5})H)?(?:([0-9]{1,5})M)?)?",
    "days, hours or minutes, as P1D, PT24H or P1DT30M",
)
_YEARS = WireForm("duration in years", "P([1-9][0-9]?)Y", "1 to 99 years, as P3Y")


def civil_date(instant: datetime) -> date:
    """Return the date on the wall in Asia/Shanghai; raise ValueError for a naive instant."""
    if instant.utcoffset() is None:
        raise ValueError(f"expected an instant with a UTC offset, found {instant!r}")
    return instant.astimezone(SHANGHAI).date()


def full_hour(instant: datetime) -> datetime:
    """Return the last full hour in UTC; raise ValueError for a naive instant."""
    if instant.utcoffset() is None:
        raise ValueError(f"expected an instant with a UTC offset, found {instant!r}")
    return instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


@lru_cache(maxsize=4096)
def parse_date(text: str) -> date:
    """Return the day; raise IdentifierError `form`, or `date` for a day that does not exist."""
    _DATE.match(text)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise IdentifierError(f"there is no day {quoted(text)}", code="date") from error


def shift_years(day: date, *, years: int) -> date:
    """Return the same day that many calendar years later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@dataclass(frozen=True, slots=True)
class Window:
    """Spans civil dates, both ends inclusive; `day in window` asks for one."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def window_ending(as_of: date, *, years: int = 3) -> Window:
    """Return the window of that many calendar years that ends with the day (VIO-02).

    Three years are neither 1095 nor 1096 days. No window starts before the first of all days.
    """
    start = shift_years(as_of, years=-years) if as_of.year > years else date.min
    return Window(start, as_of)


def last_day_in_window(day: date, *, years: int = 3) -> date:
    """Return the latest asOf whose window still holds the day (VIO-04).

    It is the day shifted by the years, save that 2021-02-28 is held until 2024-02-29.
    """
    shifted = shift_years(day, years=years)
    next_day = shifted + timedelta(days=1)
    return next_day if day in window_ending(next_day, years=years) else shifted


@dataclass(frozen=True, slots=True, order=True)
class TaxPeriod:
    """Names one month; `period + 1` is the next one, `later - earlier` counts the steps."""

    year: int
    month: int

    def __post_init__(self) -> None:
        date(self.year, self.month, 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the period; raise IdentifierError `form`, or `date` for no such month."""
        year, month = _PERIOD.match(text).groups()
        try:
            return cls(int(year), int(month))
        except ValueError as error:
            raise IdentifierError(f"there is no month {quoted(text)}", code="date") from error

    @classmethod
    def containing(cls, day: date) -> Self:
        """Return the period that the day belongs to."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __add__(self, months: int) -> Self:
        years, month = divmod(self._ordinal + months, 12)
        return type(self)(years, month + 1)

    def __sub__(self, other: Self) -> int:
        return self._ordinal - other._ordinal

    @property
    def _ordinal(self) -> int:
        return self.year * 12 + self.month - 1


def periods_between(first: TaxPeriod, last: TaxPeriod) -> tuple[TaxPeriod, ...]:
    """Return the periods from the first to the last, both inclusive, in order (REB-05)."""
    return tuple(first + step for step in range(last - first + 1))


@lru_cache(maxsize=1024)
def twelve_periods_ending(as_of: date) -> tuple[TaxPeriod, ...]:
    """Return the twelve periods that end with the month of the day, in order.

    Raises ValueError in the year 1: whether asOf is in range is judged before.
    """
    last = TaxPeriod.containing(as_of)
    return periods_between(last + (-11), last)


def parse_duration(text: str) -> timedelta:
    """Return a duration in days, hours and minutes; raise IdentifierError `form`.

    Years and months have no fixed length and are refused: see `parse_years`.
    """
    days, hours, minutes = (int(part or 0) for part in _DURATION.match(text).groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def parse_years(text: str) -> int:
    """Return the calendar years of a duration as P3Y; raise IdentifierError `form`."""
    return int(_YEARS.match(text)[1])
