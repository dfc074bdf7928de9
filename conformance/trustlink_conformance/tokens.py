"""Home of the access tokens: asked for once per client and scope, from a hostile endpoint too."""

import re
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote_plus, urlencode

from trustlink_conformance.answer import Answer
from trustlink_conformance.challenges import bearer_challenges
from trustlink_conformance.exchange import Exchange, Origin, Outgoing
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import MisconfigurationError, NotTestable, Violation
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.patience import patiently
from trustlink_conformance.session import Session
from trustlink_conformance.target import MAIN_CREDENTIAL, Credential, Target

_BEARER = re.compile(r"[A-Za-z0-9._~+/-]{1,8192}=*")
"""The form of a bearer token (RFC 6750 section 2.1), with a length that fits a header."""

_MARGIN = 5.0
_REFUSED = ("invalid_client", "unauthorized_client")
_SPOILED = frozenset({"expired-tokens", "foreign-audience"})
"""Clients whose tokens are unusable on purpose: another one would be, too."""
_MOST_IN_VAIN = 3
"""So many new tokens of a client in a row may be refused at once; then none is asked for."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A token, and how long it is good by our clock."""

    token: str = field(repr=False)
    until: float
    exchange: int
    """The number of the exchange that brought it."""


@dataclass
class Tokens:
    """Hands out access tokens by label: `importer-a`, or `importer-a/verify` for one scope."""

    target: Target
    session: Session = field(repr=False)
    discovery: Callable[[], Mapping[str, Any]] = field(repr=False)
    scopes_in_use: Callable[[], frozenset[str]] = field(repr=False)
    """The scopes of the profiles that the site announces: it need not know any other."""
    kept: dict[str, Kept] = field(default_factory=dict, init=False, repr=False)
    """Those that were handed out, by label."""
    _hopeless: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    _in_vain: Counter[str] = field(default_factory=Counter, init=False, repr=False)
    """By label: new tokens in a row that were refused like the one before."""

    def require(self, label: str) -> Credential:
        """Return the credential of a label; raises NotTestable if none is configured."""
        name, _, scope = label.partition("/")
        credential = self.target.credential(name)
        if credential is None:
            raise NotTestable(
                f"no credential {name!r} is configured",
                provide=f"credentials.{name} in the target file",
            )
        return replace(credential, scopes=tuple(scope.split("+"))) if scope else credential

    def token(self, label: str) -> str:
        """Return a token that is still good; raises NotTestable if none can be had.

        A token endpoint that answers garbage is judged once, by `expect`: all other checks that
        need a token are not testable. Raises MisconfigurationError if it refuses the client.
        """
        credential = self.require(label)
        if credential.token:
            return credential.token
        kept = self.kept.get(label)
        if kept and time.monotonic() < kept.until:
            return kept.token
        if label in self._hopeless:
            raise _no_token(label, self._hopeless[label])
        return self._fetch(label, credential)

    def has_ended(self, label: str, refused: Exchange) -> bool:
        """Return whether the token in a request had ended, so that another may be tried.

        A token may end before `expires_in`, and a new one may end older ones of its client. The
        one that was refused is forgotten; a newer one is kept.
        """
        if not says_invalid_token(refused) or not self._may_renew(label):
            return False
        kept = self.kept.get(label)
        if kept is not None and kept.exchange < refused.id:
            del self.kept[label]
        return True

    def note_renewal(self, label: str, answered: Exchange) -> None:
        """Note how a request was answered that was sent again with another token."""
        self._in_vain[label] = self._in_vain[label] + 1 if says_invalid_token(answered) else 0

    def _may_renew(self, label: str) -> bool:
        name = label.partition("/")[0]
        is_given = bool(self.require(label).token)
        return not is_given and name not in _SPOILED and self._in_vain[label] < _MOST_IN_VAIN

    def expect(self, label: str, ledger: Ledger) -> None:
        """Judge the token endpoint's answer; raises Violation, or as `token` does."""
        credential = self.require(label)
        if credential.token:
            raise NotTestable(
                f"the access token of {label} is given, not asked for",
                provide=f"credentials.{label}.client_id and its secret in the target file",
            )
        answer = self._ask(label, credential, ledger)
        answer.expect_status(200)
        answer.expect_that("/access_token", "a bearer token", is_bearer)
        answer.expect_that("/token_type", "Bearer", lambda value: value.lower() == "bearer")
        answer.expect_that(
            "/expires_in", "a number of seconds", _is_seconds, hint=Hint.NUMBER_AS_TEXT
        )
        answer.expect_header_that("Cache-Control", "no-store", lambda v: "no-store" in v.lower())

    def _fetch(self, label: str, credential: Credential) -> str:
        answer = self._ask(label, credential, Ledger())
        try:
            return self._keep(label, answer)
        except Violation as violation:
            self._hopeless[label] = (
                f"exchange {answer.id} expected {violation.expected} "
                f"at {violation.pointer or 'the answer'}"
            )
            raise _no_token(label, self._hopeless[label]) from violation

    def _keep(self, label: str, answer: Answer) -> str:
        answer.expect_status(200)
        answer.expect_that("/access_token", "a bearer token", is_bearer)
        token: str = answer.value("/access_token")
        seconds = answer.get("/expires_in", 0)
        lifetime = float(seconds) if _is_seconds(seconds) else 0.0
        good_for = max(lifetime - _MARGIN, lifetime / 2)
        self.kept[label] = Kept(token, time.monotonic() + good_for, answer.id)
        return token

    def _ask(self, label: str, credential: Credential, ledger: Ledger) -> Answer:
        origin = Origin(check=ledger.check, phase="token")
        request = self._request(label, credential)
        exchange = patiently(self.session, lambda: self.session.exchange(request, origin))
        ledger.exchanges.append(exchange.id)
        answer = Answer(exchange, ledger)
        self._refuse_user_mistake(credential, answer)
        return answer

    def _refuse_user_mistake(self, credential: Credential, answer: Answer) -> None:
        error = _refusal(answer)
        if error is None:
            return
        label = credential.label
        if credential.published and label != MAIN_CREDENTIAL:
            raise NotTestable(
                f"the token endpoint refused the published client {label}: {error}",
                provide=f"the clients of fixtures/clients.json at the site, or credentials.{label}",
            )
        raise MisconfigurationError(
            f"the token endpoint refused the client {label}: {error}",
            hint=f"Check client id and secret: {self.target.place(f'credentials.{label}')}; in "
            "sandbox mode the site has to know the published clients of fixtures/clients.json.",
        )

    def _request(self, label: str, credential: Credential) -> Outgoing:
        form = {"grant_type": "client_credentials"}
        scopes = [name for name in credential.scopes if self._may_ask(credential, name)]
        if scopes:
            form["scope"] = " ".join(scopes)
        return Outgoing(
            method="POST",
            url=self._endpoint(label),
            headers=(
                ("Accept", "application/json"),
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Authorization", f"Basic {basic(credential)}"),
            ),
            content=urlencode(form).encode("ascii"),
            credential=label,
        )

    def _may_ask(self, credential: Credential, scope: str) -> bool:
        return not credential.published or scope in self.scopes_in_use()

    def _endpoint(self, label: str) -> str:
        endpoint = self.discovery().get("tokenEndpoint")
        if not isinstance(endpoint, str):
            raise NotTestable(
                "the site announces no tokenEndpoint",
                provide=f"credentials.{label.partition('/')[0]}.token_env: a ready-made token",
            )
        if not self.session.permits(endpoint):
            raise NotTestable(
                f"the announced tokenEndpoint {endpoint[:200]!r} is of another origin",
                provide="its origin in allow_origins, if it may be given the client's secret",
            )
        return endpoint


def basic(credential: Credential) -> str:
    """Return client id and secret as Basic credentials (RFC 6749 section 2.3.1)."""
    pair = f"{quote_plus(credential.client_id)}:{quote_plus(credential.client_secret)}"
    return b64encode(pair.encode("ascii")).decode("ascii")


def is_bearer(value: object) -> bool:
    """Return whether a value can be sent as a bearer token."""
    return isinstance(value, str) and _BEARER.fullmatch(value) is not None


def says_invalid_token(exchange: Exchange) -> bool:
    """Return whether a complete answer refuses the token itself (RFC 6750, section 3.1)."""
    response = exchange.response
    if exchange.failure is not None or response is None or response.status != 401:
        return False
    try:
        found = bearer_challenges(response.fields.get("www-authenticate", ""))
    except ValueError:
        return False
    return any(one.parameters.get("error") == "invalid_token" for one in found)


def _refusal(answer: Answer) -> str | None:
    if answer.failed or answer.status not in (400, 401):
        return None
    try:
        error = answer.get("/error")
    except Violation:
        return None
    return error if error in _REFUSED else None


def _no_token(label: str, reason: str) -> NotTestable:
    return NotTestable(
        f"no access token for {label}: {reason}",
        provide=f"a token endpoint as in RFC 6749, or credentials.{label}.token_env",
    )


def _is_seconds(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 10**9
