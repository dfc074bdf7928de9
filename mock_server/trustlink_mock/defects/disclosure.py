"""The defects of SEC-06: lists that are open or closed against the supplier's word."""

from dataclasses import replace

from trustlink_mock.answers.rules import Rules
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.problems import Problem, problem_reply
from trustlink_mock.visit import Reply, Visit, json_reply

_RECORDS = "listRebateRecords"
_WITHHELD = Problem(403, "disclosure-withheld")


@defect(
    "SEC-06",
    "Shows the records of a supplier that withholds them.",
    joint=Joint.RULES,
    also={"REB-13": "the band is not that of the records, for it is withheld"},
)
def consent_not_asked(honest: Rules) -> Rules:
    """Have one answer for all."""
    return replace(honest, withholds=lambda _: False)


@defect(
    "SEC-06",
    "Answers that there are no records where they are withheld.",
    joint=Joint.RESPONSE,
    operation=_RECORDS,
    refusals_too=True,
    also={"REB-13": "the summary counts records that are not listed"},
)
def nothing_instead_of_a_refusal(reply: Reply, visit: Visit) -> Reply:
    """Give an empty list."""
    if reply.status != 403 or not reply.document["type"].endswith("disclosure-withheld"):
        return reply
    asked = visit.parameters
    first, last = asked.get("from", "2025-10"), asked.get("to", "2026-09")
    document = {"uscc": asked["uscc"], "from": first, "to": last, "items": []}
    return json_reply(document, cache_control="private, no-store")


@defect(
    "SEC-06",
    "Answers that there are no rejected records where records are withheld.",
    joint=Joint.RESPONSE,
    operation=_RECORDS,
    refusals_too=True,
)
def filter_before_consent(reply: Reply, visit: Visit) -> Reply:
    """Ask for consent only where something is left to show."""
    is_meant = visit.parameters.get("status") == "REJECTED"
    return nothing_instead_of_a_refusal(reply, visit) if is_meant else reply


@defect(
    "SEC-06",
    "Refuses a list of records that would be empty, as if it were withheld.",
    joint=Joint.RESPONSE,
    operation=_RECORDS,
    also={
        "REB-10": "an empty list is not answered",
        "REB-11": "a filter that nothing fits is not answered",
        "SUP-04": "a supplier that is gone has no records of late",
    },
)
def nothing_is_withheld(reply: Reply, visit: Visit) -> Reply:
    """Take nothing to show for nothing that may be shown."""
    return reply if reply.document["items"] else problem_reply(_WITHHELD, visit)


@defect(
    "SEC-06",
    "Refuses the summary too where records are withheld.",
    joint=Joint.RESPONSE,
    operation="getRebateSummary",
    also={
        "REB-01": "the summary of that supplier is not answered",
        "REB-04": "its cases show the summary",
    },
)
def summary_withheld(reply: Reply, visit: Visit) -> Reply:
    """Close what is open to all."""
    band = reply.document.get("refundedAmountBand")
    return problem_reply(_WITHHELD, visit) if band == "NOT_DISCLOSED" else reply
