"""Home of receipts: read from a compact JWS that a stranger wrote, and verified offline."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import rfc8785
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey

from trustlink.contract import JsonObject
from trustlink.json_text import JsonDocument, read_json
from trustlink_conformance.remembered import remembered

ALGORITHMS = ("ES256", "Ed25519")

_PART = re.compile("[A-Za-z0-9_-]+")
_KINDS: Mapping[str, type[ECKey] | type[OKPKey]] = {"EC": ECKey, "OKP": OKPKey}
_UNUSABLE = (JoseError, ValueError, TypeError, LookupError, AttributeError)
_LONGEST_PART = 64 * 1024


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says, before anybody has verified it; not to be changed by who reads it."""

    header: JsonObject
    claims: JsonObject


def read_receipt(value: object) -> Receipt:
    """Return what a compact JWS (RFC 7515) says; raises ValueError if the value is none."""
    if not isinstance(value, str):
        raise ValueError("a text was expected")  # noqa: TRY004 -- whoever reads minds one kind of error
    return _read(value)


@remembered
def _read(value: str) -> Receipt:
    header, claims, _ = (_decoded(part) for part in _parts(value))
    return Receipt(_object(header), _object(claims))


def is_signed_by(value: object, key: object) -> bool:
    """Return whether a JWS verifies by a published key, with the algorithm that both name."""
    if not isinstance(value, str) or not isinstance(key, dict):
        return False
    return _is_signed_by(value, json.dumps(key))


@remembered
def _is_signed_by(value: str, published: str) -> bool:
    registry = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    registry.max_header_length = registry.max_payload_length = _LONGEST_PART
    try:
        algorithm = read_receipt(value).header.get("alg")
        jws.deserialize_compact(value, _imported(published), registry=registry)
    except _UNUSABLE:
        return False
    return bool(json.loads(published).get("alg") == algorithm)


@remembered
def _imported(published: str) -> ECKey | OKPKey:
    key = json.loads(published)
    return _KINDS[key["kty"]].import_key(key)


def tampered(value: str) -> list[str]:
    """Return a JWS three times, with one bit changed in each of its parts."""
    parts = _parts(value)
    return [
        ".".join([*parts[:at], _encoded(_flipped(_decoded(part))), *parts[at + 1 :]])
        for at, part in enumerate(parts)
    ]


def digest_of(results: Any) -> str:
    """Return base64url of the SHA-256 of the JCS form (RFC 8785); raises ValueError."""
    return _digest_of(json.dumps(results))


@remembered
def _digest_of(text: str) -> str:
    try:
        canonical = rfc8785.dumps(json.loads(text))
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise ValueError(f"it has no JCS form: {error}") from error
    return _encoded(sha256(canonical).digest())


def _parts(value: str) -> list[str]:
    parts = value.split(".", 3)
    if len(parts) != 3 or not all(_PART.fullmatch(part) for part in parts):
        raise ValueError("three parts in base64url were expected")
    return parts


def _decoded(part: str) -> bytes:
    raw = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if _encoded(raw) != part:
        raise ValueError("base64url without surplus bits was expected")
    return raw


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _flipped(raw: bytes) -> bytes:
    middle = len(raw) // 2
    return raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]


def _object(text: bytes) -> JsonObject:
    read = read_json(text)
    if not isinstance(read, JsonDocument) or not isinstance(read.value, dict) or read.repeated:
        raise ValueError("a JSON object with each member once was expected")
    found: JsonObject = read.value
    return found
