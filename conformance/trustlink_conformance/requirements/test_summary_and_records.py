"""Checks of REB-13: the summary of export tax rebates follows from the records behind it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import NotApplicable, requirement
from trustlink_conformance.expectations import REBATE_STATUSES
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import where_known
from trustlink_conformance.listings import every_listing
from trustlink_conformance.lists import RECORDS, Walk, asked
from trustlink_conformance.readings import Item
from trustlink_conformance.site import Site

LOWER_BOUNDS = {
    "GE_10M": Decimal(10_000_000),
    "FROM_1M_TO_10M": Decimal(1_000_000),
    "FROM_100K_TO_1M": Decimal(100_000),
    "LT_100K": Decimal(0),
}
"""The bands, each with the lowest sum in CNY that it holds."""


@dataclass(frozen=True)
class Pair:
    """A summary, and the records of the same supplier and periods."""

    summary: Item
    records: Walk

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All answers that it was read from."""
        return (self.summary.answer, *self.records.pages)


@requirement("REB-13", profile="records", afterwards=True)
def test_the_numbers_are_those_of_the_records(site: Site) -> None:
    for pair in pairs(site):
        rows, told = pair.records.rows, pair.summary.get("/countsByStatus")
        counts = Counter(str(row.get("/status")) for row in rows)
        stated = {name: told[name] for name in REBATE_STATUSES if told.get(name, 0) != 0}

        site.expect("recordCount", len(rows), pair.summary.get("/recordCount"), *pair.answers,
                    hint=Hint.LIST_FROM_OTHER_QUERY)  # fmt: skip
        site.expect("countsByStatus", dict(counts), stated, *pair.answers,
                    hint=Hint.LIST_FROM_OTHER_QUERY)  # fmt: skip


@requirement("REB-13", profile="records", afterwards=True)
def test_the_latest_refund_is_that_of_the_records(site: Site) -> None:
    for pair in pairs(site):
        days = pair.records.members("/refundedOn")
        allowed = [max(map(str, days), default=None), None]
        latest = pair.summary.get("/latestRefundedOn")
        site.expect_that(
            f"latestRefundedOn: {allowed[0]}", latest, *pair.answers, holds=latest in allowed
        )


@requirement("REB-13", profile="records", afterwards=True)
def test_the_subheadings_are_those_of_the_records(site: Site) -> None:
    for pair in pairs(site):
        codes = sorted({str(code)[:6] for code in pair.records.members("/hsCode")})
        stated = pair.summary.get("/hs6", codes)
        site.expect("hs6", codes, stated, *pair.answers)


@requirement("REB-13", profile="records", afterwards=True)
def test_the_band_holds_the_sum_of_the_refunds(site: Site) -> None:
    for pair in pairs(site):
        if not pair.records.rows:
            pair.summary.expect_absent("/refundedAmountBand")
            continue
        refunds = [row for row in pair.records.rows if row.get("/status") == "REFUNDED"]
        pair.summary.expect_that(
            "/refundedAmountBand", bands_told(refunds), partial(is_band_of, refunds)
        )


def pairs(site: Site) -> list[Pair]:
    """Return every summary whose records were listed; raises NotApplicable if there is none."""
    listed = where_known(partial(every_listing, site, RECORDS))
    walks = {question_of(one.pages[0]): one for one in listed}
    told = [one for one in summaries(site) if question_of(one) in walks]
    if not told:
        raise NotApplicable("no records behind a summary could be read")
    return [Pair(Item(one), walks[question_of(one)]) for one in told]


def summaries(site: Site) -> list[Answer]:
    """Return every summary of the run so far that was decided by its records."""
    read = site.recall("getRebateSummary")
    told = [one for one in read if one.status == 200 and is_summary(one)]
    return [one for one in told if one.get("/outcome") != "INDETERMINATE"]


def is_summary(answer: Answer) -> bool:
    return answer.is_json and isinstance(answer.get("/countsByStatus"), dict)


def question_of(answer: Answer) -> tuple[str, str, str]:
    """Return what is asked: of which supplier, from which period to which."""
    first, last = (
        str(asked(answer).get(name) or answer.get(f"/{name}")) for name in ("from", "to")
    )
    return answer.exchange.origin.subject, first, last


def bands_told(refunds: Sequence[Item]) -> str:
    """Return which band is right, in words, with the sum behind it."""
    total, is_whole = sum_of(refunds)
    higher = "" if is_whole else " or a higher one, as not every amount is known"
    return f"{band_of(total)}{higher}: REFUNDED are {total} CNY in all"


def is_band_of(refunds: Sequence[Item], band: Any) -> bool:
    """Return whether a band holds the sum, as far as the records show their amounts."""
    total, is_whole = sum_of(refunds)
    if is_whole:
        return bool(band == band_of(total))
    return LOWER_BOUNDS[band] >= LOWER_BOUNDS[band_of(total)]


def sum_of(refunds: Sequence[Item]) -> tuple[Decimal, bool]:
    """Return the sum of the amounts that are shown, and whether all of them are."""
    amounts = [row.get("/refundAmount/amount") for row in refunds]
    known = [Decimal(amount) for amount in amounts if amount is not None]
    return sum(known, start=Decimal(0)), len(known) == len(amounts)


def band_of(total: Decimal) -> str:
    """Return the band that holds a sum."""
    return next(name for name, bound in LOWER_BOUNDS.items() if total >= bound)
