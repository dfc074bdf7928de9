"""The defects of HEAD: what it is told otherwise than GET would be."""

from trustlink_mock.authorization import Authorize, Authorizer
from trustlink_mock.clients import Client
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.defects.reading import without
from trustlink_mock.problems import Problem, problem_reply
from trustlink_mock.visit import Reply, Visit, json_reply


@defect(
    "HTTP-05",
    "Finds every supplier that is asked for with HEAD.",
    joint=Joint.WIRE,
    operation="getSupplier",
    refusals_too=True,
)
def head_finds_everybody(reply: Reply, visit: Visit) -> Reply:
    """Answer HEAD before the supplier is looked up."""
    return _success() if visit.method == "HEAD" and reply.status == 404 else reply


@defect(
    "HTTP-05",
    "Overlooks wrong parameters of HEAD.",
    joint=Joint.WIRE,
    operation="getViolationStatus",
    refusals_too=True,
)
def head_not_validated(reply: Reply, visit: Visit) -> Reply:
    """Answer HEAD before the parameters are read."""
    return _success() if visit.method == "HEAD" and reply.status == 400 else reply


@defect(
    "HTTP-05",
    "Does not offer HEAD for the list of notices.",
    joint=Joint.WIRE,
    operation="listViolationNotices",
)
def no_head_of_notices(reply: Reply, visit: Visit) -> Reply:
    """Route GET alone."""
    return problem_reply(Problem(405), visit) if visit.method == "HEAD" else reply


@defect(
    "HTTP-06",
    "Does not tell who asks with HEAD when a source will be back.",
    joint=Joint.WIRE,
    refusals_too=True,
)
def no_retry_after_to_head(reply: Reply, visit: Visit) -> Reply:
    """Leave Retry-After out of 503 and 504."""
    is_meant = visit.method == "HEAD" and reply.status in (503, 504)
    return without(reply, "retry-after") if is_meant else reply


@defect("SEC-01", "Answers HEAD of ratings without a token.", joint=Joint.AUTHORIZATION)
def head_without_a_token(honest: Authorizer) -> Authorize:
    """Protect GET alone."""

    def authorize(visit: Visit, scope: str) -> Client:
        is_meant = visit.method == "HEAD" and visit.path.endswith("/credit-ratings")
        if is_meant and "authorization" not in visit.headers:
            return next(iter(honest.clients.values()))
        return honest(visit, scope)

    return authorize


@defect(
    "VER-06",
    "Tells any client with HEAD that a verification exists.",
    joint=Joint.WIRE,
    operation="getVerification",
    refusals_too=True,
)
def head_finds_foreign_verifications(reply: Reply, visit: Visit) -> Reply:
    """Answer HEAD before the client is looked at."""
    return _success() if visit.method == "HEAD" and reply.status == 404 else reply


def _success() -> Reply:
    return json_reply({}, cache_control="private", content_language="en", vary="Accept-Language")
