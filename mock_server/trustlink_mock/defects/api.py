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


@defect(
    "API-01",
    "Lets tokens be kept on the way to who asked for them.",
    joint=Joint.WIRE,
    operation="createToken",
)
def token_may_be_kept(reply: Reply, _: Visit) -> Reply:
    """Send a token without no-store (RFC 6749 section 5.1)."""
    return reply.with_headers(cache_control="private, max-age=3600")


@defect(
    "API-01",
    "Says in words how long a token is good.",
    joint=Joint.WIRE,
    operation="createToken",
)
def lifetime_in_words(reply: Reply, _: Visit) -> Reply:
    """Write expires_in as a text."""
    return reply.with_members(expires_in="1 hour")
