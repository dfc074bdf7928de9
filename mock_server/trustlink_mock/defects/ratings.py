"""The defects of group RAT: ratings of another day, another version, another meaning."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from trustlink_mock.answers.facts import Facts, Rating
from trustlink_mock.answers.rules import Outcome, Rules
from trustlink_mock.answers.vocabulary import Json, RatingStatus, ReasonCode
from trustlink_mock.defects.changes import with_result
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.problems import Problem, problem_reply
from trustlink_mock.receipts import Seal
from trustlink_mock.visit import Reply, Visit

_RATINGS = "listCreditRatings"
_OF_CASES = {"RAT-07": "the published cases of other days show the ratings as a whole"}
Listed = dict[str, Any]


@defect(
    "RAT-01",
    "Takes a supplier for rated as long as any rating is listed.",
    joint=Joint.RULES,
    also={
        "RAT-06": "an expired rating alone makes a supplier RATED",
        "SUP-04": "a supplier that is gone is among those meant",
    },
)
def rated_by_an_expired_rating(honest: Rules) -> Rules:
    """Look at the list, not at the statuses."""

    def outcome(listed: Collection[RatingStatus], troubles: Sequence[ReasonCode]) -> Outcome:
        return honest.rating_outcome(["CURRENT"] if listed else [], troubles)

    return replace(honest, rating_outcome=outcome)


@defect(
    "RAT-01",
    "Takes the lowest grade for no rating.",
    joint=Joint.RESPONSE,
    operation=_RATINGS,
    also={
        "EXP-03": "the reason is that of another outcome",
        "VER-07": "verifications still say what is right",
    },
)
def lowest_grade_is_none(reply: Reply, _: Visit) -> Reply:
    """Say NOT_RATED of who is seriously dishonest."""
    if "SERIOUSLY_DISHONEST" not in [one["grade"] for one in reply.document["ratings"]]:
        return reply
    reason = {"code": "RATING_EXPIRED", "message": "The only rating has expired."}
    return reply.with_members(outcome="NOT_RATED", reasons=[reason])


@defect(
    "RAT-02",
    "Does not tell where the best tax rating comes from.",
    joint=Joint.WIRE,
    operation=_RATINGS,
    also={
        "RT-03": "a datum has no provenance",
        "VER-07": "one way to ask shows it, the other does not",
        "HTTP-01": "the provenance is documented as required",
        "RAT-09": "its cases show the ratings as a whole",
    },
)
def provenance_of_the_best_untold(reply: Reply, _: Visit) -> Reply:
    """Leave the provenance out of grade A."""
    return _changed(
        reply,
        lambda one: _without_provenance(one) if one["grade"] == "A" else one,
        "cn-sta-tax-credit",
    )


@defect(
    "RAT-03",
    "Says in a word of customs what the tax grade M means.",
    joint=Joint.RESPONSE,
    operation=_RATINGS,
    also={
        "VER-07": "one way to ask shows it, the other does not",
        "RAT-02": "its cases show the grades",
    },
)
def tax_grade_m_in_a_word_of_customs(reply: Reply, _: Visit) -> Reply:
    """Say REGULAR for M."""
    return _changed(
        reply,
        lambda one: {**one, "grade": "REGULAR"} if one["grade"] == "M" else one,
        "cn-sta-tax-credit",
    )


@defect(
    "RAT-04",
    "Lets ratings under order 251 run on until the end of June 2026.",
    joint=Joint.FACTS,
    also={
        "RAT-06": "its cases show a last day of order 251",
        "RAT-02": "as RAT-06",
        "RAT-07": "a case about another day shows the rating",
        "RAT-09": "its cases show the ratings as a whole",
    },
)
def old_order_runs_on(honest: Facts) -> Facts:
    """Grant three months more."""
    return replace(honest, ratings=tuple(_prolonged(one) for one in honest.ratings))


@defect(
    "RAT-05",
    "Answers 404 about a supplier that was never rated.",
    joint=Joint.RESPONSE,
    operation=_RATINGS,
    also={"RAT-01": "not every supplier is answered 200"},
)
def never_rated_is_not_found(reply: Reply, visit: Visit) -> Reply:
    """Have nothing to show."""
    if reply.document["ratings"] or reply.document["outcome"] == "INDETERMINATE":
        return reply
    return problem_reply(Problem(404, "supplier-not-found"), visit)


@defect(
    "RAT-05",
    "Says NOT_RATED of a supplier whose rating sources fail.",
    joint=Joint.RULES,
    also={
        "RAT-01": "the outcome follows the ratings",
        "VER-03": "a verification is COMPLETE although a source failed",
    },
)
def unknown_is_never_rated(honest: Rules) -> Rules:
    """Forget the troubles."""
    return replace(honest, rating_outcome=lambda listed, _: honest.rating_outcome(listed, ()))


@defect(
    "RAT-06",
    "Lets a rating expire on the last day of its validity.",
    joint=Joint.RULES,
    also={
        "RAT-04": "the last day of order 251 is one of them",
        "RAT-01": "on its last day a supplier is not rated any more",
        "RAT-02": "its cases show the rating as a whole",
        "RAT-09": "its cases show the rating as a whole",
    },
)
def last_day_exclusive(honest: Rules) -> Rules:
    """Compare with > instead of >=."""

    def status(rating: Rating, as_of: date) -> RatingStatus:
        return "EXPIRED" if rating.valid_until == as_of else honest.rating_status(rating, as_of)

    return replace(honest, rating_status=status)


@defect(
    "RAT-06",
    "Shows an expired rating as current as long as no other follows.",
    joint=Joint.RULES,
    also={
        "SUP-04": "a supplier that is gone is among those meant",
        "RAT-02": "its cases show the rating as a whole",
        "RAT-01": "the outcome follows the ratings",
    },
)
def expired_shown_as_current(honest: Rules) -> Rules:
    """Look at no validUntil."""
    return replace(honest, rating_status=lambda *_: "CURRENT")


@defect(
    "RAT-06",
    "Drops an expired rating from the list.",
    joint=Joint.RULES,
    also={
        "RAT-02": "its cases show the rating as a whole",
        "RAT-01": "the outcome follows the ratings",
    },
)
def expired_left_out(honest: Rules) -> Rules:
    """List the current ones only."""

    def select(ratings: Sequence[Rating], as_of: date) -> tuple[Rating, ...]:
        selected = honest.select_ratings(ratings, as_of)
        return tuple(one for one in selected if honest.rating_status(one, as_of) == "CURRENT")

    return replace(honest, select_ratings=select)


@defect(
    "RAT-07",
    "Lists a rating only from the day after its first.",
    joint=Joint.RULES,
    also={
        "RAT-04": "1 April 2026 is a first day",
        "RAT-01": "on a first day a supplier is not rated",
        "EXP-03": "the reasons are those of that outcome",
    },
)
def first_day_exclusive(honest: Rules) -> Rules:
    """Compare with < instead of <=."""

    def select(ratings: Sequence[Rating], as_of: date) -> tuple[Rating, ...]:
        return honest.select_ratings([one for one in ratings if one.valid_from != as_of], as_of)

    return replace(honest, select_ratings=select)


@defect(
    "RAT-08", "Makes an overall grade of the ratings.", joint=Joint.RESPONSE, operation=_RATINGS
)
def overall_grade(reply: Reply, _: Visit) -> Reply:
    """Add one."""
    return reply.with_members(overallGrade="GOOD") if reply.document["ratings"] else reply


@defect(
    "RAT-08",
    "Tells in a verification how many points a customs rating is worth.",
    joint=Joint.SEAL,
    also={"VER-10": "points in a verification are a judgement"},
)
def points_in_a_verification(honest: Seal) -> Seal:
    """Add a score deep inside."""

    def seal(told: Json, uscc: str) -> Json:
        data = told["results"]["creditRating"].get("data")
        if data is None:
            return honest(told, uscc)
        ratings = [
            {**one, "scheme": {**one["scheme"], "credit-score": 95}} for one in data["ratings"]
        ]
        changed = with_result(told, "creditRating", data={**data, "ratings": ratings})
        return honest(changed, uscc)

    return seal


def _changed(reply: Reply, change: Callable[[Listed], Listed], scheme: str) -> Reply:
    """Return a reply with each rating of a scheme changed."""
    listed = reply.document["ratings"]
    return reply.with_members(
        ratings=[change(one) if one["scheme"]["id"] == scheme else one for one in listed]
    )


def _with_chinese_name(rating: Listed) -> Listed:
    scheme: Mapping[str, Any] = rating["scheme"]
    return {**rating, "scheme": {**scheme, "nameEn": scheme["nameZh"]}}


def _without_provenance(rating: Listed) -> Listed:
    return {name: value for name, value in rating.items() if name != "provenance"}


def _prolonged(rating: Rating) -> Rating:
    last = date(2026, 6, 30)
    if rating.shown["scheme"]["version"] != "251":
        return rating
    return replace(rating, valid_until=last, shown={**rating.shown, "validUntil": str(last)})
