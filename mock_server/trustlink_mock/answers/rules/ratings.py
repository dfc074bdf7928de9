"""Rules about credit ratings: which one counts on a day, whether it is current, the outcome."""

from collections.abc import Collection, Sequence
from datetime import date

from trustlink_mock.answers.facts import Rating
from trustlink_mock.answers.rules.outcome import Outcome, indeterminate
from trustlink_mock.answers.vocabulary import Json, JsonObject, RatingStatus, ReasonCode


def select(ratings: Sequence[Rating], as_of: date) -> tuple[Rating, ...]:
    """Return of each scheme the rating with the latest validFrom not after asOf (RAT-07)."""
    begun = [rating for rating in ratings if rating.valid_from <= as_of]
    schemes = sorted({rating.scheme_id for rating in begun})
    return tuple(_latest([one for one in begun if one.scheme_id == scheme]) for scheme in schemes)


def _latest(ratings: Sequence[Rating]) -> Rating:
    """Of two that begin on the same day the one decided later holds."""
    return max(ratings, key=lambda rating: (rating.valid_from, rating.rated_on))


def status(rating: Rating, as_of: date) -> RatingStatus:
    """Return CURRENT up to and including validUntil (RAT-06)."""
    if rating.valid_until is None or rating.valid_until >= as_of:
        return "CURRENT"
    return "EXPIRED"


def recognition(arrangement: JsonObject, as_of: date) -> Json:
    """Return an arrangement as it is on a day: in force from its first day on (RAT-09)."""
    since = arrangement.get("since")
    if since is None or date.fromisoformat(since) > as_of:
        return {"country": arrangement["country"], "inForce": False}
    return {"country": arrangement["country"], "inForce": True, "since": since}


def outcome(listed: Collection[RatingStatus], troubles: Sequence[ReasonCode]) -> Outcome:
    """Return RATED if a listed rating is current, else whether that is certain (RAT-01, RAT-05)."""
    if "CURRENT" in listed:
        return Outcome("RATED", ("RATING_FOUND",))
    if troubles:
        return indeterminate(troubles)
    return Outcome("NOT_RATED", ("RATING_EXPIRED" if listed else "NEVER_RATED",))
