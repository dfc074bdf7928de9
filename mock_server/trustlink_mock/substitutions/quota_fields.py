"""A site that states a quota in discovery, and in the headers of its answers to a token."""

from starlette.types import ASGIApp, Scope

from trustlink_mock.substitutions.application import (
    ChangedContents,
    ChangedHeaders,
    Lines,
    Narrowed,
    with_header,
)
from trustlink_mock.visit import Reply

DISCOVERY_PATH = "/.well-known/trustlink"
QUOTA = {"requests": 60_000, "windowSeconds": 60}
POLICY, LEFT = b'"default";q=60000;w=60', b'"default";r=59999;t=60'


def with_quota(honest: ASGIApp, *, policy: bytes | None = POLICY, left: bytes = LEFT) -> ASGIApp:
    """Return an application that states QUOTA, with these headers; no policy: with none."""

    def stating(reply: Reply, _: Scope) -> Reply:
        return reply.with_members(rateLimit=QUOTA) if reply.status == 200 else reply

    def counting(lines: Lines, _status: int, scope: Scope) -> Lines:
        names = {name.lower() for name, _ in scope["headers"]}
        if policy is None or b"authorization" not in names:
            return lines
        return with_header(with_header(lines, b"ratelimit-policy", policy), b"ratelimit", left)

    stated = Narrowed(honest, ChangedContents(honest, stating), paths=(DISCOVERY_PATH,))
    return ChangedHeaders(stated, counting)
