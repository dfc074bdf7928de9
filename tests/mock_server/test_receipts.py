"""Receipts: verified offline with the published keys, and with nothing else."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
import rfc8785
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from trustlink.errors import UserError

ORIGIN = "https://mock.example"
S01, S15 = "91440300TL0000016J", "91610100TL00001550"
PROFILES = ("core", "evidence")
ALGORITHMS = ["ES256", "Ed25519"]


@pytest.fixture(scope="module")
def site(make_mock):
    return make_mock(profiles=PROFILES, public_url=ORIGIN)


def asked(site, uscc=S01):
    """A verification of all three checks."""
    body = {
        "supplier": {"uscc": uscc},
        "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
        "checks": ["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION"],
        "stage": "CONTRACT",
    }
    return site.post("/trustlink/v1/verifications", body).json


def keys(site):
    return site.get("/trustlink/v1/keys", by=None).json


def verified(site, verification):
    """What the receipt says, by the published keys."""
    value = verification["receipt"]["value"]
    return jwt.decode(value, KeySet.import_key_set(keys(site)), algorithms=ALGORITHMS)


@pytest.mark.parametrize("uscc", [S01, S15])
def test_a_receipt_states_the_verification_it_is_of(site, uscc):
    answer = asked(site, uscc)

    token = verified(site, answer)

    covered = {name: value for name, value in answer.items() if name != "receipt"}
    digest = sha256(rfc8785.dumps(covered)).digest()
    assert token.header["typ"] == "trustlink-receipt+jwt"
    assert set(token.header) == {"alg", "kid", "typ"}
    assert token.claims == {
        "iss": ORIGIN,
        "sub": uscc,
        "aud": "sg-uen:202699001M",
        "iat": 1789444800,
        "jti": answer["consultationNumber"],
        "validUntil": answer["validUntil"],
        "contractVersion": "1.0.0",
        "verificationDigest": urlsafe_b64encode(digest).decode().rstrip("="),
    }


def test_a_receipt_is_frozen_with_its_verification(site):
    answer = asked(site)

    again = site.get(f"/trustlink/v1/verifications/{answer['verificationId']}").json

    assert again == answer


def test_a_changed_byte_fails(site):
    answer = asked(site)
    head, claims, signature = answer["receipt"]["value"].split(".")
    answer["receipt"]["value"] = f"{head}.{claims[:-2]}AA.{signature}"

    with pytest.raises(BadSignatureError):
        verified(site, answer)


def test_without_the_profile_there_is_no_receipt(make_mock):
    mock = make_mock(profiles=("core",))

    assert "receipt" not in asked(mock)
    assert mock.get("/trustlink/v1/keys", by=None).status == 404
    assert not {"keysUri", "receiptRetention"} & set(
        mock.get("/.well-known/trustlink", by=None).json
    )


def test_discovery_says_where_the_keys_are(site):
    found = site.get("/.well-known/trustlink", by=None).json

    assert found["keysUri"] == f"{ORIGIN}/trustlink/v1/keys"
    assert found["receiptRetention"] == "P5Y"


def test_keys_are_public_and_can_be_cached(site):
    answer = site.get("/trustlink/v1/keys", by=None)
    tag = answer.headers["etag"]

    again = site.get("/trustlink/v1/keys", by=None, headers={"If-None-Match": f'"x", {tag}'})

    assert set(answer.json["keys"][0]) == {"kty", "kid", "alg", "use", "crv", "x", "y"}
    assert answer.headers["cache-control"].startswith("public")
    assert (again.status, again.content, again.headers["etag"]) == (304, b"", tag)


@pytest.fixture
def key_files(tmp_path):
    """A key on Ed25519 in PEM, one on P-256 as a JWK with an id of its own."""
    new, old = tmp_path / "new.pem", tmp_path / "old.jwk"
    new.write_bytes(OKPKey.generate_key("Ed25519").as_pem(private=True))
    members = ECKey.generate_key("P-256", {"kid": "2025"}).as_dict(private=True)
    old.write_text(json.dumps(members))
    return new, old


def test_keys_are_rotated_by_configuration(make_mock, key_files):
    new, old = key_files
    before = make_mock(profiles=PROFILES, signing_keys=(old,))
    kept = asked(before)

    after = make_mock(profiles=PROFILES, signing_keys=(new, old))

    assert verified(after, kept).header["kid"] == "2025"
    assert verified(after, asked(after)).header["alg"] == "Ed25519"
    assert [key["alg"] for key in keys(after)["keys"]] == ["Ed25519", "ES256"]
    assert not any("d" in key for key in keys(after)["keys"])


def unusable():
    """Texts that hold no key for receipts."""
    public = ECKey.generate_key("P-256").as_dict(private=False)
    return {
        "public": json.dumps(public),
        "other curve": json.dumps(ECKey.generate_key("P-384").as_dict(private=True)),
        "RSA": RSAKey.generate_key(2048).as_pem(private=True).decode(),
        "no JSON": '{"kty": "EC", "d": "hidden-part"',
        "no key": "hidden-part",
        "list": '{"kty": ["EC"]}',
        "number": '{"kty": "EC", "crv": "P-256", "x": 1, "y": 2, "d": "hidden-part"}',
    }


@pytest.mark.parametrize("kind", list(unusable()))
def test_what_holds_no_key_is_named_but_not_shown(make_mock, tmp_path, kind):
    file = tmp_path / "key"
    file.write_text(unusable()[kind])

    with pytest.raises(UserError) as raised:
        make_mock(profiles=PROFILES, signing_keys=(file,))

    assert str(file) in raised.value.message
    assert "hidden-part" not in str(raised.value)
    assert "P-256 or Ed25519" in raised.value.hint


def test_the_same_key_twice_is_refused(make_mock, key_files):
    with pytest.raises(UserError, match="same kid"):
        make_mock(profiles=PROFILES, signing_keys=(key_files[0], key_files[0]))
