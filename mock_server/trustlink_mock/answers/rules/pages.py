"""Rules about lists: how rows are ordered, which follow a page, which a filter lets through."""

from dataclasses import dataclass
from datetime import date

from trustlink.identifiers import mask_declaration_number, parse_declaration_number
from trustlink_mock.answers.facts import RebateRecord
from trustlink_mock.answers.vocabulary import Disclosure, Json, JsonObject, RebateStatus

_ASKED = frozenset({"uscc", "asOf", "from", "to", "status", "hsCode", "limit"})


@dataclass(frozen=True, slots=True)
class Place:
    """Is where a row stands in its list: the day that orders it, and its id."""

    day: date
    row_id: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Are the filters of listRebateRecords; the defaults let everything through."""

    status: RebateStatus | None = None
    hs_code: str = ""
    """6 or 10 digits, or nothing."""


def order(place: Place) -> tuple[int, str]:
    """Return the sort key of a row: by day descending, then by id ascending (REB-10)."""
    return -place.day.toordinal(), place.row_id


def follows(place: Place, last: Place) -> bool:
    """Return whether a row comes after the last row of the page before (REB-10)."""
    return order(place) > order(last)


def page_size(limit: int) -> int:
    """Return how many rows a page with this limit has, where as many are left (REB-10)."""
    return limit


def goes_on(left: int, size: int) -> bool:
    """Return whether a page of this size, with so many rows left for it, has a next (REB-10)."""
    return left > size


def bound_to_cursor(parameters: JsonObject) -> Json:
    """Return the parameters that a cursor belongs to: all but the cursor itself (REB-10)."""
    return {name: value for name, value in parameters.items() if name in _ASKED}


def fits(record: RebateRecord, filters: Filters) -> bool:
    """Return whether a record passes the filters: both, where both are given (REB-11)."""
    has_status = filters.status is None or record.status == filters.status
    code: str = record.shown["hsCode"]
    return has_status and code.startswith(filters.hs_code)


def masked(number: str) -> str:
    """Return a declaration number as it may be shown (REB-06)."""
    return mask_declaration_number(parse_declaration_number(number))


def withholds(disclosure: Disclosure) -> bool:
    """Return whether a supplier does not let its single records be shown (SEC-06)."""
    return disclosure == "WITHHELD"
