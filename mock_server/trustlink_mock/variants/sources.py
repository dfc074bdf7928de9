"""The variants of sources: when they were asked, and what the status says of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from trustlink.calendar import full_hour
from trustlink_mock.answers import Rules, Source
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.visit import Reply, Visit

_STATUS: Final = "getStatus"
_REFRESHED_BEFORE: Final = {
    "SAMR": timedelta(hours=22, minutes=11),
    "STA": timedelta(hours=20, minutes=42),
    "GACC": timedelta(minutes=13, seconds=7),
}
_ANY_OTHER: Final = timedelta(hours=9, minutes=30)
_TAKEN_AFTER: Final = timedelta(minutes=4)


@variant(
    "RT-03",
    "Refreshes each register at a time of day of its own, within the announced age.",
    joint=Joint.RULES,
)
def refreshed_at_other_times(honest: Rules) -> Rules:
    """Let data be minutes or hours old."""

    def data_as_of(source: Source, now: datetime) -> datetime:
        if source.refreshed is not None:
            return honest.data_as_of(source, now)
        return full_hour(now) - _age(source)

    def retrieved_at(source: Source, now: datetime) -> datetime:
        if source.refreshed is not None:
            return honest.retrieved_at(source, now)
        return data_as_of(source, now) + _TAKEN_AFTER

    return replace(honest, data_as_of=data_as_of, retrieved_at=retrieved_at)


@variant(
    "HTTP-05",
    "Asks its sources anew at each request: two answers in a row differ in retrievedAt.",
    joint=Joint.RULES,
)
def retrieved_at_each_request(honest: Rules) -> Rules:
    """State a second for each datum, within the current minute or the one before."""
    seconds = count()

    def retrieved_at(source: Source, now: datetime) -> datetime:
        began = now - timedelta(seconds=next(seconds) % 50)
        return max(began, honest.data_as_of(source, now))

    return replace(honest, retrieved_at=retrieved_at)


@variant(
    "DISC-07",
    "Says that one of its sources can't be asked, and that it is DEGRADED so far.",
    joint=Joint.RESPONSE,
    operation=_STATUS,
    refusals_too=False,
)
def degraded(reply: Reply, _: Visit) -> Reply:
    """State the last source as UNAVAILABLE."""
    *others, last = reply.document["sources"]
    sources = [*others, {**last, "state": "UNAVAILABLE"}]
    return reply.with_members(state="DEGRADED", sources=sources)


@variant(
    "DISC-07",
    "Lists a source that no answer about a supplier names.",
    joint=Joint.RESPONSE,
    operation=_STATUS,
    refusals_too=False,
)
def one_more_source(reply: Reply, _: Visit) -> Reply:
    """List OTHER, last checked a year ago."""
    listed = reply.document["sources"]
    more = {"authority": "OTHER", "state": "AVAILABLE", "checkedAt": "2025-10-05T00:00:00Z"}
    return reply.with_members(sources=[more, *listed])


def _age(source: Source) -> timedelta:
    return _REFRESHED_BEFORE.get(source.authority, _ANY_OTHER)
