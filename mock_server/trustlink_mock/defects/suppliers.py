"""The defects of group SUP: registrations with a member too few, or with one too many."""

from stdnum.cn import ric

from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.defects.changes import with_result
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.problems import Problem, problem_reply
from trustlink_mock.receipts import Seal
from trustlink_mock.visit import Reply, Visit

_SUPPLIER = "getSupplier"
_ANOTHER = "91320594TL0000024X"
_GONE = "91210200TL0000235X"
_NOBODY = "11010119800101000"
"""Division and day of birth of nobody, without the check character."""


@defect(
    "SUP-01",
    "Says null where the register has no English name.",
    joint=Joint.WIRE,
    operation=_SUPPLIER,
    also={"HTTP-01": "null is not as documented"},
)
def null_for_no_name(reply: Reply, _: Visit) -> Reply:
    """Write the member all the same."""
    return reply.with_members(legalNameEn=reply.document.get("legalNameEn"))


@defect(
    "SUP-01",
    "Takes a joint stock company for a limited liability company.",
    joint=Joint.RESPONSE,
    operation=_SUPPLIER,
)
def one_form_for_all_companies(reply: Reply, _: Visit) -> Reply:
    """Know one form of company."""
    if reply.document["legalForm"] != "JOINT_STOCK_COMPANY":
        return reply
    return reply.with_members(legalForm="LIMITED_LIABILITY_COMPANY")


@defect(
    "SUP-02",
    "Answers about refunds with the code of a sister company.",
    joint=Joint.RESPONSE,
    operation="getRebateSummary",
    also={"VER-07": "verifications still say what is right"},
)
def code_of_a_sister(reply: Reply, _: Visit) -> Reply:
    """State another code where refunds were found."""
    return reply.with_members(uscc=_ANOTHER) if reply.document["recordCount"] else reply


@defect(
    "SUP-02",
    "States another code in the last result of a verification.",
    joint=Joint.SEAL,
    also={"VER-07": "the single answer states the right one"},
)
def code_of_another_in_a_result(honest: Seal) -> Seal:
    """Mix two suppliers up."""

    def seal(told: Json, uscc: str) -> Json:
        data = told["results"]["noViolation"].get("data")
        if data is None:
            return honest(told, uscc)
        return honest(with_result(told, "noViolation", data={**data, "uscc": _ANOTHER}), uscc)

    return seal


@defect(
    "SUP-03",
    "Writes a second website without its scheme.",
    joint=Joint.WIRE,
    operation=_SUPPLIER,
    also={"SUP-01": "a URL is relative", "HTTP-01": "a URL is not as documented"},
)
def relative_website(reply: Reply, _: Visit) -> Reply:
    """Leave https: out."""
    first, *others = reply.document["websites"] or [{"url": "", "channel": "B2B"}]
    relative = {**first, "url": first["url"].removeprefix("https:")}
    return reply.with_members(websites=[relative, *others])


@defect(
    "SUP-03",
    "Takes a website for consumers for one for both.",
    joint=Joint.RESPONSE,
    operation=_SUPPLIER,
)
def consumers_and_businesses_mixed(reply: Reply, _: Visit) -> Reply:
    """Say BOTH for B2C."""
    websites = [
        {**one, "channel": "BOTH" if one["channel"] == "B2C" else one["channel"]}
        for one in reply.document["websites"]
    ]
    return reply.with_members(websites=websites)


@defect(
    "SUP-05",
    "Names the person who represents a supplier.",
    joint=Joint.RESPONSE,
    operation=_SUPPLIER,
)
def representative_named(reply: Reply, _: Visit) -> Reply:
    """Add a member within another."""
    division = {**reply.document["division"], "legal_representative": "(synthetic)"}
    return reply.with_members(division=division)


@defect(
    "SUP-05",
    "Tells beside a rating by whose identity number it was looked up.",
    joint=Joint.RESPONSE,
    operation="listCreditRatings",
)
def identity_number_told(reply: Reply, _: Visit) -> Reply:
    """Add a text under a name that says nothing."""
    number = _NOBODY + ric.calc_check_digit(_NOBODY + "0")
    return reply.with_members(lookup={"key": number})


@defect(
    "SUP-04",
    "Finds no ratings of a supplier that is deregistered.",
    joint=Joint.RESPONSE,
    operation="listCreditRatings",
    also={
        "RAT-01": "the ratings of that supplier are not answered",
        "RAT-06": "its rating has expired",
    },
)
def ratings_gone(reply: Reply, visit: Visit) -> Reply:
    """Answer 404."""
    return _not_found(visit) if reply.document["uscc"] == _GONE else reply


@defect(
    "SUP-04",
    "Finds no records of a supplier that is deregistered.",
    joint=Joint.RESPONSE,
    operation="listRebateRecords",
    also={"REB-10": "a list that its cases show is not answered"},
)
def records_gone(reply: Reply, visit: Visit) -> Reply:
    """Answer 404."""
    return _not_found(visit) if reply.document["uscc"] == _GONE else reply


@defect(
    "SUP-04",
    "Verifies no supplier that is deregistered.",
    joint=Joint.RESPONSE,
    operation="createVerification",
    also={"VER-01": "a verification that its cases show is not made"},
)
def not_verified_any_more(reply: Reply, visit: Visit) -> Reply:
    """Answer 404."""
    asked = visit.body["supplier"]["uscc"]
    return _not_found(visit) if asked == _GONE else reply


@defect(
    "SUP-04",
    "Calls a supplier that is deregistered suspended.",
    joint=Joint.RESPONSE,
    operation=_SUPPLIER,
)
def suspended_for_deregistered(reply: Reply, _: Visit) -> Reply:
    """Know one word for both."""
    if reply.document["registrationStatus"] != "DEREGISTERED":
        return reply
    return reply.with_members(registrationStatus="SUSPENDED")


def _not_found(visit: Visit) -> Reply:
    return problem_reply(Problem(404, "supplier-not-found"), visit)


@defect(
    "SUP-06",
    "Names its operator as the one that authorised it to answer.",
    joint=Joint.RESPONSE,
    operation=_SUPPLIER,
)
def authorised_by_the_operator(reply: Reply, _: Visit) -> Reply:
    """Take the code of the company behind the site."""
    return _with_mandate(reply, authorisedBy="91440300TL0000016J")


@defect(
    "SUP-06",
    "Answers about suppliers whose mandate has ended.",
    joint=Joint.RESPONSE,
    operation=_SUPPLIER,
)
def mandate_ended(reply: Reply, _: Visit) -> Reply:
    """State an end in the past."""
    return _with_mandate(reply, until="2026-06-30")


@defect(
    "SUP-06",
    "Answers about suppliers whose mandate is yet to begin.",
    joint=Joint.RESPONSE,
    operation=_SUPPLIER,
)
def mandate_to_begin(reply: Reply, _: Visit) -> Reply:
    """State a first day in the future."""
    return _with_mandate(reply, since="2999-01-01")


def _with_mandate(reply: Reply, **members: str) -> Reply:
    return reply.with_members(mandate={**reply.document["mandate"], **members})
