"""Home of the answer of listCreditRatings: how authorities rate the supplier on a day."""

from datetime import date
from typing import Final

from trustlink_mock.answers.facts import Facts, Rating
from trustlink_mock.answers.provenance import decides, provenance, trouble, undecided
from trustlink_mock.answers.reasons import explained
from trustlink_mock.answers.sight import Sight
from trustlink_mock.answers.vocabulary import Authority, Json

RATING_AUTHORITIES: Final[tuple[Authority, ...]] = ("GACC", "STA")


def credit_ratings(facts: Facts, as_of: date, *, sight: Sight) -> Json:
    """Return the contract's CreditRatings on a day (RAT-01)."""
    known = [one for one in facts.ratings if trouble(facts, one.authority, sight=sight) is None]
    selected = sight.rules.select_ratings(known, as_of)
    listed = [_listed(facts, rating, as_of, sight=sight) for rating in selected]
    outcome = sight.rules.rating_outcome(
        [one["status"] for one in listed if decides(one["provenance"], sight=sight)],
        undecided(facts, RATING_AUTHORITIES, "CREDIT_RATING", sight=sight),
    )
    shown = [rating["provenance"] for rating in listed]
    answer = {
        "uscc": facts.uscc,
        "asOf": as_of.isoformat(),
        "outcome": outcome.value,
        "reasons": explained(outcome.reasons, shown, sight=sight),
        "ratings": listed,
    }
    return sight.rules.written(answer)


def _listed(facts: Facts, rating: Rating, as_of: date, *, sight: Sight) -> Json:
    source = facts.sources[rating.authority]
    return {
        "scheme": rating.shown["scheme"],
        "grade": rating.shown["grade"],
        "status": sight.rules.rating_status(rating, as_of),
        **{name: value for name, value in rating.shown.items() if name not in ("scheme", "grade")},
        "mutualRecognition": [
            sight.rules.recognition(one, as_of) for one in rating.shown["mutualRecognition"]
        ],
        "provenance": provenance(source, "CREDIT_RATING", sight=sight),
    }
