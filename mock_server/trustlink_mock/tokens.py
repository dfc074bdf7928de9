"""Home of access tokens: JWTs (RFC 9068), signed with a key of the sandbox's own."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from trustlink_mock.chance import SYSTEM, Chance
from trustlink_mock.clients import Client
from trustlink_mock.clock import Clock
from trustlink_mock.signing_keys import signed

LIFETIME = timedelta(hours=1)
"""How long a token is good, unless a site says otherwise."""

_ALGORITHM, _TYPE = "ES256", "at+jwt"
_LONGEST_TOKEN = 4096
_CACHED = 1024
_FOREIGN_AUDIENCE = "https://another-site.trustlink.example"


class TokenError(Exception):
    """Is raised for a token that can't be used; says nothing about why, as nobody may know."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Is what a good token says: who may do what until when."""

    client_id: str
    scopes: frozenset[str]
    expires: float
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Issues tokens of one origin and recognises them again."""

    origin: str
    clock: Clock
    key: ECKey
    chance: Chance = SYSTEM
    lifetime: timedelta = LIFETIME
    good: OrderedDict[str, Grant] = field(default_factory=OrderedDict, repr=False)
    """Grants of tokens whose signature was found right, the latest 1,024."""

    def issue(self, client: Client, scopes: frozenset[str]) -> str:
        """Return a token for the client, or one that its behaviour spoils."""
        issued = self._issue_time(client)
        claims = {
            "iss": self.origin,
            "aud": _FOREIGN_AUDIENCE if client.behaviour == "FOREIGN_AUDIENCE" else self.origin,
            "sub": client.client_id,
            "client_id": client.client_id,
            "scope": " ".join(sorted(scopes)),
            "iat": int(issued.timestamp()),
            "exp": int((issued + self.lifetime).timestamp()),
            "jti": self.chance.draw(client.client_id, 8).hex(),
        }
        header = {"alg": _ALGORITHM, "typ": _TYPE, "kid": self.key.kid}
        return signed(header, claims, self.key)

    def grant_of(self, token: str) -> Grant:
        """Return what a token grants; raises TokenError if it is not ours or no longer good."""
        grant = self.good.get(token) or self._verified(token)
        if self.clock().timestamp() >= grant.expires:
            raise TokenError
        return grant

    def _issue_time(self, client: Client) -> datetime:
        ago = 2 * self.lifetime if client.behaviour == "EXPIRED_TOKENS" else timedelta(0)
        return self.clock() - ago

    def _verified(self, token: str) -> Grant:
        if len(token) > _LONGEST_TOKEN or not token.isascii():
            raise TokenError
        try:
            decoded = jwt.decode(token, self.key, algorithms=[_ALGORITHM])
            grant = self._grant(decoded.header, decoded.claims)
        except (
            JoseError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            RecursionError,
        ) as error:
            raise TokenError from error
        self._remember(token, grant)
        return grant

    def _grant(self, header: dict[str, Any], claims: dict[str, Any]) -> Grant:
        ours = (_TYPE, self.origin, self.origin)
        if (header.get("typ"), claims["iss"], claims["aud"]) != ours:
            raise TokenError
        return Grant(claims["client_id"], frozenset(claims["scope"].split()), float(claims["exp"]))

    def _remember(self, token: str, grant: Grant) -> None:
        self.good[token] = grant
        while len(self.good) > _CACHED:
            self.good.popitem(last=False)
