"""The defects of versions: values of a later version, by a site that announces 1.0.0."""

from trustlink_mock.answers.texts import choose_language
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.later_version import AUTHORITY, CODE, PROBLEM, SENTENCES
from trustlink_mock.visit import Reply, Visit


@defect(
    "EXP-03",
    "Gives ratings a reason of a later version, and announces 1.0.0.",
    joint=Joint.WIRE,
    operation="listCreditRatings",
    also={
        "HTTP-01": "the code is not in the schema",
        "RAT-05": "NEVER_RATED does not stand alone",
        "VER-07": "verifications do not have it",
    },
)
def later_reason_code(reply: Reply, visit: Visit) -> Reply:
    """Add it to the reasons."""
    language = choose_language(visit.headers.get("accept-language"))
    more = {"code": CODE, "message": SENTENCES[language]}
    return reply.with_members(reasons=[*reply.document["reasons"], more])


@defect(
    "HTTP-01",
    "Lists a source of an authority of a later version, and announces 1.0.0.",
    joint=Joint.WIRE,
    operation="getStatus",
)
def later_authority(reply: Reply, _: Visit) -> Reply:
    """List it among the sources."""
    first, *others = reply.document["sources"]
    return reply.with_members(sources=[first, *others, {**first, "authority": AUTHORITY}])


@defect(
    "ERR-02",
    "Gives a 415 a type of a later version, and announces 1.0.0.",
    joint=Joint.WIRE,
    refusals_too=True,
    also={"HTTP-01": "the type is not in the schema"},
)
def later_problem_type(reply: Reply, _: Visit) -> Reply:
    """Name the type of a 415."""
    return reply.with_members(type=PROBLEM) if reply.status == 415 else reply
