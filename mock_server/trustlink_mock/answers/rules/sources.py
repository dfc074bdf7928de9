"""Rules about sources: whether one can be asked, how old its data are, what that adds."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from trustlink.calendar import full_hour
from trustlink_mock.answers.facts import Source
from trustlink_mock.answers.rules.outcome import distinct
from trustlink_mock.answers.vocabulary import CoverageState, Freshness, ReasonCode


def trouble(source: Source | None) -> ReasonCode | None:
    """Return why a source says nothing, None if it answers; no source at all is NOT_COVERED."""
    if source is None:
        return "NOT_COVERED"
    if source.state == "SLOW":
        return "SOURCE_TIMEOUT"
    return "SOURCE_UNAVAILABLE" if source.state == "DOWN" else None


def coverage_state(source: Source | None) -> CoverageState:
    """Return whether an authority's notices are covered (VIO-05)."""
    if source is None:
        return "NOT_COVERED"
    return "COVERED" if source.state == "UP" else "UNAVAILABLE"


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
