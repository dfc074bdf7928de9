"""The defects of group REB on the core profile: summaries that do not follow from the records."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trustlink.calendar import TaxPeriod
from trustlink.identifiers import Hs6
from trustlink_mock.answers.facts import RebateRecord
from trustlink_mock.answers.rules import Periods, Rules
from trustlink_mock.answers.vocabulary import Band, RebateStatus
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.problems import Problem, problem_reply
from trustlink_mock.substitutions.layer import Asked
from trustlink_mock.visit import Reply, Visit

_SUMMARY = "getRebateSummary"


@defect(
    "REB-01",
    "Knows three classes only, and puts the third into the second.",
    joint=Joint.RESPONSE,
    operation=_SUMMARY,
    also={"VER-07": "verifications still say what is right"},
)
def third_class_is_second(reply: Reply, _: Visit) -> Reply:
    """Say CLASS_2 for CLASS_3."""
    if reply.document["managementClass"] != "CLASS_3":
        return reply
    return reply.with_members(managementClass="CLASS_2")


@defect(
    "REB-01",
    "Answers 404 about a new exporter's refunds.",
    joint=Joint.RESPONSE,
    operation=_SUMMARY,
    also={
        "REB-02": "there is no answer where there is no record",
        "EXP-03": "the reasons follow the outcome",
    },
)
def new_exporter_not_found(reply: Reply, visit: Visit) -> Reply:
    """Have nothing to sum up for a new exporter."""
    if "NEW_EXPORTER" not in [one["code"] for one in reply.document["reasons"]]:
        return reply
    return problem_reply(Problem(404, "supplier-not-found"), visit)


@defect(
    "REB-02",
    "Says NO_RECORDS if the source does not answer.",
    joint=Joint.RESPONSE,
    operation=_SUMMARY,
    also={
        "EXP-03": "the reason is that of another outcome",
        "VER-07": "verifications still say what is right",
        "VER-03": "as VER-07",
        "RT-03": "what is stale is not told of records that are none",
    },
)
def silence_is_no_records(reply: Reply, _: Visit) -> Reply:
    """Take silence for an answer."""
    if reply.document["outcome"] != "INDETERMINATE":
        return reply
    reason = {"code": "NO_RECORDS_IN_PERIOD", "message": "There is no record in these periods."}
    return reply.with_members(outcome="NO_RECORDS", reasons=[reason])


@defect(
    "REB-02",
    "States the lowest band where there is no record.",
    joint=Joint.RESPONSE,
    operation=_SUMMARY,
    also={
        "REB-13": "a band is stated that no record is behind",
        "VER-07": "verifications still say what is right",
    },
)
def band_of_nothing(reply: Reply, _: Visit) -> Reply:
    """Take nothing for less than 100,000."""
    if reply.document["outcome"] != "NO_RECORDS":
        return reply
    return reply.with_members(refundedAmountBand="LT_100K")


@defect(
    "REB-03",
    "Leaves rejected records out of the counts, but not out of the number.",
    joint=Joint.RULES,
    also={"REB-13": "summary and records no longer agree"},
)
def rejected_not_counted(honest: Rules) -> Rules:
    """Count what may come to a refund."""

    def counts(records: Sequence[RebateRecord]) -> Mapping[RebateStatus, int]:
        return honest.counts_by_status([one for one in records if one.status != "REJECTED"])

    return replace(honest, counts_by_status=counts)


@defect(
    "REB-03",
    "Does not count records under review.",
    joint=Joint.RESPONSE,
    operation=_SUMMARY,
    also={
        "REB-13": "summary and records no longer agree",
        "VER-07": "verifications still say what is right",
        "REB-05": "its cases show the number of records",
    },
)
def under_review_not_yet_counted(reply: Reply, _: Visit) -> Reply:
    """Take them off the number."""
    told = reply.document
    return reply.with_members(
        recordCount=told["recordCount"] - told["countsByStatus"].get("UNDER_REVIEW", 0)
    )


@defect("REB-04", "Shows the sum of the refunds.", joint=Joint.RESPONSE, operation=_SUMMARY)
def sum_shown(reply: Reply, _: Visit) -> Reply:
    """Add it beside the band."""
    if "refundedAmountBand" not in reply.document:
        return reply
    return reply.with_members(statistics={"refunded_amount": {"value": 31250, "unit": "CNY"}})


@defect(
    "REB-04",
    "Names the declaration of the latest refund, under a name that says nothing.",
    joint=Joint.RESPONSE,
    operation=_SUMMARY,
)
def declaration_named(reply: Reply, _: Visit) -> Reply:
    """Add its number."""
    if "latestRefundedOn" not in reply.document:
        return reply
    return reply.with_members(latestRefundedFor="530420260990000017")


@defect(
    "REB-05",
    "Takes the calendar year for the twelve periods.",
    joint=Joint.RULES,
    also={
        "VER-07": "one way to ask shows it, the other does not",
        "REB-03": "there are other records",
        "REB-13": "there are other records",
    },
)
def calendar_year(honest: Rules) -> Rules:
    """Begin with January."""

    def periods(as_of: date) -> Periods:
        right = honest.default_periods(as_of)
        return Periods(TaxPeriod(as_of.year, 1), right.last)

    return replace(honest, default_periods=periods)


@defect(
    "REB-05",
    "Takes from alone for a slip, and answers for the default periods.",
    joint=Joint.REQUEST,
    operation=_SUMMARY,
)
def from_alone_overlooked(asked: Asked) -> Asked:
    """Forget it."""
    is_alone = b"from=" in asked.query and b"to=" not in asked.query
    return replace(asked, query=b"") if is_alone else asked


@defect(
    "REB-13",
    "Adds the amounts of all records for the band, whatever became of them.",
    joint=Joint.RULES,
)
def band_of_all_records(honest: Rules) -> Rules:
    """Ignore the status."""

    def refunded(records: Sequence[RebateRecord]) -> Decimal:
        amounts = (one.refund_amount for one in records)
        return sum((one for one in amounts if one is not None), start=Decimal(0))

    return replace(honest, refunded_sum=refunded)


@defect("REB-13", "Puts a sum on a lower bound into the band below.", joint=Joint.RULES)
def lower_bound_exclusive(honest: Rules) -> Rules:
    """Compare with > instead of >=."""

    def band(amount: Decimal) -> Band:
        return honest.band(amount - Decimal("0.01"))

    return replace(honest, band=band)


@defect("REB-13", "Lists subheadings in no order.", joint=Joint.RULES)
def headings_unsorted(honest: Rules) -> Rules:
    """Turn the order round."""
    return replace(honest, subheadings=lambda records: honest.subheadings(records)[::-1])


@defect(
    "REB-13",
    "Takes the latest refund from those that were not recovered.",
    joint=Joint.RULES,
)
def recovered_refunds_forgotten(honest: Rules) -> Rules:
    """Leave the others out."""

    def latest(records: Sequence[RebateRecord]) -> date | None:
        return honest.latest_refund([one for one in records if one.status != "RECOVERED"])

    return replace(honest, latest_refund=latest)


@defect("REB-13", "Adds recovered refunds to the others for the band.", joint=Joint.RULES)
def recovered_refunds_added(honest: Rules) -> Rules:
    """Take them for refunds like any other."""

    def refunded(records: Sequence[RebateRecord]) -> Decimal:
        as_refunded = [
            replace(one, status="REFUNDED") if one.status == "RECOVERED" else one for one in records
        ]
        return honest.refunded_sum(as_refunded)

    return replace(honest, refunded_sum=refunded)


@defect(
    "REB-13",
    "Lists the subheadings of goods that were refunded only.",
    joint=Joint.RULES,
    also={"REB-05": "its cases show the subheadings"},
)
def subheadings_of_refunds(honest: Rules) -> Rules:
    """Leave the others out, where there are refunds."""

    def subheadings(records: Sequence[RebateRecord]) -> list[Hs6]:
        refunded = [one for one in records if one.refunded_on is not None]
        return honest.subheadings(refunded or records)

    return replace(honest, subheadings=subheadings)


@defect(
    "REB-03",
    "Counts a recovered refund among the refunded ones as well.",
    joint=Joint.RULES,
    also={"REB-13": "the counts are not those of the records"},
)
def recovered_counted_twice(honest: Rules) -> Rules:
    """Count what it was and what it is."""

    def counts(records: Sequence[RebateRecord]) -> Mapping[RebateStatus, int]:
        again = [replace(one, status="REFUNDED") for one in records if one.status == "RECOVERED"]
        return honest.counts_by_status([*records, *again])

    return replace(honest, counts_by_status=counts)


@defect(
    "REB-02",
    "Says NO_RECORDS of exempt goods.",
    joint=Joint.RESPONSE,
    operation=_SUMMARY,
    also={
        "VER-07": "one way to ask shows it, the other does not",
        "EXP-03": "the reason is that of another outcome",
    },
)
def exempt_is_no_records(reply: Reply, _: Visit) -> Reply:
    """Not ask why there is nothing."""
    if reply.document["outcome"] != "NOT_APPLICABLE":
        return reply
    reason = {"code": "NO_RECORDS_IN_PERIOD", "message": "There is no record in these periods."}
    return reply.with_members(outcome="NO_RECORDS", reasons=[reason])
