"""The variants of access metadata, of quotas in headers, and of what a site does not remember."""

import json
from typing import Final

from starlette.types import ASGIApp, Scope

from trustlink_mock.authorization import RESOURCE_PATH
from trustlink_mock.substitutions.application import (
    ChangedContents,
    ChangedRequestHeaders,
    Narrowed,
    with_header,
)
from trustlink_mock.substitutions.quota_fields import with_quota
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.variants.routes import DISCOVERY, Detour
from trustlink_mock.visit import Reply, Visit

_SERVER: Final = "/.well-known/oauth-authorization-server"


@variant(
    "SEC-07",
    "Serves no metadata for OAuth software, and names none in its challenges.",
    joint=Joint.APPLICATION,
    warned={"SEC-07": "the metadata are a SHOULD"},
)
def no_access_metadata(honest: ASGIApp) -> ASGIApp:
    """Answer both paths as an unknown one."""
    missing = Detour(honest, path="/.well-known/nothing")
    return Narrowed(honest, missing, paths=(RESOURCE_PATH, _SERVER))


@variant(
    "SEC-08",
    "Names its server by a URL with a path, and writes the site's own with a slash at the end.",
    joint=Joint.APPLICATION,
)
def issuer_with_a_path(honest: ASGIApp) -> ASGIApp:
    """Place the metadata of the server between host and path, as RFC 8414 wants it."""

    def renamed(reply: Reply, _: Scope) -> Reply:
        told = reply.document if reply.status == 200 else {}
        if "resource" in told:
            servers = [f"{one}/tokens" for one in told["authorization_servers"]]
            told = {**told, "resource": f"{told['resource']}/", "authorization_servers": servers}
        elif "issuer" in told:
            told = {**told, "issuer": f"{told['issuer']}/tokens"}
        return Reply(reply.status, reply.headers, json.dumps(told).encode()) if told else reply

    other = ChangedContents(honest, renamed)
    moved = Narrowed(honest, Detour(other, path=_SERVER), paths=(f"{_SERVER}/tokens",))
    return Narrowed(moved, other, paths=(RESOURCE_PATH,))


@variant(
    "SEC-07",
    "Leaves out of its metadata what RFC 9728 and RFC 8414 do not demand.",
    joint=Joint.APPLICATION,
)
def terse_access_metadata(honest: ASGIApp) -> ASGIApp:
    """State neither scopes nor ways to send a token and to authenticate."""

    def cut(reply: Reply, _: Scope) -> Reply:
        if reply.status != 200:
            return reply
        kept = {
            name: one
            for name, one in reply.document.items()
            if name not in ("scopes_supported", "bearer_methods_supported")
            and name != "token_endpoint_auth_methods_supported"
        }
        return Reply(reply.status, reply.headers, json.dumps(kept).encode())

    return Narrowed(honest, ChangedContents(honest, cut), paths=(RESOURCE_PATH, _SERVER))


@variant(
    "HTTP-09",
    "States two quotas in RateLimit-Policy, and the nearer one in RateLimit.",
    joint=Joint.APPLICATION,
)
def two_quotas_in_headers(honest: ASGIApp) -> ASGIApp:
    """Limit bursts as well."""
    policy = b'"burst";q=1000;w=1, "client";q=60000;w=60;pk=:dGw=:'
    return with_quota(honest, policy=policy, left=b'"burst";r=999')


@variant(
    "VER-09",
    "Ignores Idempotency-Key, and does not state that it remembers any.",
    joint=Joint.APPLICATION,
)
def no_idempotency(honest: ASGIApp) -> ASGIApp:
    """Overlook the header, and leave idempotencyRetention out of discovery."""

    def silent(reply: Reply, _: Scope) -> Reply:
        if reply.status != 200:
            return reply
        kept = {name: one for name, one in reply.document.items() if name != "idempotencyRetention"}
        return Reply(reply.status, reply.headers, json.dumps(kept).encode())

    overlooking = ChangedRequestHeaders(
        honest, lambda lines: with_header(lines, b"idempotency-key")
    )
    return Narrowed(overlooking, ChangedContents(honest, silent), paths=(DISCOVERY,))


@variant(
    "REB-14",
    "Has a code of its own for a cursor that it does not know.",
    joint=Joint.WIRE,
    warned={"REB-14": "the code is a SHOULD"},
)
def own_code_for_cursors(reply: Reply, _: Visit) -> Reply:
    """Call it UNKNOWN_CURSOR."""
    content = reply.content.replace(b'"CURSOR_INVALID"', b'"UNKNOWN_CURSOR"')
    return Reply(reply.status, reply.headers, content, reply.delay)
