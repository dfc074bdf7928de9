"""Rules about receipts: what one covers, and which half of a key is published."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

import orjson

from trustlink_mock.answers.vocabulary import Json, JsonObject
from trustlink_mock.clock import parse_instant

_PUBLIC: Final = ("kty", "kid", "alg", "use", "crv", "x", "y")


def verification_digest(verification: JsonObject) -> str:
    """Return base64url of the SHA-256 of the JCS form (RFC 8785) of a verification (EVD-02).

    The verification has no member `receipt` yet.
    """
    digest = sha256(canonical(verification)).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def canonical(document: JsonObject) -> bytes:
    """Return the JCS form (RFC 8785) of a document without fractions, its names in ASCII.

    For such documents, as a verification is, it is JSON with sorted names and without blanks; the
    general algorithm, in Python, would be a third of the work for a verification.
    """
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def receipt_claims(verification: JsonObject, digest: str) -> Json:
    """Return the claims that a verification gives a receipt (EVD-02)."""
    requester = verification["requester"]
    return {
        "aud": f"{requester['scheme']}:{requester['id']}",
        "iat": int(parse_instant(verification["completedAt"]).timestamp()),
        "jti": verification["consultationNumber"],
        "validUntil": verification["validUntil"],
        "verificationDigest": digest,
    }


def receipt_header(kid: str, algorithm: str) -> dict[str, Any]:
    """Return the header of a receipt (EVD-01)."""
    return {"alg": algorithm, "kid": kid, "typ": "trustlink-receipt+jwt"}


def published_key(key: Mapping[str, Any]) -> Json:
    """Return the public members of a key (EVD-03): those listed, so that no other slips through."""
    return {name: key[name] for name in _PUBLIC if name in key}
