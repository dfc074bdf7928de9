"""The defects of SEC-07, SEC-08 and HTTP-09: metadata and quotas that lead software astray."""

from dataclasses import replace

from starlette.types import ASGIApp

from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.substitutions.quota_fields import POLICY, with_quota
from trustlink_mock.visit import Reply, Visit

_RESOURCE, _SERVER = "getProtectedResource", "getAuthorizationServer"


@defect(
    "SEC-07",
    "Names another site as the resource that its metadata describe.",
    joint=Joint.WIRE,
    operation=_RESOURCE,
)
def another_resource(reply: Reply, _: Visit) -> Reply:
    """Leave the name of a test system in the file."""
    return reply.with_members(resource="https://staging.example")


@defect(
    "SEC-07",
    "Names the start of its paths as the resource, not its origin.",
    joint=Joint.WIRE,
    operation=_RESOURCE,
)
def path_as_resource(reply: Reply, _: Visit) -> Reply:
    """Append the path of the interface."""
    return reply.with_members(resource=f"{reply.document['resource']}/trustlink/v1")


@defect(
    "SEC-07",
    "Does not say which server issues tokens.",
    joint=Joint.WIRE,
    operation=_RESOURCE,
    also={"SEC-08": "no server is named whose metadata could be read"},
)
def no_authorization_server(reply: Reply, _: Visit) -> Reply:
    """Leave the list empty."""
    return reply.with_members(authorization_servers=[])


@defect(
    "SEC-07",
    "Leaves the scope of the lists out of its metadata.",
    joint=Joint.WIRE,
    operation=_RESOURCE,
)
def one_scope_of_two(reply: Reply, _: Visit) -> Reply:
    """List the scope of core alone."""
    return reply.with_members(scopes_supported=["verify"])


@defect(
    "SEC-07",
    "Leads to its tokens' server where a challenge should lead to its own metadata.",
    joint=Joint.WIRE,
    refusals_too=True,
)
def challenge_leads_to_the_server(reply: Reply, _: Visit) -> Reply:
    """Take one document for the other."""
    challenge = reply.headers.get("www-authenticate", "")
    led = challenge.replace("oauth-protected-resource", "oauth-authorization-server")
    return reply.with_headers(www_authenticate=led) if challenge else reply


@defect(
    "SEC-08",
    "Names another token endpoint in its metadata than in discovery.",
    joint=Joint.WIRE,
    operation=_SERVER,
)
def another_token_endpoint(reply: Reply, _: Visit) -> Reply:
    """Name the one of before."""
    endpoint = reply.document["token_endpoint"]
    return reply.with_members(token_endpoint=endpoint.replace("/oauth2/", "/oauth/"))


@defect(
    "SEC-08",
    "Adds a slash to the name of the server that issues tokens.",
    joint=Joint.WIRE,
    operation=_SERVER,
)
def another_spelling_of_the_issuer(reply: Reply, _: Visit) -> Reply:
    """Write the issuer as a browser shows it."""
    return reply.with_members(issuer=f"{reply.document['issuer']}/")


@defect(
    "SEC-08",
    "Does not say that its server grants tokens to clients for themselves.",
    joint=Joint.WIRE,
    operation=_SERVER,
)
def grants_left_out(reply: Reply, _: Visit) -> Reply:
    """Leave grant_types_supported out: RFC 8414 then means two other grants."""
    kept = {name: one for name, one in reply.document.items() if name != "grant_types_supported"}
    return reply.with_document(kept)


@defect(
    "SEC-08",
    "States that clients authenticate with a key of theirs alone.",
    joint=Joint.WIRE,
    operation=_SERVER,
)
def another_way_to_authenticate(reply: Reply, _: Visit) -> Reply:
    """Name private_key_jwt."""
    return reply.with_members(token_endpoint_auth_methods_supported=["private_key_jwt"])


@defect(
    "SEC-08",
    "Leaves the scope of the lists out of the metadata of its server.",
    joint=Joint.WIRE,
    operation=_SERVER,
)
def server_knows_one_scope(reply: Reply, _: Visit) -> Reply:
    """List the scope of core alone."""
    return reply.with_members(scopes_supported=["verify"])


@defect(
    "SEC-08",
    "Names a server that publishes no metadata.",
    joint=Joint.WIRE,
    operation=_RESOURCE,
)
def no_metadata_of_the_server(reply: Reply, _: Visit) -> Reply:
    """Name an issuer whose metadata are nowhere."""
    issuer = f"{reply.document['resource']}/issuer"
    return reply.with_members(authorization_servers=[issuer])


@defect("HTTP-09", "States a quota, and another one in RateLimit-Policy.", joint=Joint.APPLICATION)
def another_quota_in_the_policy(honest: ASGIApp) -> ASGIApp:
    """Count by the hour in one place and by the minute in the other."""
    return with_quota(honest, policy=b'"default";q=60000;w=3600')


@defect("HTTP-09", "States that more is left than its quota admits.", joint=Joint.APPLICATION)
def more_left_than_there_is(honest: ASGIApp) -> ASGIApp:
    """Count down from another number."""
    return with_quota(honest, left=b'"default";r=60001;t=60')


@defect("HTTP-09", "States that its quota returns after the window.", joint=Joint.APPLICATION)
def late_reset(honest: ASGIApp) -> ASGIApp:
    """Write when the quota returns as seconds since 1970."""
    return with_quota(honest, left=b'"default";r=59999;t=1790827200')


@defect("HTTP-09", "Says what is left of a quota that it does not name.", joint=Joint.APPLICATION)
def unnamed_quota(honest: ASGIApp) -> ASGIApp:
    """Use two names for one quota."""
    return with_quota(honest, left=b'"client";r=59999;t=60')


@defect("HTTP-09", "Writes RateLimit as earlier drafts wanted it.", joint=Joint.APPLICATION)
def headers_of_an_earlier_draft(honest: ASGIApp) -> ASGIApp:
    """Write a dictionary."""
    return with_quota(honest, policy=POLICY, left=b"limit=60000, remaining=59999, reset=60")


@defect("HTTP-09", "States a quota in discovery, and in no answer.", joint=Joint.APPLICATION)
def quota_in_discovery_alone(honest: ASGIApp) -> ASGIApp:
    """Send neither header."""
    return with_quota(honest, policy=None)


@defect(
    "DISC-01",
    "States that it remembers a key for an hour.",
    joint=Joint.WIRE,
    operation="getDiscovery",
    also={"HTTP-01": "discovery is not as documented"},
)
def keys_for_an_hour(reply: Reply, _: Visit) -> Reply:
    """Write PT1H where 24 hours are the least."""
    known, other = b'"idempotencyRetention":"P1D"', b'"idempotencyRetention":"PT1H"'
    return replace(reply, content=reply.content.replace(known, other))
