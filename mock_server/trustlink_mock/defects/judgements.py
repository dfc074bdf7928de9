"""The defects of requirement VER-10: verifications that decide for the importer."""

from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.defects.changes import with_result
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.receipts import Seal
from trustlink_mock.visit import Reply, Visit


@defect(
    "VER-10",
    "Tells of a supplier with notices what risk it is.",
    joint=Joint.SEAL,
    also={"RAT-08": "what it lists is found in a verification, too"},
)
def risk_deep_inside(honest: Seal) -> Seal:
    """Add a level beside the counts."""

    def seal(told: Json, uscc: str) -> Json:
        data = told["results"]["noViolation"].get("data")
        if data is None or not data["counts"]["counted"]:
            return honest(told, uscc)
        judged = {**data, "counts": {**data["counts"], "risk_level": "HIGH"}}
        return honest(with_result(told, "noViolation", data=judged), uscc)

    return seal


@defect(
    "VER-10",
    "Sums up a verification without fault in one word.",
    joint=Joint.SEAL,
    also={"RAT-08": "what it lists is found in a verification, too"},
)
def overall_result(honest: Seal) -> Seal:
    """Say that all is well."""

    def seal(told: Json, uscc: str) -> Json:
        is_clean = told["results"]["noViolation"]["outcome"] == "CLEAR"
        return honest({**told, "overallResult": "PASS"} if is_clean else told, uscc)

    return seal


@defect(
    "VER-10",
    "Recommends a supplier when a verification is read again.",
    joint=Joint.RESPONSE,
    operation="getVerification",
    also={"VER-05": "what is read has a member more"},
)
def recommended_when_read(reply: Reply, _: Visit) -> Reply:
    """Add a recommendation."""
    return reply.with_members(recommendation="PROCEED") if reply.status == 200 else reply
