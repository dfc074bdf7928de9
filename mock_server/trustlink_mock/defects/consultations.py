"""The defects of getConsultation: numbers that prove nothing, or tell too much."""

from dataclasses import replace

from trustlink_mock.answers.rules import Rules
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.problems import Problem, problem_reply
from trustlink_mock.visit import Reply, Visit

_CONSULTATION = "getConsultation"


@defect("EVD-05", "Confirms a number for any supplier.", joint=Joint.RULES)
def confirmed_for_any_supplier(honest: Rules) -> Rules:
    """Look it up by the number alone."""
    return replace(honest, is_about=lambda _, __: True)


@defect("EVD-05", "Tells a number of another supplier from an unknown one.", joint=Joint.RULES)
def foreign_number_told(honest: Rules) -> Rules:
    """Give another type of problem."""

    def is_about(known: str, asked: str) -> bool:
        if not honest.is_about(known, asked):
            raise Problem(404, "supplier-not-found")
        return True

    return replace(honest, is_about=is_about)


@defect(
    "EVD-05",
    "Says at a consultation that notices were looked for.",
    joint=Joint.RESPONSE,
    operation=_CONSULTATION,
)
def checks_told(reply: Reply, _: Visit) -> Reply:
    """Add the checks."""
    return reply.with_members(checks=["NO_VIOLATION"])


@defect(
    "EVD-05",
    "Finds no consultation whose number ends with a letter.",
    joint=Joint.RESPONSE,
    operation=_CONSULTATION,
    also={"DISC-03": "the operation does not work for such a number"},
)
def some_numbers_not_found(reply: Reply, visit: Visit) -> Reply:
    """Answer 404."""
    if visit.parameters["consultationNumber"][-1].isdigit():
        return reply
    return problem_reply(Problem(404, "consultation-not-found"), visit)


@defect(
    "EVD-05",
    "States the day on which a verification was made, and no time.",
    joint=Joint.RESPONSE,
    operation=_CONSULTATION,
)
def issued_at_midnight(reply: Reply, _: Visit) -> Reply:
    """Cut the time off."""
    return reply.with_members(issuedAt=f"{reply.document['issuedAt'][:10]}T00:00:00Z")


@defect(
    "EVD-05",
    "Withdraws a verification and does not say since when.",
    joint=Joint.RESPONSE,
    operation=_CONSULTATION,
)
def withdrawn_at_no_time(reply: Reply, _: Visit) -> Reply:
    """Leave the moment out."""
    return reply.with_members(state="WITHDRAWN")
