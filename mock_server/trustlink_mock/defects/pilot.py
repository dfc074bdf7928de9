"""The defects of group PIL: a pilot of other goods than announced, or one that shuts out."""

from collections.abc import Sequence
from dataclasses import replace

from trustlink.identifiers import HsCode, PilotScope
from trustlink_mock.answers.policy import Policy
from trustlink_mock.answers.rules import Rules
from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.problems import RequestFault, invalid_request, problem_reply
from trustlink_mock.receipts import Seal
from trustlink_mock.visit import Reply, Visit

_VERIFICATION = "createVerification"


@defect(
    "PIL-01",
    "Announces a category of its own.",
    joint=Joint.WIRE,
    operation="getDiscovery",
    also={
        "DISC-01": "the schema knows two categories",
        "HTTP-01": "discovery is not as documented",
        "PIL-02": "goods of the category are not in the pilot",
    },
)
def category_of_its_own(reply: Reply, _: Visit) -> Reply:
    """List solar cells, too."""
    categories = reply.document["pilotCategories"]
    own = {"code": "SOLAR_CELLS", "hsVersion": "2022", "hs6": ["854142"]}
    return reply.with_members(pilotCategories=[*categories, own])


@defect(
    "PIL-01",
    "Puts traders into a category of their own.",
    joint=Joint.WIRE,
    operation="getSupplier",
    also={
        "SUP-01": "the schema knows two categories",
        "HTTP-01": "the answer is not as documented",
    },
)
def category_of_traders(reply: Reply, _: Visit) -> Reply:
    """Name what they trade in."""
    if reply.document["exporterType"] == "MANUFACTURER":
        return reply
    return reply.with_members(pilotCategories=["GENERAL_MERCHANDISE"])


@defect(
    "PIL-02",
    "Decides by the heading, four digits, so that solar cells are in.",
    joint=Joint.RULES,
    also={"PIL-03": "goods outside are taken for goods inside"},
)
def four_digits(honest: Rules) -> Rules:
    """Compare headings."""

    def scope(codes: Sequence[HsCode], policy: Policy) -> PilotScope:
        headings = {code[:4] for code in policy.pilot_goods}
        inside = [code[:4] in headings for code in codes]
        if not inside:
            return "NOT_CHECKED"
        return "IN" if all(inside) else "PARTIAL" if any(inside) else "OUT"

    return replace(honest, scope_of_goods=scope)


@defect("PIL-02", "Takes goods for inside if some of them are.", joint=Joint.RULES)
def some_are_enough(honest: Rules) -> Rules:
    """Know no PARTIAL."""

    def scope(codes: Sequence[HsCode], policy: Policy) -> PilotScope:
        right = honest.scope_of_goods(codes, policy)
        return "IN" if right == "PARTIAL" else right

    return replace(honest, scope_of_goods=scope)


@defect("PIL-02", "Takes a code of ten digits for goods outside.", joint=Joint.RULES)
def long_codes_outside(honest: Rules) -> Rules:
    """Look the whole code up in a list of six digits."""

    def scope(codes: Sequence[HsCode], policy: Policy) -> PilotScope:
        right = honest.scope_of_goods(codes, policy)
        return "OUT" if codes and all(len(code) > 8 for code in codes) else right

    return replace(honest, scope_of_goods=scope)


@defect(
    "PIL-03",
    "Refuses a verification about goods outside the pilot.",
    joint=Joint.RESPONSE,
    operation=_VERIFICATION,
    also={"PIL-02": "where the scope would be OUT there is none"},
)
def outside_refused(reply: Reply, visit: Visit) -> Reply:
    """Answer 400."""
    if reply.document["pilotScope"] != "OUT":
        return reply
    fault = RequestFault("pointer", "/hsCodes", "OUTSIDE", "Goods of the pilot are expected.")
    return problem_reply(invalid_request(fault), visit)


@defect(
    "PIL-03",
    "Looks for no violations if the goods are outside the pilot.",
    joint=Joint.SEAL,
    also={
        "VIO-01": "the item that was requested is missing",
        "VER-07": "the single answer knows of notices",
        "VER-02": "what was requested is told not to have been",
    },
)
def outside_not_looked_up(honest: Seal) -> Seal:
    """Say that nothing was requested."""
    reason = {"code": "NOT_REQUESTED", "message": "This item was not requested."}
    nothing = {"outcome": "NOT_REQUESTED", "reasons": [reason]}

    def seal(told: Json, uscc: str) -> Json:
        changed = {**told, "results": {**told["results"], "noViolation": nothing}}
        return honest(changed if told["pilotScope"] == "OUT" else told, uscc)

    return seal
