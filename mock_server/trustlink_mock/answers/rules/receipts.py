"""Rules about receipts: what one covers, and which half of a key is published."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

import orjson

from trustlink_mock.answers.vocabulary import Json, JsonObject
from trustlink_mock.clock import parse_instant

_PUBLIC: Final = ("kty", "kid", "alg", "use", "crv", "x", "y")


def results_digest(results: JsonObject) -> str:
    """Return base64url of the SHA-256 of the JCS form (RFC 8785) of the results (EVD-02)."""
    digest = sha256(canonical(results)).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def canonical(results: JsonObject) -> bytes:
    """Return the JCS form (RFC 8785) of a document without fractions, its names in ASCII.

    For such documents, as the results of the contract are, it is JSON with sorted names and without
    blanks; the general algorithm, in Python, would be a third of the work for a verification.
    """
    return orjson.dumps(results, option=orjson.OPT_SORT_KEYS)


def receipt_claims(verification: JsonObject, digest: str) -> Json:
    """Return the claims that a verification gives a receipt (EVD-02)."""
    requester = verification["requester"]
    return {
        "aud": f"{requester['scheme']}:{requester['id']}",
        "iat": int(parse_instant(verification["completedAt"]).timestamp()),
        "exp": int(parse_instant(verification["validUntil"]).timestamp()),
        "jti": verification["consultationNumber"],
        "resultsDigest": digest,
    }


def receipt_header(kid: str, algorithm: str) -> dict[str, Any]:
    """Return the header of a receipt (EVD-01)."""
    return {"alg": algorithm, "kid": kid, "typ": "trustlink-receipt+jwt"}


def published_key(key: Mapping[str, Any]) -> Json:
    """Return the public members of a key (EVD-03): those listed, so that no other slips through."""
    return {name: key[name] for name in _PUBLIC if name in key}
