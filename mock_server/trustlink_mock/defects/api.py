"""The defects of group API: an interface that software cannot use."""

from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.visit import Reply, Visit

_LOGIN_PAGE = b"<!doctype html><title>Sign in</title><form method=post><input name=user></form>"


@defect(
    "API-01",
    "The token endpoint shows a login page for people instead of issuing a token.",
    joint=Joint.WIRE,
    operation="createToken",
)
def login_page(reply: Reply, _: Visit) -> Reply:
    """Answer a good request for a token with a page."""
    return Reply(200, {**reply.headers, "content-type": "text/html"}, _LOGIN_PAGE)
