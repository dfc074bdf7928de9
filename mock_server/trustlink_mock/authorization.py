"""Home of the layer that lets only requests through whose token suffices (RFC 6750).

Its order is the contract's: token 401, quota 429, scope 403.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink_mock.clients import Client
from trustlink_mock.problems import Problem
from trustlink_mock.tokens import Grant, TokenError, Tokens
from trustlink_mock.visit import Visit, visit_of

REALM = "trustlink"
RESOURCE_PATH = "/.well-known/oauth-protected-resource"
_QUOTA_RETRY_SECONDS = "60"
_BEARER = re.compile("bearer(?: +|$)", re.IGNORECASE)
_REQUIRED = "authentication-required"

NOBODY = Client(label="nobody", client_id="", secret="", scopes=frozenset())
"""Whoever asks without a token, where the contract admits that: all of them are one client."""

Authorize = Callable[[Visit, str], Client]
"""Returns the client whose token allows a request that needs the scope; raises Problem."""


def _uncounted(_visit: Visit) -> None:
    """Count nothing."""


@dataclass(frozen=True, slots=True)
class Authorizer:
    """Decides by bearer tokens who asks, and whether they may; calling it is an `Authorize`."""

    tokens: Tokens
    clients: Mapping[str, Client]
    count: Callable[[Visit], None] = _uncounted
    """Counts a request with a good token; raises Problem 429 if it is one too many."""

    def __call__(self, visit: Visit, scope: str) -> Client:
        """Return the client; raises Problem 401, 429 or 403, in this order."""
        grant = self._grant(visit.headers.get("authorization"))
        client = self.clients[grant.client_id]
        if client.behaviour == "QUOTA_USED_UP":
            raise Problem(429, "quota-exceeded", headers={"retry-after": _QUOTA_RETRY_SECONDS})
        self.count(visit)
        if scope not in grant.scopes:
            raise Problem(
                403, "insufficient-scope", headers=_challenge("insufficient_scope", scope)
            )
        return client

    def _grant(self, credentials: str | None) -> Grant:
        token = _token(credentials)
        if token is None:
            raise Problem(401, _REQUIRED, headers=self._refused())
        try:
            return self.tokens.grant_of(token)
        except TokenError as error:
            raise Problem(401, _REQUIRED, headers=self._refused("invalid_token")) from error

    def _refused(self, error: str = "") -> dict[str, str]:
        """Return a challenge that leads to the metadata of the site (RFC 9728, section 5.1)."""
        return _challenge(error, metadata=self.tokens.origin + RESOURCE_PATH)


def _token(credentials: str | None) -> str | None:
    """Return what Authorization gives as a bearer token; None if it has none, or another scheme."""
    found = _BEARER.match(credentials or "")
    return found.string[found.end() :] if found else None


def _challenge(error: str = "", scope: str = "", *, metadata: str = "") -> dict[str, str]:
    """Return the header WWW-Authenticate (RFC 6750, section 3)."""
    parts = [f'Bearer realm="{REALM}"']
    parts += [f'error="{error}"'] if error else []
    parts += [f'scope="{scope}"'] if scope else []
    parts += [f'resource_metadata="{metadata}"'] if metadata else []
    return {"www-authenticate": ", ".join(parts)}


@dataclass(frozen=True, slots=True)
class Authorization:
    """Is the layer of one operation that knows tokens."""

    app: ASGIApp = field(repr=False)
    scope: str
    needs_token: bool
    authorize: Authorize

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Leave the client in the visit; raises Problem."""
        visit = visit_of(scope)
        visit.client = self._client(visit)
        await self.app(scope, receive, send)

    def _client(self, visit: Visit) -> Client:
        if not self.needs_token and _token(visit.headers.get("authorization")) is None:
            return NOBODY
        return self.authorize(visit, self.scope)
