"""The defects of RAT-09: arrangements of another day, or without their first."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from trustlink_mock.answers.rules import Rules
from trustlink_mock.answers.vocabulary import Json, JsonObject
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.visit import Reply, Visit

_RATINGS = "listCreditRatings"
_OF_ONE_WAY = {
    "VER-07": "verifications still show what is right",
    "RAT-02": "its cases show the arrangements of an AEO",
    "RAT-06": "as RAT-02",
}
Arrangement = dict[str, Any]


@defect(
    "RAT-09",
    "Shows for a past day the arrangements that are in force today.",
    joint=Joint.RULES,
    also={"RAT-07": "its cases of other days show the ratings as a whole"},
)
def arrangements_of_today(honest: Rules) -> Rules:
    """Compare with no day."""
    return _with_day(honest, lambda _: date.max)


@defect(
    "RAT-09",
    "Calls an arrangement in force only from the day after its first.",
    joint=Joint.RULES,
)
def arrangement_from_its_second_day(honest: Rules) -> Rules:
    """Compare with < instead of <=."""
    return _with_day(honest, lambda as_of: as_of - timedelta(days=1))


@defect(
    "RAT-09",
    "Leaves out since when an arrangement is in force.",
    joint=Joint.RESPONSE,
    operation=_RATINGS,
    also=_OF_ONE_WAY,
)
def arrangement_without_its_first_day(reply: Reply, _: Visit) -> Reply:
    """Say inForce alone."""
    return _changed(
        reply, lambda listed: [{n: v for n, v in one.items() if n != "since"} for one in listed]
    )


@defect(
    "RAT-09",
    "Names a country twice: in force, and not in force.",
    joint=Joint.RESPONSE,
    operation=_RATINGS,
    also=_OF_ONE_WAY,
)
def country_twice(reply: Reply, _: Visit) -> Reply:
    """Leave it to the importer to choose."""
    return _changed(
        reply,
        lambda listed: [
            *listed,
            *({"country": one["country"], "inForce": False} for one in listed),
        ],
    )


def _with_day(honest: Rules, day: Callable[[date], date]) -> Rules:
    """Return the rules with another day for arrangements."""

    def recognition(arrangement: JsonObject, as_of: date) -> Json:
        return honest.recognition(arrangement, day(as_of))

    return replace(honest, recognition=recognition)


def _changed(reply: Reply, change: Callable[[list[Arrangement]], list[Arrangement]]) -> Reply:
    """Return a reply with the arrangements of each rating changed."""
    listed = reply.document["ratings"]
    return reply.with_members(
        ratings=[{**one, "mutualRecognition": change(one["mutualRecognition"])} for one in listed]
    )
