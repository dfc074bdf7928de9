"""Rules about export tax rebates: which records lie in a range, and what is told of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, get_args

from trustlink.calendar import TaxPeriod, twelve_periods_ending
from trustlink.identifiers import Hs6
from trustlink_mock.answers.facts import RebateRecord
from trustlink_mock.answers.rules.outcome import Outcome
from trustlink_mock.answers.vocabulary import Band, Disclosure, ReasonCode, RebateStatus

_STATUSES: Final[tuple[RebateStatus, ...]] = get_args(RebateStatus)
_LOWER_BOUNDS: Final[tuple[tuple[Decimal, Band], ...]] = (
    (Decimal(10_000_000), "GE_10M"),
    (Decimal(1_000_000), "FROM_1M_TO_10M"),
    (Decimal(100_000), "FROM_100K_TO_1M"),
)


@dataclass(frozen=True, slots=True)
class Periods:
    """Spans tax periods, both ends inclusive."""

    first: TaxPeriod
    last: TaxPeriod


def default_periods(as_of: date) -> Periods:
    """Return the twelve tax periods that end with the month of asOf (REB-05)."""
    twelve = twelve_periods_ending(as_of)
    return Periods(twelve[0], twelve[-1])


def lies_in(record: RebateRecord, periods: Periods) -> bool:
    """Return whether a record belongs to the range: by its tax period alone (REB-05)."""
    return periods.first <= record.tax_period <= periods.last


def outcome(record_count: int, because: ReasonCode | None) -> Outcome:
    """Return the outcome of a range of periods, if the source answers (REB-02)."""
    if record_count > 0:
        return Outcome("RECORDS_FOUND", ("RECORDS_FOUND",))
    if because == "EXEMPT_GOODS":
        return Outcome("NOT_APPLICABLE", ("EXEMPT_GOODS",))
    return Outcome("NO_RECORDS", (because or "NO_RECORDS_IN_PERIOD",))


def counts_by_status(records: Sequence[RebateRecord]) -> Mapping[RebateStatus, int]:
    """Return how many records have each status; one that none has is absent (REB-03)."""
    counted = Counter(record.status for record in records)
    return {status: counted[status] for status in _STATUSES if status in counted}


def refunded_sum(records: Sequence[RebateRecord]) -> Decimal:
    """Return the sum of the amounts of the records with status REFUNDED (REB-13)."""
    amounts = (one.refund_amount for one in records if one.status == "REFUNDED")
    return sum((amount for amount in amounts if amount is not None), start=Decimal(0))


def band(amount: Decimal) -> Band:
    """Return the band of an amount in CNY; a lower bound belongs to its band (REB-13)."""
    return next((name for bound, name in _LOWER_BOUNDS if amount >= bound), "LT_100K")


def disclosed_band(known: Band, disclosure: Disclosure) -> Band:
    """Return the band as it may be shown: not that of a supplier that withholds (REB-04)."""
    return "NOT_DISCLOSED" if disclosure == "WITHHELD" else known


def latest_refund(records: Sequence[RebateRecord]) -> date | None:
    """Return the latest day of a refund, None if there was none; a recovered one was (REB-13)."""
    days = (record.refunded_on for record in records)
    return max((day for day in days if day is not None), default=None)


def subheadings(records: Sequence[RebateRecord]) -> list[Hs6]:
    """Return the subheadings of the records, sorted, each once (REB-13)."""
    return sorted({record.hs6 for record in records})
