"""Hold the access tokens of a run: one for each client and set of scopes, the newest of each."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from trustlink_conformance.answer import Answer
from trustlink_conformance.challenges import bearer_challenges
from trustlink_conformance.exchange import Exchange
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import NotTestable, Violation
from trustlink_conformance.kept_tokens import Held, Kept, Wanted
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.provisions import without_credential
from trustlink_conformance.session import Session
from trustlink_conformance.target import Credential, Target
from trustlink_conformance.token_endpoint import TokenEndpoint, error_of

_BEARER = re.compile(r"[A-Za-z0-9._~+/-]{1,8192}=*")
"""The form of a bearer token (RFC 6750 section 2.1), with a length that fits a header."""

_MARGIN = 5.0
_SPOILED = frozenset({"expired-tokens", "foreign-audience"})
"""Clients whose tokens are unusable on purpose: another one would be, too."""
_NARROW = "verify-only"
"""The client whose tokens have to have one scope alone: no other scope is asked for."""
_MOST_IN_VAIN = 3
"""So many new tokens in a row may be refused by one operation; then it is sent no other."""


class NoToken(NotTestable):
    """Is raised where the token endpoint brought no token that can be used."""

    def __init__(self, label: str, exchange: Exchange) -> None:
        self.exchange = exchange
        self.error = error_of(exchange)
        told = f", error {self.error[:40]!r}" if self.error else ""
        super().__init__(
            f"no access token for {label}: exchange {exchange.id} {_lacking(exchange)}{told}",
            provide="a token endpoint as in RFC 6749, or "
            f"credentials.{label.partition('/')[0]}.token_env",
        )


class TokensRefused(NotTestable):
    """Is raised for a client all of whose tokens the site refuses, the newest as well."""


@dataclass
class Tokens:
    """Hands out access tokens by label: `importer-a`, or `importer-a/verify` for one scope."""

    target: Target
    session: Session = field(repr=False)
    discovery: Callable[[], Mapping[str, Any]] = field(repr=False)
    scopes_in_use: Callable[[], frozenset[str]] = field(repr=False)
    """The scopes of the profiles that the site announces: it need not know any other."""
    kept: dict[Wanted, Kept] = field(default_factory=dict, init=False, repr=False)
    useless: dict[str, Exchange] = field(default_factory=dict, init=False, repr=False)
    """By client whose tokens the site refuses: the request with the newest that was refused."""
    _unusable: dict[Wanted, Exchange] = field(default_factory=dict, init=False, repr=False)
    """Answers of the token endpoint that brought no token."""
    _newest_alone: set[str] = field(default_factory=set, init=False, repr=False)
    """Clients that have one token at a time: a new one ends the one before, of other scopes too."""
    _in_vain: Counter[tuple[str, str]] = field(default_factory=Counter, init=False, repr=False)
    """By label and operation: tokens in a row that were refused, the newest at their time."""

    def __post_init__(self) -> None:
        self._endpoint = TokenEndpoint(
            self.target, self.session, self.discovery, self.scopes_in_use
        )

    def require(self, label: str) -> Credential:
        """Return the credential of a label; raises NotTestable if none is configured."""
        name, _, scope = label.partition("/")
        credential = self.target.credential(name)
        if credential is None:
            raise without_credential(name)
        return replace(credential, label=label, scopes=(scope,)) if scope else credential

    def held(self, label: str, scope: str = "") -> Held:
        """Return a token that is still good, with the scope if one can be had; "" is any scope.

        Raises NotTestable if there is none. A token endpoint that answers garbage is judged once,
        by `expect`: all other checks that need a token are not testable. Raises
        MisconfigurationError if the endpoint refuses the client.
        """
        credential = self.require(label)
        self._refuse_useless(label, credential)
        if credential.token:
            return Held(label, credential.token)
        scopes = self._endpoint.scopes_of(credential)
        wanted = scope or next(iter(scopes), "")
        may_ask = wanted in scopes if scopes else label != _NARROW
        return self._with_scope(credential, wanted if may_ask and "/" not in label else "")

    def _with_scope(self, credential: Credential, scope: str) -> Held:
        """Return a token of this scope alone where the site binds tokens to fewer than are asked.

        It answers with fewer scopes, or refuses several together as invalid_scope.
        """
        label = credential.label
        try:
            kept = self._hold(credential)
        except NoToken as none:
            if not scope or none.error != "invalid_scope":
                raise
            return Held(f"{label}/{scope}", self._hold(self.require(f"{label}/{scope}")).token)
        if kept.has(scope):
            return Held(label, kept.token)
        with suppress(NoToken):
            apart = self._hold(self.require(f"{label}/{scope}"))
            return (
                Held(f"{label}/{scope}", apart.token)
                if apart.has(scope)
                else Held(label, kept.token)
            )
        return Held(label, kept.token)

    def has_ended(self, refused: Exchange, operation: str) -> bool:
        """Return whether the token in a request had ended, so that another may be tried.

        A token may end before `expires_in`, and a new one may end older ones of its client. The
        one that was refused is forgotten; a newer one is kept.
        """
        label = refused.request.credential
        credential = self.require(label)
        if credential.token or not self.may_ask_again(refused, operation):
            return False
        wanted = self._wanted(credential)
        kept = self.kept.get(wanted)
        if kept is not None and kept.exchange.id < refused.id:
            del self.kept[wanted]
            self._note_newer(wanted.client, kept)
        return True

    def is_fresh_in(self, exchange: Exchange) -> bool:
        """Return whether the token in a request was issued for it: right before it was sent."""
        kept = self.kept.get(self._wanted(self.require(exchange.request.credential)))
        return kept is not None and kept.exchange.id == exchange.id - 1

    def may_ask_again(self, refused: Exchange, operation: str) -> bool:
        """Return whether a refusal of the token is more than what is meant to come of it."""
        label = refused.request.credential
        is_spoiled = refused.request.client in _SPOILED
        tried = self._in_vain[label, operation]
        return says_invalid_token(refused) and not is_spoiled and tried < _MOST_IN_VAIN

    def note_answer(self, answered: Exchange, operation: str) -> None:
        """Note whether the newest token of a client was refused by an operation."""
        key = answered.request.credential, operation
        self._in_vain[key] = self._in_vain[key] + 1 if says_invalid_token(answered) else 0

    def give_up(self, refused: Exchange) -> None:
        """Ask nothing more with this client, whose tokens every operation refuses; raises."""
        name = refused.request.client
        self.useless[name] = refused
        self._refuse_useless(name, self.require(name))

    def expect(self, label: str, ledger: Ledger) -> None:
        """Judge the answer that brought the client's token; raises Violation, or as `held`."""
        credential = self.require(label)
        if credential.token:
            raise NotTestable(
                f"the access token of {label} is given, not asked for",
                provide=f"credentials.{label}.client_id and its secret in the target file",
            )
        exchange = self._answer_for(label)
        ledger.exchanges.append(exchange.id)
        answer = Answer(exchange, ledger)
        answer.expect_status(200)
        answer.expect_that("/access_token", "a bearer token", is_bearer)
        answer.expect_that("/token_type", "Bearer", lambda value: value.lower() == "bearer")
        answer.expect_that(
            "/expires_in", "a number of seconds", _is_seconds, hint=Hint.NUMBER_AS_TEXT
        )
        answer.expect_header_that("Cache-Control", "no-store", lambda v: "no-store" in v.lower())

    def _answer_for(self, label: str) -> Exchange:
        """Return the answer that brought the client's token, or that brought none."""
        try:
            return self.kept[self._wanted(self.require(self.held(label).label))].exchange
        except NoToken as none:
            return none.exchange

    def _wanted(self, credential: Credential) -> Wanted:
        return Wanted(credential.client_id, frozenset(self._endpoint.scopes_of(credential)))

    def _hold(self, credential: Credential) -> Kept:
        wanted = self._wanted(credential)
        kept = self.kept.get(wanted)
        if kept and self.session.clock() < kept.until:
            return kept
        if wanted not in self._unusable:
            answer = Answer(self._endpoint.ask(credential), Ledger())
            try:
                return self._keep(wanted, answer)
            except Violation:
                self._unusable[wanted] = answer.exchange
        raise NoToken(credential.label, self._unusable[wanted])

    def _keep(self, wanted: Wanted, answer: Answer) -> Kept:
        _expect_token(answer)
        seconds, stated = answer.get("/expires_in", 0), answer.get("/scope")
        lifetime = float(seconds) if _is_seconds(seconds) else 0.0
        kept = Kept(
            token=answer.value("/access_token"),
            until=self.session.clock() + max(lifetime - _MARGIN, lifetime / 2),
            exchange=answer.exchange,
            granted=frozenset(stated.split()) if isinstance(stated, str) else None,
        )
        if wanted.client in self._newest_alone:
            for other in [one for one in self.kept if one.client == wanted.client]:
                del self.kept[other]
        self.kept[wanted] = kept
        return kept

    def _note_newer(self, client: str, ended: Kept) -> None:
        """Note that a newer token of the client ended this one, if there is a newer one."""
        others = [one for wanted, one in self.kept.items() if wanted.client == client]
        if any(one.exchange.id > ended.exchange.id for one in others):
            self._newest_alone.add(client)

    def _refuse_useless(self, label: str, credential: Credential) -> None:
        name = label.partition("/")[0]
        refused = self.useless.get(name)
        if refused is not None:
            raise _refused_token(name, credential, refused)


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


def _expect_token(answer: Answer) -> None:
    answer.expect_status(200)
    answer.expect_that("/access_token", "a bearer token", is_bearer)


def _lacking(exchange: Exchange) -> str:
    try:
        _expect_token(Answer(exchange, Ledger()))
    except Violation as violation:
        return f"expected {violation.expected} at {violation.pointer or 'the answer'}"
    return "brought one"


def _refused_token(name: str, credential: Credential, refused: Exchange) -> TokensRefused:
    answered = f"401 invalid_token, exchange {refused.id}"
    if credential.token:
        return TokensRefused(
            f"the access token that was given for {name} is no longer taken ({answered})",
            provide=f"credentials.{name}.client_id and its secret, or a token that is good longer",
        )
    return TokensRefused(
        f"the site refuses every token that it issues to {name}, a new one as well ({answered}; "
        "see API-01)",
        provide="a site that takes the tokens that it issues",
    )


def _is_seconds(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 10**9
