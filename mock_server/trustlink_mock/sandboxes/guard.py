"""Home of the guard of the control: who may look into sandboxes and change them.

On loopback everybody on this machine may, but no web page that a browser there has open: neither
from another origin, nor under a name that was made to point here. Elsewhere a secret is needed.
"""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink.errors import UserError
from trustlink.user_file import read_user_text
from trustlink_mock.basic_credentials import read_basic
from trustlink_mock.problems import Problem
from trustlink_mock.visit import visit_of

SECRET_VARIABLE = "TRUSTLINK_SANDBOX_SECRET"  # noqa: S105 -- the name of a variable
_LARGEST = 65_536
_SHORTEST = 16
_CHALLENGE = {"www-authenticate": 'Basic realm="trustlink sandbox", charset="UTF-8"'}
_CLOSED = (
    "This server listens on more than loopback and was started without a secret for the sandboxes: "
    f"start it with --sandbox-secret-file, or with {SECRET_VARIABLE} in its environment."
)
_FOREIGN = "Requests of a web page are taken from this server's own origin only."
_UNKNOWN_HOST = "Without a secret, this server is asked as localhost or 127.0.0.1."
_EXPECTED = "The sandboxes' secret is expected, as a bearer token or as the password of Basic."


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets those through who may control sandboxes."""

    secret: str = field(default="", repr=False)
    on_loopback: bool = True
    """Whether nobody but this machine can reach the server."""

    def check(self, headers: Mapping[str, str]) -> None:
        """Raise Problem 403 or 401 for who may not; headers are by lower-case name."""
        if not self.secret and not self.on_loopback:
            raise Problem(403, detail=_CLOSED)
        host = headers.get("host", "")
        if "origin" in headers and urlsplit(headers["origin"]).netloc != host:
            raise Problem(403, detail=_FOREIGN)
        if self.secret:
            self._check_secret(headers.get("authorization", ""))
        elif host and not _is_loopback(host):
            raise Problem(403, detail=_UNKNOWN_HOST)

    def _check_secret(self, authorization: str) -> None:
        basic = read_basic(authorization)
        given = basic.secret if basic else authorization.partition(" ")[2].strip()
        if not hmac.compare_digest(given.encode(), self.secret.encode()):
            raise Problem(401, detail=_EXPECTED, headers=_CHALLENGE)


@dataclass(frozen=True, slots=True)
class Guarded:
    """Is the layer of the guard."""

    app: ASGIApp = field(repr=False)
    guard: Guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on that may be made; raises Problem."""
        self.guard.check(visit_of(scope).headers)
        await self.app(scope, receive, send)


def read_secret(file: Path | None) -> str:
    """Return the secret of a file, else of the environment, "" without either; raises UserError."""
    text = read_user_text(file, most=_LARGEST) if file else os.environ.get(SECRET_VARIABLE, "")
    secret = text.strip()
    if (file or secret) and len(secret) < _SHORTEST:
        raise UserError(
            f"the sandboxes' secret has fewer than {_SHORTEST} characters",
            hint="Make one: openssl rand -hex 16 > secret.txt",
        )
    return secret


def is_loopback_address(host: str) -> bool:
    """Tell whether only this machine reaches what listens at an address."""
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or is_loopback_address(name)
