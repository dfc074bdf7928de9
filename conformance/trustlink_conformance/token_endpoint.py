"""Ask the token endpoint for access tokens; what comes back is judged elsewhere."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

from trustlink_conformance.answer import Answer
from trustlink_conformance.exchange import Exchange, Origin, Outgoing
from trustlink_conformance.judgement import MisconfigurationError, NotTestable, Violation
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.patience import patiently
from trustlink_conformance.session import Session
from trustlink_conformance.target import MAIN_CREDENTIAL, Credential, Target

_REFUSED = ("invalid_client", "unauthorized_client")


@dataclass(frozen=True)
class TokenEndpoint:
    """The endpoint that discovery names, as a client of RFC 6749, section 4.4, uses it."""

    target: Target
    session: Session = field(repr=False)
    discovery: Callable[[], Mapping[str, Any]] = field(repr=False)
    scopes_in_use: Callable[[], frozenset[str]] = field(repr=False)
    """The scopes of the profiles that the site announces: it need not know any other."""

    def scopes_of(self, credential: Credential) -> tuple[str, ...]:
        """Return the scopes to ask for; () leaves the choice to the site."""
        names = credential.scopes
        if not credential.published:
            return names
        return tuple(name for name in names if name in self.scopes_in_use())

    def ask(self, credential: Credential) -> Exchange:
        """Return how a request for a token was answered; waits for a 429 to pass.

        Raises NotTestable if there is no endpoint to ask, MisconfigurationError if it refuses the
        client.
        """
        request, origin = self._request(credential), Origin(phase="token")
        exchange = patiently(self.session, lambda: self.session.exchange(request, origin))
        self._refuse_user_mistake(credential, error_of(exchange))
        return exchange

    def _refuse_user_mistake(self, credential: Credential, error: str) -> None:
        label, _, scope = credential.label.partition("/")
        if error not in _REFUSED or scope:
            return
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

    def _request(self, credential: Credential) -> Outgoing:
        form = {"grant_type": "client_credentials"}
        scopes = self.scopes_of(credential)
        if scopes:
            form["scope"] = " ".join(scopes)
        return Outgoing(
            method="POST",
            url=self._url(credential.label),
            headers=(
                ("Accept", "application/json"),
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Authorization", f"Basic {basic(credential)}"),
            ),
            content=urlencode(form).encode("ascii"),
            credential=credential.label,
        )

    def _url(self, label: str) -> str:
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


def error_of(exchange: Exchange) -> str:
    """Return the error of a refusal (RFC 6749, section 5.2); "" if it is none."""
    answer = Answer(exchange, Ledger())
    if answer.failed or answer.status not in (400, 401):
        return ""
    try:
        error = answer.get("/error")
    except Violation:
        return ""
    return error if isinstance(error, str) else ""
