"""The defects of verifications that do not show what they are about: whom, what, which day."""

from datetime import timedelta

from trustlink.calendar import civil_date
from trustlink_mock.answers.vocabulary import Json, JsonObject
from trustlink_mock.clock import parse_instant
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.receipts import Seal

_ALL = ["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION"]


@defect("VER-01", "Trims the names of a supplier that are returned.", joint=Joint.SEAL)
def supplier_names_trimmed(honest: Seal) -> Seal:
    """Drop the blanks of the names."""

    def seal(told: Json, uscc: str) -> Json:
        named = {name: text.replace(" ", "") for name, text in told["supplier"].items()}
        return honest({**told, "supplier": named}, uscc)

    return seal


@defect("VER-01", "States a name of the supplier that was not sent.", joint=Joint.SEAL)
def unsent_name_stated(honest: Seal) -> Seal:
    """Fill in an English name where there is none."""

    def seal(told: Json, uscc: str) -> Json:
        named = {"nameEn": "Shili Example Co., Ltd.", **told["supplier"]}
        return honest({**told, "supplier": named}, uscc)

    return seal


@defect("VER-01", "Does not return the Chinese name of a supplier.", joint=Joint.SEAL)
def chinese_name_not_returned(honest: Seal) -> Seal:
    """Leave it out."""

    def seal(told: Json, uscc: str) -> Json:
        named = {name: text for name, text in told["supplier"].items() if name != "nameZh"}
        return honest({**told, "supplier": named}, uscc)

    return seal


@defect(
    "VER-01", "Returns the checks of the site in place of those of a request.", joint=Joint.SEAL
)
def all_checks_returned(honest: Seal) -> Seal:
    """List all three."""
    return lambda told, uscc: honest({**told, "checks": _ALL}, uscc)


@defect(
    "VER-01",
    "States the day of the request as asOf, whatever day was asked about.",
    joint=Joint.SEAL,
)
def as_of_today(honest: Seal) -> Seal:
    """Take the day from requestedAt."""

    def seal(told: Json, uscc: str) -> Json:
        today = str(civil_date(parse_instant(told["requestedAt"])))
        return honest({**told, "asOf": today}, uscc)

    return seal


@defect("VER-01", "States yesterday as asOf where today was meant.", joint=Joint.SEAL)
def as_of_yesterday(honest: Seal) -> Seal:
    """Be a day behind."""

    def seal(told: Json, uscc: str) -> Json:
        today = civil_date(parse_instant(told["requestedAt"]))
        behind = {"asOf": str(today - timedelta(days=1))} if told["asOf"] == str(today) else {}
        return honest({**told, **behind}, uscc)

    return seal


@defect(
    "VER-02",
    "Gives the outcome of the rating without the answer behind it.",
    joint=Joint.SEAL,
)
def rating_without_data(honest: Seal) -> Seal:
    """Leave data out of that result."""

    def seal(told: Json, uscc: str) -> Json:
        rating = told["results"]["creditRating"]
        bare = {name: one for name, one in rating.items() if name != "data"}
        return honest({**told, "results": {**told["results"], "creditRating": bare}}, uscc)

    return seal


@defect(
    "VER-02",
    "Gives no data where a source failed.",
    joint=Joint.SEAL,
)
def failure_without_data(honest: Seal) -> Seal:
    """Leave data out of every result that is INDETERMINATE."""

    def seal(told: Json, uscc: str) -> Json:
        results = {
            name: {key: value for key, value in one.items() if key != "data" or _is_known(one)}
            for name, one in told["results"].items()
        }
        return honest({**told, "results": results}, uscc)

    return seal


def _is_known(result: JsonObject) -> bool:
    return bool(result["outcome"] != "INDETERMINATE")
