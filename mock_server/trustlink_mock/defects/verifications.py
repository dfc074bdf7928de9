"""The defects of group VER about what a verification says: as sent, complete, dated, its own."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from trustlink_mock.answers.rules import Outcome, Rules
from trustlink_mock.answers.vocabulary import Completeness, Json
from trustlink_mock.clock import instant_text, parse_instant
from trustlink_mock.defects.changes import with_checks, with_result
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.problems import RequestFault, invalid_request, problem_reply
from trustlink_mock.receipts import Seal
from trustlink_mock.substitutions.layer import Asked
from trustlink_mock.visit import Reply, Visit

_VERIFICATION = "createVerification"
_ALL = ["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION"]
_TWO = ["EXPORT_TAX_REBATE", "NO_VIOLATION"]
_MOMENTS = ("requestedAt", "completedAt", "validUntil")


@defect(
    "VER-01",
    "Gives as Location of a partial verification a URL of another host.",
    joint=Joint.RESPONSE,
    operation=_VERIFICATION,
)
def location_elsewhere(reply: Reply, _: Visit) -> Reply:
    """Name a host for archives."""
    if reply.document["completeness"] == "COMPLETE":
        return reply
    return reply.with_headers(location=f"https://archive.example{reply.headers['location']}")


@defect(
    "VER-01",
    "Names the consultation number in Location before a shipment.",
    joint=Joint.RESPONSE,
    operation=_VERIFICATION,
)
def location_by_number(reply: Reply, _: Visit) -> Reply:
    """Put the number where the id belongs."""
    if reply.document["stage"] != "PRE_SHIPMENT":
        return reply
    collection = reply.headers["location"].rpartition("/")[0]
    return reply.with_headers(location=f"{collection}/{reply.document['consultationNumber']}")


@defect("VER-01", "Cuts a client's reference to 32 characters.", joint=Joint.SEAL)
def reference_cut(honest: Seal) -> Seal:
    """Keep it in a narrow column."""
    return lambda told, uscc: honest(
        {**told, "clientReference": told["clientReference"][:32]}
        if "clientReference" in told
        else told,
        uscc,
    )


@defect("VER-01", "Takes the step before a shipment for the contract.", joint=Joint.SEAL)
def shipment_told_as_contract(honest: Seal) -> Seal:
    """Know four stages."""

    def seal(told: Json, uscc: str) -> Json:
        is_meant = told["stage"] == "PRE_SHIPMENT"
        return honest({**told, "stage": "CONTRACT"} if is_meant else told, uscc)

    return seal


@defect(
    "VER-01",
    "Refuses a request for rating and violations without rebates.",
    joint=Joint.RESPONSE,
    operation=_VERIFICATION,
    also={"VER-02": "its published case has no results", "VER-03": "nor a completeness"},
)
def one_subset_refused(reply: Reply, visit: Visit) -> Reply:
    """Answer 400."""
    if set(visit.body["checks"]) != {"CREDIT_RATING", "NO_VIOLATION"}:
        return reply
    fault = RequestFault("pointer", "/checks", "COMBINATION", "This is not offered.")
    return problem_reply(invalid_request(fault), visit)


@defect(
    "VER-02",
    "Answers the rating as well when the two other items are asked for.",
    joint=Joint.REQUEST,
    operation=_VERIFICATION,
    also={"VER-01": "the checks that are returned are all three"},
)
def third_item_added(asked: Asked) -> Asked:
    """Ask for the third one, too."""
    return with_checks(asked, lambda checks: _ALL if sorted(checks) == _TWO else checks)


@defect(
    "VER-02",
    "Explains rebates that were not asked for with a lack of records.",
    joint=Joint.SEAL,
    also={
        "EXP-03": "the reasons follow the outcome",
        "EXP-02": "the sentence is in English",
    },
)
def not_requested_told_as_none(honest: Seal) -> Seal:
    """Give the reason of another outcome."""
    reason = {"code": "NO_RECORDS_IN_PERIOD", "message": "There are no records."}

    def seal(told: Json, uscc: str) -> Json:
        is_meant = told["results"]["exportTaxRebate"]["outcome"] == "NOT_REQUESTED"
        changed = with_result(told, "exportTaxRebate", reasons=[reason])
        return honest(changed if is_meant else told, uscc)

    return seal


@defect(
    "VER-02",
    "Calls a rating that was not asked for INDETERMINATE.",
    joint=Joint.SEAL,
)
def not_requested_told_as_unknown(honest: Seal) -> Seal:
    """Not tell what was not asked from what is not known."""
    reason = {"code": "NOT_COVERED", "message": "The item is not covered."}

    def seal(told: Json, uscc: str) -> Json:
        is_meant = told["results"]["creditRating"]["outcome"] == "NOT_REQUESTED"
        changed = with_result(told, "creditRating", outcome="INDETERMINATE", reasons=[reason])
        return honest(changed if is_meant else told, uscc)

    return seal


@defect(
    "VER-03",
    "Calls a verification complete although an authority was not covered.",
    joint=Joint.RULES,
)
def gap_beside_notices_ignored(honest: Rules) -> Rules:
    """Look at the outcomes alone."""

    def completeness(outcomes: Collection[Outcome]) -> Completeness:
        is_known = all(one.value != "INDETERMINATE" for one in outcomes)
        return "COMPLETE" if is_known else "PARTIAL"

    return replace(honest, completeness=completeness)


@defect(
    "VER-03",
    "Calls a verification with stale data partial.",
    joint=Joint.RULES,
    also={"RT-03": "its published case shows the completeness"},
)
def stale_is_partial(honest: Rules) -> Rules:
    """Take old data for missing ones."""

    def completeness(outcomes: Collection[Outcome]) -> Completeness:
        is_stale = any("DATA_STALE" in one.reasons for one in outcomes)
        return "PARTIAL" if is_stale else honest.completeness(outcomes)

    return replace(honest, completeness=completeness)


@defect("VER-03", "Calls a verification of a single item partial.", joint=Joint.RULES)
def single_item_is_partial(honest: Rules) -> Rules:
    """Miss what was not requested."""

    def completeness(outcomes: Collection[Outcome]) -> Completeness:
        left_out = sum(one.value == "NOT_REQUESTED" for one in outcomes)
        return "PARTIAL" if left_out == 2 else honest.completeness(outcomes)

    return replace(honest, completeness=completeness)


@defect(
    "VER-03",
    "Lets an authority that is silent about violations spoil the rating as well.",
    joint=Joint.SEAL,
    also={
        "VER-07": "the single answer knows the rating",
        "RAT-01": "its cases show the outcome",
        "RAT-02": "or the ratings",
    },
)
def failure_spreads(honest: Seal) -> Seal:
    """Give up at the first source that fails."""

    def seal(told: Json, uscc: str) -> Json:
        rating, violations = told["results"]["creditRating"], told["results"]["noViolation"]
        if violations["outcome"] != "INDETERMINATE" or "data" not in rating:
            return honest(told, uscc)
        spoilt = {"outcome": "INDETERMINATE", "reasons": violations["reasons"]}
        data = {**rating["data"], **spoilt, "ratings": []}
        return honest(with_result(told, "creditRating", **spoilt, data=data), uscc)

    return seal


@defect("VER-04", "Lets a verification for an inquiry lapse after 23 hours.", joint=Joint.SEAL)
def inquiry_lapses_early(honest: Seal) -> Seal:
    """Be an hour short."""
    return _valid_for(honest, "INQUIRY", timedelta(hours=23))


@defect("VER-04", "Keeps a verification for a review valid for 31 days.", joint=Joint.SEAL)
def review_valid_too_long(honest: Seal) -> Seal:
    """Take a month for 31 days."""
    return _valid_for(honest, "PERIODIC_REVIEW", timedelta(days=31))


@defect("VER-04", "Writes the local time of Shanghai with a Z behind.", joint=Joint.SEAL)
def local_time_called_utc(honest: Seal) -> Seal:
    """Be eight hours ahead."""

    def seal(told: Json, uscc: str) -> Json:
        ahead = {name: _later(told[name], timedelta(hours=8)) for name in _MOMENTS}
        return honest({**told, **ahead}, uscc)

    return seal


@defect("VER-04", "Completes a verification of one item before it was requested.", joint=Joint.SEAL)
def completed_before_requested(honest: Seal) -> Seal:
    """Take the times from two clocks."""

    def seal(told: Json, uscc: str) -> Json:
        outcomes = [one["outcome"] for one in told["results"].values()]
        late = {"requestedAt": _later(told["requestedAt"], timedelta(seconds=2))}
        return honest({**told, **late} if outcomes.count("NOT_REQUESTED") == 2 else told, uscc)

    return seal


@defect("VER-04", "Gives the same number to all verifications of a supplier.", joint=Joint.SEAL)
def number_of_the_supplier(honest: Seal) -> Seal:
    """Remember the first one."""
    numbers: dict[str, str] = {}

    def seal(told: Json, uscc: str) -> Json:
        number = numbers.setdefault(uscc, told["consultationNumber"])
        return honest({**told, "consultationNumber": number}, uscc)

    return seal


def _valid_for(honest: Seal, stage: str, validity: timedelta) -> Seal:
    def seal(told: Json, uscc: str) -> Json:
        until = {"validUntil": _later(told["completedAt"], validity)}
        return honest({**told, **until} if told["stage"] == stage else told, uscc)

    return seal


def _later(instant: str, step: timedelta) -> str:
    return instant_text(parse_instant(instant) + step)
