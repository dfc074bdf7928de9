"""Home of Basic credentials: who says to be whom, by which secret (RFC 7617; RFC 6749, 2.3.1)."""

from base64 import b64decode
from dataclasses import dataclass, field
from urllib.parse import unquote_plus


@dataclass(frozen=True, slots=True)
class BasicCredentials:
    """Is what an Authorization header of the scheme Basic says."""

    user: str
    secret: str = field(repr=False)


def read_basic(authorization: str) -> BasicCredentials | None:
    """Return the credentials, form-decoded; None for another scheme, and for what is ill-formed."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = b64decode(encoded.strip(), validate=True).decode("utf-8")
    except ValueError:
        return None
    user, _, secret = text.partition(":")
    return BasicCredentials(unquote_plus(user), unquote_plus(secret))
