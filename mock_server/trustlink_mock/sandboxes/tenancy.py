"""Home of tenancy: which sandbox a request belongs to, by the client id that it claims.

A claim decides only whose site looks at the request; that site then judges token or secret.
"""

import binascii
import hmac
import json
import re
from base64 import urlsafe_b64decode
from functools import lru_cache

from trustlink_mock.basic_credentials import BasicCredentials, read_basic
from trustlink_mock.clients import load_clients

DEFAULT = "default"
"""How the sandbox of the published client ids is called; it has no name in them."""

NAMES = (
    "1 to 32 small letters, digits and hyphens, no hyphen first or last; "
    f"the ids of the sandbox '{DEFAULT}' have no name behind them"
)
"""What can be the name of a sandbox in a client id, in words."""
_NAME = re.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")
_LONGEST = 8192
_REMEMBERED = 1024


def is_name(text: str) -> bool:
    """Tell whether a text can be the name of a sandbox."""
    return _NAME.fullmatch(text) is not None and text != DEFAULT


def sandbox_in(client_id: str) -> str:
    """Return the sandbox that a client id names after its last dot, "" for the default one."""
    published, _, name = client_id.rpartition(".")
    return name if published in load_clients() and is_name(name) else ""


@lru_cache(maxsize=_REMEMBERED)
def claimed_client(authorization: bytes) -> str:
    """Return the client id that an Authorization header claims, "" if it is none that there is."""
    if len(authorization) > _LONGEST:
        return ""
    text = authorization.decode("latin-1")
    basic = read_basic(text)
    client_id = basic.user if basic else _client_in_token(text)
    is_one = client_id in load_clients() or sandbox_in(client_id)
    return client_id if is_one else ""


@lru_cache(maxsize=_REMEMBERED)
def claimed_sandbox(authorization: bytes) -> str:
    """Return the sandbox of the client that an Authorization header claims to come from."""
    return sandbox_in(claimed_client(authorization))


def proves_client(authorization: bytes) -> bool:
    """Tell whether an Authorization header has the secret of the published client that it names."""
    given = read_basic(authorization.decode("latin-1"))
    return given is not None and _has_secret(given)


def _has_secret(given: BasicCredentials) -> bool:
    client = load_clients().get(given.user.rpartition(".")[0])
    return client is not None and hmac.compare_digest(client.secret.encode(), given.secret.encode())


def _client_in_token(authorization: str) -> str:
    """Return the client id in a bearer token, "" if there is none; nothing of it is verified."""
    parts = authorization.split(".")
    if len(parts) != 3:
        return ""
    try:
        claims = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return str(claims["client_id"])
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        return ""
