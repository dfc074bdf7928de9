"""The defects of group VER about agreement: a verification that says what no single answer says."""

from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.defects.changes import with_result
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.receipts import Seal


@defect(
    "VER-07",
    "Does not tell in a verification that data are stale.",
    joint=Joint.SEAL,
    also={"RT-03": "its published case shows the reasons"},
)
def staleness_untold(honest: Seal) -> Seal:
    """Give the reason of the outcome alone."""

    def seal(told: Json, uscc: str) -> Json:
        for member, result in told["results"].items():
            fresh = [one for one in result["reasons"] if one["code"] != "DATA_STALE"]
            told = with_result(told, member, reasons=fresh)
        return honest(told, uscc)

    return seal


@defect(
    "VER-07",
    "Leaves expired ratings out of verifications.",
    joint=Joint.SEAL,
    also={"RAT-06": "its published case shows the expired rating", "RAT-02": "as RAT-06"},
)
def expired_left_out_of_verifications(honest: Seal) -> Seal:
    """Show the current ones."""

    def seal(told: Json, uscc: str) -> Json:
        data = told["results"]["creditRating"].get("data")
        if data is None:
            return honest(told, uscc)
        current = [one for one in data["ratings"] if one["status"] == "CURRENT"]
        changed = with_result(told, "creditRating", data={**data, "ratings": current})
        return honest(changed, uscc)

    return seal


@defect(
    "VER-07",
    "Says in a verification that exempt goods have no records.",
    joint=Joint.SEAL,
    also={
        "REB-02": "its published case shows the outcome",
        "EXP-02": "the sentence is in English",
    },
)
def exempt_told_as_none(honest: Seal) -> Seal:
    """Know two empty outcomes."""
    reason = {"code": "NO_RECORDS_IN_PERIOD", "message": "There are no records."}
    none = {"outcome": "NO_RECORDS", "reasons": [reason]}

    def seal(told: Json, uscc: str) -> Json:
        result = told["results"]["exportTaxRebate"]
        if result["outcome"] != "NOT_APPLICABLE":
            return honest(told, uscc)
        data = {**result["data"], **none}
        return honest(with_result(told, "exportTaxRebate", **none, data=data), uscc)

    return seal


@defect(
    "VER-07",
    "Counts no appeals in verifications.",
    joint=Joint.SEAL,
    also={"VIO-08": "its published cases show the number"},
)
def appeals_uncounted(honest: Seal) -> Seal:
    """Say none."""

    def seal(told: Json, uscc: str) -> Json:
        data = told["results"]["noViolation"].get("data")
        if data is None:
            return honest(told, uscc)
        counts = {**data["counts"], "underAppeal": 0}
        return honest(with_result(told, "noViolation", data={**data, "counts": counts}), uscc)

    return seal
