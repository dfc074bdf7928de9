"""The rules: every decision that an answer needs, each a small function that can be substituted.

A defect is such a substitution: `dataclasses.replace(rules, counts=...)`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from trustlink.calendar import Window
from trustlink.identifiers import Hs6, HsCode, PilotScope
from trustlink_mock.answers.facts import Notice, Rating, RebateRecord, Source
from trustlink_mock.answers.policy import Policy
from trustlink_mock.answers.rules import (
    batches,
    notices,
    pages,
    ratings,
    rebates,
    receipts,
    sources,
    verifications,
    writing,
)
from trustlink_mock.answers.rules.outcome import Outcome
from trustlink_mock.answers.rules.pages import Filters, Place
from trustlink_mock.answers.rules.rebates import Periods
from trustlink_mock.answers.texts import Language, choose_language, reason_sentence
from trustlink_mock.answers.vocabulary import (
    Band,
    Completeness,
    CoverageState,
    Disclosure,
    Freshness,
    Json,
    JsonObject,
    NameMatch,
    RatingStatus,
    ReasonCode,
    RebateStatus,
    Severity,
)

__all__ = ["Filters", "Outcome", "Periods", "Place", "Rules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Decides; the defaults are honest. What each rule says stands at its function."""

    trouble: Callable[[Source | None], ReasonCode | None] = sources.trouble
    coverage_state: Callable[[Source | None, Window, Policy], CoverageState] = (
        sources.coverage_state
    )
    holds: Callable[[Source, Notice], bool] = sources.holds
    data_as_of: Callable[[Source, datetime], datetime] = sources.data_as_of
    retrieved_at: Callable[[Source, datetime], datetime] = sources.retrieved_at
    freshness: Callable[[timedelta, timedelta], Freshness] = sources.freshness
    with_staleness: Callable[
        [Sequence[ReasonCode], Collection[Freshness]], tuple[ReasonCode, ...]
    ] = sources.with_staleness

    select_ratings: Callable[[Sequence[Rating], date], tuple[Rating, ...]] = ratings.select
    rating_status: Callable[[Rating, date], RatingStatus] = ratings.status
    recognition: Callable[[JsonObject, date], Json] = ratings.recognition
    rating_outcome: Callable[[Collection[RatingStatus], Sequence[ReasonCode]], Outcome] = (
        ratings.outcome
    )

    default_periods: Callable[[date], Periods] = rebates.default_periods
    lies_in: Callable[[RebateRecord, Periods], bool] = rebates.lies_in
    rebate_outcome: Callable[[int, ReasonCode | None], Outcome] = rebates.outcome
    counts_by_status: Callable[[Sequence[RebateRecord]], Mapping[RebateStatus, int]] = (
        rebates.counts_by_status
    )
    refunded_sum: Callable[[Sequence[RebateRecord]], Decimal] = rebates.refunded_sum
    band: Callable[[Decimal], Band] = rebates.band
    disclosed_band: Callable[[Band, Disclosure], Band] = rebates.disclosed_band
    latest_refund: Callable[[Sequence[RebateRecord]], date | None] = rebates.latest_refund
    subheadings: Callable[[Sequence[RebateRecord]], list[Hs6]] = rebates.subheadings

    window: Callable[[date, Policy], Window] = notices.window
    counts: Callable[[Notice, Window, Policy], bool] = notices.counts
    notice_outcome: Callable[[Sequence[Notice], Sequence[ReasonCode]], Outcome] = notices.outcome
    under_appeal: Callable[[Sequence[Notice]], int] = notices.under_appeal
    highest_severity: Callable[[Sequence[Notice]], Severity | None] = notices.highest_severity
    listed: Callable[[Sequence[Notice]], Sequence[Notice]] = notices.listed

    order: Callable[[Place], tuple[int, str]] = pages.order
    follows: Callable[[Place, Place], bool] = pages.follows
    page_size: Callable[[int], int] = pages.page_size
    goes_on: Callable[[int, int], bool] = pages.goes_on
    bound_to_cursor: Callable[[JsonObject], Json] = pages.bound_to_cursor
    fits: Callable[[RebateRecord, Filters], bool] = pages.fits
    masked: Callable[[str], str] = pages.masked
    withholds: Callable[[Disclosure], bool] = pages.withholds

    names_agree: Callable[[str, str | None], bool] = verifications.names_agree
    name_match: Callable[[Collection[bool]], NameMatch] = verifications.name_match
    scope_of_goods: Callable[[Sequence[HsCode], Policy], PilotScope] = verifications.scope_of_goods
    completeness: Callable[[Collection[Outcome]], Completeness] = verifications.completeness

    is_about: Callable[[str, str], bool] = str.__eq__
    """Whether a consultation about one supplier is shown to a client that names another."""
    verification_digest: Callable[[JsonObject], str] = receipts.verification_digest
    receipt_claims: Callable[[JsonObject, str], Json] = receipts.receipt_claims
    receipt_header: Callable[[str, str], dict[str, Any]] = receipts.receipt_header
    published_key: Callable[[Mapping[str, Any]], Json] = receipts.published_key

    repeated_suppliers: Callable[[Sequence[JsonObject]], list[int]] = batches.repeated_suppliers
    batch_order: Callable[[Sequence[Json]], list[Json]] = batches.batch_order

    language: Callable[[str | None], Language] = choose_language
    sentence: Callable[[ReasonCode, Language], str] = reason_sentence
    written: Callable[[Json], Json] = writing.written
