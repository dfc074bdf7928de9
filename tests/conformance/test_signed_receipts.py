"""Home of the tests of receipts: what is read of one, and that only its own key verifies it."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey

from trustlink_conformance.receipts import digest_of, is_signed_by, read_receipt, tampered

EC, OKP = ECKey.generate_key("P-256"), OKPKey.generate_key("Ed25519")
REPEATED = '{"alg": 1, "alg": 2}'
CLAIMS = {"sub": "91440300TL0000016J"}


def signed(key: Any, algorithm: str, **header: Any) -> str:
    members = {"alg": algorithm, "kid": "k", **header}
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    return jws.serialize_compact(members, json.dumps(CLAIMS), key, registry=registry)


def published(key: Any, algorithm: str) -> dict[str, Any]:
    return {**key.as_dict(private=False), "alg": algorithm, "kid": "k", "use": "sig"}


def part(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(("key", "algorithm"), [(EC, "ES256"), (OKP, "Ed25519")])
def test_a_receipt_verifies_by_its_key_and_with_no_bit_changed(key: Any, algorithm: str) -> None:
    value = signed(key, algorithm, x5c=["x" * 2000])

    assert read_receipt(value).claims == CLAIMS
    assert is_signed_by(value, published(key, algorithm))
    assert [is_signed_by(bad, published(key, algorithm)) for bad in tampered(value)] == [False] * 3


def test_a_receipt_verifies_by_no_other_key() -> None:
    value = signed(EC, "ES256")

    assert not is_signed_by(value, published(ECKey.generate_key("P-256"), "ES256"))
    assert not is_signed_by(value, published(OKP, "Ed25519"))


@pytest.mark.parametrize("algorithm", ["EdDSA", "none", "HS256", "ES384"])
def test_other_algorithms_are_none_of_a_receipt(algorithm: str) -> None:
    key = {"EdDSA": OKP, "ES384": ECKey.generate_key("P-384")}.get(algorithm, OctKey.generate_key())
    value = f"{part(json.dumps({'alg': algorithm}))}.{part('{}')}.AAAA"

    assert not is_signed_by(value, {**key.as_dict(private=False), "alg": algorithm})


@pytest.mark.parametrize(
    "key",
    [None, [], {}, {"kty": []}, {"kty": "oct", "k": "AAAA"}, {"kty": "EC", "crv": "P-256", "x": 1}],
)
def test_what_is_no_key_verifies_nothing(key: Any) -> None:
    assert not is_signed_by(signed(EC, "ES256"), key)


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "",
        "a.b",
        "....",
        "e30.e30.e30.e30",
        "e30.W10.AA",
        "e30=.e30.AA",
        "e31.e30.AA",
        f"{part('{' * 70)}.e30.AA",
        f"{part('[' * 100_000)}.{part('{}')}.AA",
        f"{part(REPEATED)}.e30.AA",
        "é.e30.AA",
    ],
)
def test_what_is_no_receipt_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="expected"):
        read_receipt(value)

    assert not is_signed_by(value, published(EC, "ES256"))


def test_the_digest_is_that_of_the_jcs_form() -> None:
    assert digest_of({"b": 1.0, "a": "é"}) == digest_of({"a": "\u00e9", "b": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})


def test_a_value_without_jcs_form_has_no_digest() -> None:
    with pytest.raises(ValueError, match="no JCS form"):
        digest_of({"a": 2**70})
