"""The defects of group EVD: receipts that prove nothing, or that nobody can verify."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import count
from typing import Any

from joserfc.jwk import ECKey
from starlette.types import ASGIApp, Scope

from trustlink_mock.announcement import JsonDocument
from trustlink_mock.answers.rules import Rules
from trustlink_mock.answers.vocabulary import Json, JsonObject
from trustlink_mock.clock import parse_instant
from trustlink_mock.conditional import tagged, unless_known
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.receipts import KEYS_PATH, Receipts, Seal
from trustlink_mock.signing_keys import SigningKey
from trustlink_mock.substitutions.application import ChangedContents
from trustlink_mock.visit import Reply, Visit, joined_headers

_KEYS = "getKeys"


@defect("EVD-01", "Signs with a key that is not published.", joint=Joint.SEAL)
def key_unpublished(honest: Seal) -> Seal:
    """Have a new one."""
    return _signed_anew(honest, ECKey.generate_key("P-256", auto_kid=True))


@defect("EVD-01", "Signs with another key under the kid of the published one.", joint=Joint.SEAL)
def key_exchanged(honest: Seal) -> Seal:
    """Change the key and keep its name."""
    kid = honest.keys[0].kid if isinstance(honest, Receipts) else ""
    return _signed_anew(honest, ECKey.generate_key("P-256", {"kid": kid}))


@defect("EVD-01", "Gives no receipt for a partial verification.", joint=Joint.SEAL)
def partial_without_receipt(honest: Seal) -> Seal:
    """Sign what is complete."""

    def seal(told: Json, uscc: str) -> Json:
        return honest(told, uscc) if told["completeness"] == "COMPLETE" else told

    return seal


@defect("EVD-01", "Calls a receipt a JWT like any other.", joint=Joint.RULES)
def plain_type(honest: Rules) -> Rules:
    """Say typ JWT."""
    return _with_header(honest, typ="JWT")


@defect("EVD-01", "Says in a receipt where its key can be fetched.", joint=Joint.RULES)
def key_by_jku(honest: Rules) -> Rules:
    """Add jku, which a forger would set to a place of its own."""
    return _with_header(honest, jku="https://keys.example/jwks")


@defect("EVD-01", "Names no key in a receipt.", joint=Joint.RULES)
def kid_unnamed(honest: Rules) -> Rules:
    """Leave the reader to try all keys."""

    def header(kid: str, algorithm: str) -> dict[str, Any]:
        told = honest.receipt_header(kid, algorithm)
        return {name: value for name, value in told.items() if name != "kid"}

    return replace(honest, receipt_header=header)


@defect("EVD-02", "Leaves provenance out of what a receipt covers.", joint=Joint.RULES)
def provenance_uncovered(honest: Rules) -> Rules:
    """Digest the verification without it."""
    return replace(
        honest, verification_digest=lambda told: honest.verification_digest(_uncovered(told))
    )


@defect("EVD-02", "Covers the results alone.", joint=Joint.RULES)
def results_alone_covered(honest: Rules) -> Rules:
    """Digest that member."""
    return replace(
        honest, verification_digest=lambda told: honest.verification_digest(told["results"])
    )


@defect(
    "EVD-02", "Leaves the name of the requester out of what a receipt covers.", joint=Joint.RULES
)
def requester_name_uncovered(honest: Rules) -> Rules:
    """Digest the verification without it."""

    def digest(told: JsonObject) -> str:
        requester = {name: one for name, one in told["requester"].items() if name != "name"}
        return honest.verification_digest({**told, "requester": requester})

    return replace(honest, verification_digest=digest)


@defect("EVD-02", "Digests another form than JCS.", joint=Joint.RULES)
def escapes_digested(honest: Rules) -> Rules:
    """Write what is not ASCII as escapes."""

    def digest(told: JsonObject) -> str:
        text = json.dumps(told, sort_keys=True, separators=(",", ":"))
        return urlsafe_b64encode(sha256(text.encode()).digest()).decode().rstrip("=")

    return replace(honest, verification_digest=digest)


@defect("EVD-02", "Changes a sentence after the receipt was signed.", joint=Joint.SEAL)
def touched_up_after_signing(honest: Seal) -> Seal:
    """Drop the full stop of a reason that a source failed."""

    def seal(told: Json, uscc: str) -> Json:
        sealed = honest(told, uscc)
        result = sealed["results"]["noViolation"]
        if result["outcome"] != "INDETERMINATE":
            return sealed
        first, *others = result["reasons"]
        reasons = [{**first, "message": first["message"].rstrip(".")}, *others]
        touched = {**sealed["results"], "noViolation": {**result, "reasons": reasons}}
        return {**sealed, "results": touched}

    return seal


@defect("EVD-02", "Issues the receipt of a branch to its head office.", joint=Joint.RULES)
def branch_cut(honest: Rules) -> Rules:
    """Cut the branch off the number."""

    def claims(told: JsonObject, digest: str) -> Json:
        right = honest.receipt_claims(told, digest)
        scheme, _, number = right["aud"].partition(":")
        return {**right, "aud": f"{scheme}:{number.partition('-')[0]}"}

    return replace(honest, receipt_claims=claims)


@defect("EVD-02", "States when a receipt was issued in milliseconds.", joint=Joint.RULES)
def issued_in_milliseconds(honest: Rules) -> Rules:
    """Forget to divide."""
    return _with_claims(honest, lambda right, _: {"iat": right["iat"] * 1000})


@defect("EVD-02", "Lets a receipt expire with the answer.", joint=Joint.RULES)
def receipt_expires(honest: Rules) -> Rules:
    """Claim exp as well."""

    def end(right: JsonObject, _: JsonObject) -> Json:
        return {"exp": int(parse_instant(right["validUntil"]).timestamp())}

    return _with_claims(honest, end)


@defect("EVD-02", "States a validity of its own in a receipt.", joint=Joint.RULES)
def another_validity_claimed(honest: Rules) -> Rules:
    """Claim the moment at which the verification was completed."""
    return _with_claims(honest, lambda _, told: {"validUntil": told["completedAt"]})


@defect("EVD-02", "States the id of the verification as jti.", joint=Joint.RULES)
def id_for_the_number(honest: Rules) -> Rules:
    """Take one for the other."""
    return _with_claims(honest, lambda _, told: {"jti": told["verificationId"]})


@defect("EVD-03", "Publishes the private half of its key.", joint=Joint.RULES)
def private_half_published(honest: Rules) -> Rules:
    """Export the key as it is."""

    def published(key: Mapping[str, Any]) -> Json:
        return {**honest.published_key(key), "d": key["d"]}

    return replace(honest, published_key=published)


@defect(
    "EVD-03",
    "Publishes a new key under the kid of an old one.",
    joint=Joint.RESPONSE,
    operation=_KEYS,
)
def kid_given_twice(reply: Reply, _: Visit) -> Reply:
    """Have two keys of one name."""
    keys = reply.document["keys"]
    other = ECKey.generate_key("P-256").as_dict(private=False)
    return reply.with_members(keys=[*keys, {**keys[0], "x": other["x"], "y": other["y"]}])


@defect(
    "EVD-04",
    "Drops a key when it is replaced by another.",
    joint=Joint.APPLICATION,
    also={"EVD-01": "receipts that are read later name a key that is gone"},
)
def key_dropped_when_replaced(honest: ASGIApp) -> ASGIApp:
    """Publish the next key, and no other, once the keys have been fetched."""
    fetched, following = count(), ECKey.generate_key("P-256").as_dict(private=False)

    def changed(reply: Reply, scope: Scope) -> Reply:
        is_meant = (scope["method"], scope["path"], reply.status) == ("GET", KEYS_PATH, 200)
        if not is_meant or next(fetched) == 0:
            return reply
        (first, *_) = reply.document["keys"]
        shown = {**first, "kid": "next", "x": following["x"], "y": following["y"]}
        asked = joined_headers(scope["headers"]).get("if-none-match")
        return unless_known(tagged(reply.with_members(keys=[shown])), asked)

    return ChangedContents(honest, changed)


@defect(
    "EVD-04",
    "Signs with a key that it calls retired since June 2026.",
    joint=Joint.RESPONSE,
    operation=_KEYS,
)
def retired_key_signs(reply: Reply, _: Visit) -> Reply:
    """Mark the key and go on using it."""
    retired = {"retiredAt": "2026-06-30T16:00:00Z"}
    return reply.with_members(keys=[{**one, **retired} for one in reply.document["keys"]])


@defect("EVD-04", "Keeps keys for three years after their last signature.", joint=Joint.POLICY)
def retention_of_three_years(announced: JsonDocument) -> JsonDocument:
    """Announce P3Y."""
    return {**announced, "receiptRetention": "P3Y"}


@defect("EVD-04", "Does not say how long receipts can be verified.", joint=Joint.POLICY)
def retention_unannounced(announced: JsonDocument) -> JsonDocument:
    """Leave the member out."""
    return {name: one for name, one in announced.items() if name != "receiptRetention"}


def _signed_anew(honest: Seal, key: ECKey) -> Seal:
    if not isinstance(honest, Receipts):
        return honest
    return replace(honest, keys=(SigningKey("ES256", key),))


def _with_header(honest: Rules, **members: str) -> Rules:
    def header(kid: str, algorithm: str) -> dict[str, Any]:
        return {**honest.receipt_header(kid, algorithm), **members}

    return replace(honest, receipt_header=header)


def _with_claims(honest: Rules, change: Any) -> Rules:
    def claims(told: JsonObject, digest: str) -> Json:
        right = honest.receipt_claims(told, digest)
        return {**right, **change(right, told)}

    return replace(honest, receipt_claims=claims)


def _uncovered(value: Any) -> Any:
    """Return a value without provenance, at any depth."""
    if isinstance(value, list):
        return [_uncovered(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {k: _uncovered(one) for k, one in value.items() if k != "provenance"}
