"""Rules about sources: whether one can be asked, how old its data are, what that adds."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from trustlink.calendar import Window, full_hour
from trustlink_mock.answers.facts import Notice, Source
from trustlink_mock.answers.policy import Policy
from trustlink_mock.answers.rules.outcome import distinct
from trustlink_mock.answers.vocabulary import CoverageState, Freshness, ReasonCode


def trouble(source: Source | None) -> ReasonCode | None:
    """Return why a source says nothing, None if it answers; no source at all is NOT_COVERED."""
    if source is None:
        return "NOT_COVERED"
    if source.state == "SLOW":
        return "SOURCE_TIMEOUT"
    return "SOURCE_UNAVAILABLE" if source.state == "DOWN" else None


def coverage_state(source: Source | None, window: Window, policy: Policy) -> CoverageState:
    """Return how much of the window the source of an authority vouches for (VIO-13)."""
    if source is None:
        return "NOT_COVERED"
    if source.state != "UP":
        return "UNAVAILABLE"
    first = None if _needs_no_past(source, policy) else source.notices_from
    if source.method == "SELF_DECLARED" or (first is not None and first > window.end):
        return "NOT_COVERED"
    return "COVERED" if first is None or first <= window.start else "PARTIAL"


def _needs_no_past(source: Source, policy: Policy) -> bool:
    """Return whether what a source has ceased to show does not count anyway."""
    return policy.counts_public_only and source.method == "PUBLIC_REGISTER"


def holds(source: Source, notice: Notice) -> bool:
    """Return whether a source has a notice: one that does not reach back has lost what lapsed."""
    return source.notices_from is None or not notice.has_lapsed


def data_as_of(source: Source, now: datetime) -> datetime:
    """Return the moment whose state the source describes; never one to come."""
    return full_hour(now) if source.refreshed is None else min(source.refreshed, now)


def retrieved_at(source: Source, now: datetime) -> datetime:
    """Return when the site got the data: on the last full hour, or since with newer data."""
    return max(full_hour(now), data_as_of(source, now))


def freshness(age: timedelta, limit: timedelta) -> Freshness:
    """Return STALE for data older than the limit; data exactly that old are FRESH (RT-03)."""
    return "STALE" if age > limit else "FRESH"


def with_staleness(
    reasons: Sequence[ReasonCode], shown: Collection[Freshness]
) -> tuple[ReasonCode, ...]:
    """Return the reasons of a result, and DATA_STALE if it shows stale data (RT-03)."""
    return distinct([*reasons, "DATA_STALE"]) if "STALE" in shown else tuple(reasons)
