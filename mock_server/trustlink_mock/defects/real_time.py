"""The defects of group RT: answers that come later, and data that look younger than they are."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink_mock.answers.facts import Source
from trustlink_mock.answers.rules import Rules
from trustlink_mock.answers.vocabulary import Freshness, ReasonCode
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.visit import Reply, Visit

_SUMMARY, _VERIFICATION = "getRebateSummary", "createVerification"
_TOO_SLOW = 2.2
_NEVER_IN_TIME = 11.0
_QUARTER = timedelta(minutes=15)


@defect(
    "RT-01",
    "Accepts verifications of suppliers in Shanxi, Shaanxi and Henan for later.",
    joint=Joint.WIRE,
    operation=_VERIFICATION,
    also={
        "HTTP-01": "202 is not documented",
        "VER-03": "there is no 201",
        "VER-08": "its cases show the comparison of names",
    },
)
def accepted_for_later(reply: Reply, visit: Visit) -> Reply:
    """Answer 202."""
    is_meant = visit.body["supplier"]["uscc"].startswith(("9114", "9161", "9141"))
    return replace(reply, status=202) if is_meant else reply


@defect(
    "RT-02",
    "Asks the register of Guangdong anew each time, and that takes two seconds.",
    joint=Joint.WIRE,
    operation="getSupplier",
)
def one_province_is_slow(reply: Reply, visit: Visit) -> Reply:
    """Wait."""
    if visit.parameters["uscc"].startswith("9144"):
        return replace(reply, delay=_TOO_SLOW)
    return reply


@defect(
    "RT-01",
    "Takes eleven seconds to say anything about a supplier in Shanxi.",
    joint=Joint.APPLICATION,
    also=dict.fromkeys(
        ("VIO-03", "ERR-02", "RAT-01", "REB-01"), "a published case has no answer in time"
    ),
)
def one_province_takes_eleven_seconds(honest: ASGIApp) -> ASGIApp:
    """Wait longer than anybody does."""

    async def patient(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/trustlink/v1/suppliers/9114"):
            await asyncio.sleep(_NEVER_IN_TIME)
        await honest(scope, receive, send)

    return patient


@defect(
    "RT-02",
    "Takes two seconds to add up the refunds of suppliers in Guangdong and Zhejiang.",
    joint=Joint.WIRE,
    operation=_SUMMARY,
)
def sums_of_two_provinces_are_slow(reply: Reply, visit: Visit) -> Reply:
    """Wait."""
    if visit.parameters["uscc"].startswith(("9144", "9133")):
        return replace(reply, delay=_TOO_SLOW)
    return reply


@defect(
    "RT-03",
    "Dates what it retrieved in local time of Shanghai, written as if it were UTC.",
    joint=Joint.RULES,
)
def retrieved_in_the_future(honest: Rules) -> Rules:
    """Put retrievedAt eight hours on."""

    def retrieved_at(source: Source, now: datetime) -> datetime:
        return honest.retrieved_at(source, now) + timedelta(hours=8)

    return replace(honest, retrieved_at=retrieved_at)


@defect("RT-03", "States that data are of a moment after it retrieved them.", joint=Joint.RULES)
def newer_than_retrieved(honest: Rules) -> Rules:
    """Put retrievedAt a quarter of an hour before dataAsOf."""

    def retrieved_at(source: Source, now: datetime) -> datetime:
        return honest.data_as_of(source, now) - _QUARTER

    return replace(honest, retrieved_at=retrieved_at)


@defect(
    "RT-03",
    "Announces a quarter of an hour for the age of refunds, and goes by a day.",
    joint=Joint.WIRE,
    operation="getDiscovery",
)
def announces_younger_data(reply: Reply, _: Visit) -> Reply:
    """Promise more than it keeps."""
    ages = {**reply.document["maxStaleness"], "EXPORT_TAX_REBATE": "PT15M"}
    return reply.with_members(maxStaleness=ages)


@defect(
    "RT-03",
    "Takes registrations for stale after a quarter of an hour, whatever it announces.",
    joint=Joint.RESPONSE,
    operation="getSupplier",
)
def stale_too_early(reply: Reply, _: Visit) -> Reply:
    """Call fresh data stale."""
    return reply.with_members(provenance={**reply.document["provenance"], "freshness": "STALE"})


@defect(
    "RT-03",
    "Explains with stale data what fresh data show.",
    joint=Joint.RULES,
    also={"EXP-03": "the published reasons do not name DATA_STALE"},
)
def staleness_of_nothing(honest: Rules) -> Rules:
    """Add DATA_STALE to RECORDS_FOUND."""

    def reasons(
        codes: Sequence[ReasonCode], shown: Collection[Freshness]
    ) -> tuple[ReasonCode, ...]:
        right = honest.with_staleness(codes, shown)
        return (*right, "DATA_STALE") if right == ("RECORDS_FOUND",) else right

    return replace(honest, with_staleness=reasons)
