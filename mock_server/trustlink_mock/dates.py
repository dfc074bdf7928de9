"""Home of the dates of a question: which day or periods it is about, and whether it may be.

Texts arrive here in their right form. They are compared as texts before they are read: the year
0000 is a date in RFC 3339, none in Python, and in any case too early.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trustlink.calendar import TaxPeriod, civil_date, parse_date
from trustlink.errors import IdentifierError
from trustlink_mock.answers import Periods
from trustlink_mock.problems import Place, Problem, RequestFault, invalid_request

MOST_PERIODS = 36


@dataclass(frozen=True, slots=True)
class Askable:
    """Spans the days that may be asked about, both inclusive."""

    earliest: date
    today: date

    def as_of(self, text: str | None, *, place: Place, where: str) -> date:
        """Return the day asked about, today without one; raises Problem 400 or 422 (VIO-10)."""
        if text is None:
            return self.today
        early = f"A day not before {self.earliest} is expected."
        late = "A day not after today in Asia/Shanghai is expected."
        if text < str(self.earliest):
            raise _out_of_range(RequestFault(place, where, "TOO_EARLY", early))
        if text > str(self.today):
            raise _out_of_range(RequestFault(place, where, "FUTURE", late))
        return _real_day(text, place=place, where=where)

    def periods(self, parameters: Mapping[str, Any]) -> Periods | None:
        """Return the tax periods asked about, None without any; raises Problem 400 or 422."""
        first, last = parameters.get("from"), parameters.get("to")
        if first is None and last is None:
            return None
        if first is None or last is None:
            missing = "to" if last is None else "from"
            raise invalid_request(_parameter(missing, "MISSING", "from and to go together."))
        _refuse_range(first, last)
        self._refuse_out_of_range(first, last)
        return Periods(TaxPeriod.parse(first), TaxPeriod.parse(last))

    def _refuse_out_of_range(self, first: str, last: str) -> None:
        earliest, latest = TaxPeriod.containing(self.earliest), TaxPeriod.containing(self.today)
        faults = []
        if first < str(earliest):
            faults.append(_parameter("from", "TOO_EARLY", f"{earliest} or later is expected."))
        if last > str(latest):
            faults.append(_parameter("to", "FUTURE", f"{latest} or earlier is expected."))
        if faults:
            raise _out_of_range(*faults)


def askable_since(earliest: date) -> Callable[[datetime], Askable]:
    """Return what may be asked at an instant, for a site that answers from that day on (VIO-11)."""
    return lambda now: Askable(earliest, civil_date(now))


def _refuse_range(first: str, last: str) -> None:
    if first > last:
        raise invalid_request(_parameter("from", "AFTER_TO", "from is not to be after to."))
    if _months(last) - _months(first) >= MOST_PERIODS:
        detail = f"At most {MOST_PERIODS} tax periods are expected."
        raise invalid_request(_parameter("to", "TOO_MANY_PERIODS", detail))


def _months(period: str) -> int:
    return int(period[:4]) * 12 + int(period[5:])


def _real_day(text: str, *, place: Place, where: str) -> date:
    try:
        return parse_date(text)
    except IdentifierError as error:
        fault = RequestFault(place, where, "MALFORMED", "A real day is expected.")
        raise invalid_request(fault) from error


def _parameter(name: str, code: str, detail: str) -> RequestFault:
    return RequestFault("parameter", name, code, detail)


def _out_of_range(*faults: RequestFault) -> Problem:
    return Problem(422, "date-out-of-range", faults=faults)
