"""The defects of SEC-01 about schemes: what a client is told of them, and how it may write one."""

from typing import Final

from trustlink_mock.authorization import Authorize
from trustlink_mock.defects.access import before
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.problems import Problem
from trustlink_mock.visit import Reply, Visit

PLAIN: Final = 'Bearer realm="trustlink"'


def _names_the_error(reply: Reply) -> bool:
    return 'error="invalid_token"' in reply.headers.get("www-authenticate", "")


@defect(
    "SEC-01",
    "Names the error of a token in the challenge of another scheme, for the list of notices.",
    joint=Joint.WIRE,
    operation="listViolationNotices",
    refusals_too=True,
)
def error_of_another_scheme(reply: Reply, _: Visit) -> Reply:
    """Append a challenge of DPoP, with the error."""
    if not _names_the_error(reply):
        return reply
    return reply.with_headers(www_authenticate=f'{PLAIN}, DPoP error="invalid_token"')


@defect(
    "SEC-01",
    "Names the error of a token within a description alone, for batches.",
    joint=Joint.WIRE,
    operation="createBatch",
    refusals_too=True,
)
def error_in_the_description(reply: Reply, _: Visit) -> Reply:
    """Quote the error in error_description."""
    if not _names_the_error(reply):
        return reply
    told = 'Bearer error_description="the error=\\"invalid_token\\" was found"'
    return reply.with_headers(www_authenticate=told)


@defect("SEC-01", "Knows the scheme Bearer in this spelling alone.", joint=Joint.AUTHORIZATION)
def one_spelling_of_bearer(honest: Authorize) -> Authorize:
    """Compare it with regard to case."""

    def look(visit: Visit) -> None:
        scheme = visit.headers.get("authorization", "").partition(" ")[0]
        if scheme.lower() == "bearer" and scheme != "Bearer":
            raise Problem(401, "authentication-required", headers={"www-authenticate": PLAIN})

    return before(honest, look)
