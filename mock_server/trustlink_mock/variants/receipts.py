"""The variants of receipts: other keys, and more of them."""

from dataclasses import replace
from typing import Any, Final

from joserfc.jwk import OKPKey

from trustlink_mock.answers import Rules
from trustlink_mock.answers.vocabulary import Json, JsonObject
from trustlink_mock.signing_keys import SigningKey
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.visit import Reply, Visit

_RETIRED: Final = {
    "kty": "EC",
    "kid": "retired 2026-06",
    "alg": "ES256",
    "use": "sig",
    "key_ops": ["verify"],
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "retiredAt": "2026-06-30T16:00:00Z",
}
"""The key of RFC 7515, appendix A.3: its private half is published, and signs nothing here."""


@variant("EVD-01", "Signs receipts with Ed25519.", joint=Joint.KEYS)
def ed25519_receipts(honest: tuple[SigningKey, ...]) -> tuple[SigningKey, ...]:
    """Put a new key before those that there were, which are still published."""
    return (SigningKey("Ed25519", OKPKey.generate_key("Ed25519", auto_kid=True)), *honest)


@variant("EVD-02", "Claims more in a receipt than the contract lists.", joint=Joint.RULES)
def further_claims(honest: Rules) -> Rules:
    """Add nbf and a version of its own; name the content type in the header."""

    def claims(verification: JsonObject, digest: str) -> Json:
        known = honest.receipt_claims(verification, digest)
        return {**known, "nbf": known["iat"], "siteVersion": {"build": 7}}

    def header(kid: str, algorithm: str) -> dict[str, Any]:
        return {**honest.receipt_header(kid, algorithm), "cty": "json"}

    return replace(honest, receipt_claims=claims, receipt_header=header)


@variant(
    "EVD-03",
    "Publishes the key of last year before the one that signs.",
    joint=Joint.RESPONSE,
    operation="getKeys",
    refusals_too=False,
)
def retired_key(reply: Reply, _: Visit) -> Reply:
    """List it first: the kid of a receipt tells which is meant."""
    return reply.with_members(keys=[_RETIRED, *reply.document["keys"]])
