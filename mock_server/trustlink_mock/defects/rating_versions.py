"""The defects of RAT-03 and RAT-04 that mix up the versions of a scheme."""

from dataclasses import replace
from typing import Any

from trustlink_mock.answers.facts import Facts, Rating
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.visit import Reply, Visit

_RATINGS = "listCreditRatings"
_LAST_YEAR_OF_OLD = "2024"
_FIRST_DAYS = {"251": "2021-11-01", "2025-12": "2025-07-01"}
Listed = dict[str, Any]


@defect(
    "RAT-03",
    "Shows the grade of order 251 under order 282, where the supplier was filed under the former.",
    joint=Joint.RESPONSE,
    operation=_RATINGS,
    also={
        "VER-07": "one way to ask shows it, the other does not",
        "RAT-02": "its cases show the grades",
        "RAT-07": "its cases of other days show the ratings as a whole",
    },
)
def old_grade_under_the_new_order(reply: Reply, _: Visit) -> Reply:
    """Say OTHER_REGISTERED for REGULAR."""
    listed = reply.document["ratings"]
    return reply.with_members(ratings=[_with_old_grade(one) for one in listed])


@defect(
    "RAT-04",
    "Takes the assessed year of a tax rating for its version, and not the day of the decision.",
    joint=Joint.FACTS,
)
def tax_version_by_the_assessed_year(honest: Facts) -> Facts:
    """Go by the period."""
    return replace(honest, ratings=tuple(_by_the_year(one) for one in honest.ratings))


@defect(
    "RAT-04",
    "Converts tax ratings to the version 2025-12 on the day of the switch, as customs does.",
    joint=Joint.RESPONSE,
    operation=_RATINGS,
    also={
        "VER-07": "one way to ask shows it, the other does not",
        "RAT-07": "its cases of other days show the ratings as a whole",
        "RAT-09": "as RAT-07",
    },
)
def tax_ratings_converted(reply: Reply, _: Visit) -> Reply:
    """Show current ratings under the version of the day."""
    if reply.document["asOf"] < _FIRST_DAYS["2025-12"]:
        return reply
    return reply.with_members(ratings=[_converted(one) for one in reply.document["ratings"]])


def _with_old_grade(rating: Listed) -> Listed:
    is_meant = rating["grade"] == "REGULAR" and rating["ratedOn"] >= _FIRST_DAYS["251"]
    return {**rating, "grade": "OTHER_REGISTERED"} if is_meant else rating


def _by_the_year(rating: Rating) -> Rating:
    is_meant = rating.shown.get("period") == _LAST_YEAR_OF_OLD
    if not is_meant:
        return rating
    return replace(rating, shown=_of_version(rating.shown, "2014-40"))


def _converted(rating: Listed) -> Listed:
    is_meant = rating["scheme"]["version"] == "2014-40" and rating["status"] == "CURRENT"
    return _of_version(rating, "2025-12") if is_meant else rating


def _of_version(shown: Any, version: str) -> Listed:
    return {**shown, "scheme": {**shown["scheme"], "version": version}}
