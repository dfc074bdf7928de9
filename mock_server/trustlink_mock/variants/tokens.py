"""The variants of access tokens: how they look, and what the token endpoint tells of them."""

import asyncio
import secrets
from base64 import b64decode
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from math import ceil
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink_mock.clients import Client, load_clients
from trustlink_mock.substitutions.application import Narrowed
from trustlink_mock.substitutions.layer import Asked
from trustlink_mock.tokens import Grant, TokenError, Tokens
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.variants.routes import TOKENS
from trustlink_mock.visit import Reply, Visit, json_reply

_TOKEN_ENDPOINT = "createToken"  # noqa: S105 -- the name of an operation
_MOST_USES = 30
_A_MINUTE = 60.0
_MOST_A_MINUTE = 5


@dataclass(frozen=True, slots=True)
class _OpaqueTokens(Tokens):
    issued: OrderedDict[str, Grant] = field(default_factory=OrderedDict, repr=False)

    def issue(self, client: Client, scopes: frozenset[str]) -> str:
        token = secrets.token_urlsafe(24)
        expires = self._issue_time(client) + self.lifetime
        if client.behaviour != "FOREIGN_AUDIENCE":
            self.issued[token] = Grant(client.client_id, scopes, expires.timestamp())
        return token

    def grant_of(self, token: str) -> Grant:
        grant = self.issued.get(token)
        if grant is None or self.clock().timestamp() >= grant.expires:
            raise TokenError
        return grant


@dataclass(frozen=True, slots=True)
class _LastingTokens(Tokens):
    issued: dict[tuple[str, frozenset[str]], str] = field(default_factory=dict, repr=False)

    def issue(self, client: Client, scopes: frozenset[str]) -> str:
        key = (client.client_id, scopes)
        if key not in self.issued:
            self.issued[key] = Tokens.issue(self, client, scopes)
        return self.issued[key]


@dataclass(frozen=True, slots=True)
class _ShortTokens(Tokens):
    uses: Counter[str] = field(default_factory=Counter, repr=False)

    def issue(self, client: Client, scopes: frozenset[str]) -> str:
        token = Tokens.issue(self, client, scopes)
        self.uses[token] = 0
        return token

    def grant_of(self, token: str) -> Grant:
        grant = Tokens.grant_of(self, token)
        self.uses[token] += 1
        if self.uses[token] > _MOST_USES:
            raise TokenError
        return grant


@dataclass(frozen=True, slots=True)
class _LatestTokens(Tokens):
    latest: dict[str, str] = field(default_factory=dict, repr=False)
    """By client."""

    def issue(self, client: Client, scopes: frozenset[str]) -> str:
        self.latest[client.client_id] = Tokens.issue(self, client, scopes)
        return self.latest[client.client_id]

    def grant_of(self, token: str) -> Grant:
        grant = Tokens.grant_of(self, token)
        if self.latest.get(grant.client_id) != token:
            raise TokenError
        return grant


@dataclass(frozen=True, slots=True)
class _FiveAMinute:
    app: ASGIApp = field(repr=False)
    answered: deque[float] = field(default_factory=partial(deque, maxlen=_MOST_A_MINUTE))
    """When the last five were, by the event loop's clock."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        now = asyncio.get_running_loop().time()
        since = now - self.answered[0] if len(self.answered) == _MOST_A_MINUTE else _A_MINUTE
        if since >= _A_MINUTE:
            self.answered.append(now)
            await self.app(scope, receive, send)
            return
        headers = {"retry_after": f"{ceil(_A_MINUTE - since)}", "cache_control": "no-store"}
        refusal = json_reply({"error": "temporarily_unavailable"}, status=429)
        await refusal.with_headers(**headers).send(send)


@variant(
    "SEC-02", "Issues tokens that are no JWT: 32 characters, known to it alone.", joint=Joint.TOKENS
)
def opaque_tokens(honest: Tokens) -> Tokens:
    """Remember what each grants."""
    return _OpaqueTokens(honest.origin, honest.clock, honest.key)


@variant("SEC-02", "Issues the same token again while it is good.", joint=Joint.TOKENS)
def same_token_again(honest: Tokens) -> Tokens:
    """Remember it by client and scopes."""
    return _LastingTokens(honest.origin, honest.clock, honest.key)


@variant(
    "SEC-02",
    "Ends each token after 30 requests, long before the time that it states.",
    joint=Joint.TOKENS,
)
def tokens_end_early(honest: Tokens) -> Tokens:
    """Count what each is used for."""
    return _ShortTokens(honest.origin, honest.clock, honest.key)


@variant("SEC-02", "Ends all older tokens of a client with a new one.", joint=Joint.TOKENS)
def newest_token_alone(honest: Tokens) -> Tokens:
    """Remember the latest of each client."""
    return _LatestTokens(honest.origin, honest.clock, honest.key)


@variant("SEC-02", "Lets each token live 60 seconds, and says so.", joint=Joint.TOKENS)
def tokens_of_a_minute(honest: Tokens) -> Tokens:
    """Issue them for a minute."""
    return replace(honest, lifetime=timedelta(seconds=60))


@variant(
    "SEC-03",
    "Binds a token to one scope: of several that are asked for it grants one, and says which.",
    joint=Joint.REQUEST,
    operation=_TOKEN_ENDPOINT,
)
def one_scope_is_granted(asked: Asked) -> Asked:
    """Grant the scope verify, unless another one is asked for alone (RFC 6749, section 3.3)."""
    return _with_scopes(asked, lambda scopes: scopes if len(scopes) == 1 else ["verify"])


@variant(
    "SEC-03",
    "Binds a token to one scope: a request for several is refused as invalid_scope.",
    joint=Joint.REQUEST,
    operation=_TOKEN_ENDPOINT,
)
def several_scopes_are_refused(asked: Asked) -> Asked:
    """Ask, in their place, for one that no client has (RFC 6749, section 5.2)."""
    return _with_scopes(asked, lambda scopes: scopes if len(scopes) < 2 else ["several"])


@variant(
    "API-01",
    "Has its token endpoint answer five requests a minute, and refuse all others: 429.",
    joint=Joint.APPLICATION,
)
def five_tokens_a_minute(honest: ASGIApp) -> ASGIApp:
    """Count the requests of a minute, of all clients together."""
    return Narrowed(honest, _FiveAMinute(honest), paths=(TOKENS,))


@variant(
    "API-01",
    "Calls the type of its tokens bearer, lets them live 10 minutes, and tells no scope.",
    joint=Joint.WIRE,
    operation=_TOKEN_ENDPOINT,
    refusals_too=False,
)
def terse_token_endpoint(reply: Reply, _: Visit) -> Reply:
    """Answer what RFC 6749 demands (section 5.1)."""
    told = {name: value for name, value in reply.document.items() if name != "scope"}
    return reply.with_document({**told, "token_type": "bearer", "expires_in": 600})


@variant(
    "SEC-03",
    "Grants a client all its scopes, whichever it asks for, and says which these are.",
    joint=Joint.REQUEST,
    operation=_TOKEN_ENDPOINT,
    untested={"SEC-03": "no token of one scope is to be had, but from a client with one alone"},
)
def scopes_of_the_client(asked: Asked) -> Asked:
    """Overlook the scope in the form (RFC 6749, section 3.3)."""
    return _with_scopes(asked, lambda _: [])


@variant(
    "SEC-02",
    "Issues no token that can't be used: clients whose tokens are spoiled or used up are refused.",
    joint=Joint.WIRE,
    operation=_TOKEN_ENDPOINT,
    untested={
        "HTTP-06": "no client has used up its quota",
        "SEC-02": "no token has expired or is for another audience",
    },
)
def no_spoiled_tokens(reply: Reply, visit: Visit) -> Reply:
    """Know no client with a behaviour of its own."""
    credentials = visit.headers.get("authorization", "").removeprefix("Basic ")
    name = b64decode(credentials).decode().partition(":")[0]
    client = load_clients().get(name)
    if client is None or client.behaviour == "HONEST":
        return reply
    refusal = json_reply({"error": "invalid_client"}, status=401, cache_control="no-store")
    return refusal.with_headers(www_authenticate='Basic realm="tokens"')


def _with_scopes(asked: Asked, change: Callable[[list[str]], list[str]]) -> Asked:
    """Return a request for a token with other scopes; none stands for those of the client."""
    form = dict(parse_qsl(asked.body.decode()))
    scopes = change(form.pop("scope", "").split())
    if scopes:
        form["scope"] = " ".join(scopes)
    return replace(asked, body=urlencode(form).encode())
