"""Four calls to a TrustLink site: a token, a verification, the keys, the verification's state."""

import os
import sys
from base64 import urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from typing import Any

import httpx2
import rfc8785
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

SITE = os.environ.get("SITE", "http://127.0.0.1:8000")
CLIENT_ID = os.environ.get("CLIENT_ID", "tl-sandbox-importer-a")
CLIENT_SECRET = os.environ.get("CLIENT_SECRET", "synthetic-secret-of-importer-a")
SUPPLIER = "91440300TL0000016J"
REQUESTER = {"country": "SG", "scheme": "sg-uen", "id": "202699001M"}


def main() -> None:
    """Print the outcomes, whether the receipt proves them, and whether they still stand."""
    with httpx2.Client(base_url=SITE, timeout=10) as site:
        verification = ask_about_supplier(site, get_token(site))
        keys = get_keys(site)
        for item, result in verification["results"].items():
            codes = ", ".join(reason["code"] for reason in result["reasons"])
            print(f"{item}: {result['outcome']} ({codes})")
        check_receipt(verification, keys)
        print(f"receipt {verification['consultationNumber']}: valid")
        check_consultation(site, verification["consultationNumber"])
        print(f"consultation {verification['consultationNumber']}: ISSUED")


# 1. A token. Discovery's `tokenEndpoint` says where; in the sandbox it is this path.
def get_token(site: httpx2.Client) -> str:
    answer = site.post(
        "/oauth2/token",
        auth=(CLIENT_ID, CLIENT_SECRET),
        data={"grant_type": "client_credentials", "scope": "verify"},
    )
    return str(answer.raise_for_status().json()["access_token"])


# 2. A verification: all three items in one call.
def ask_about_supplier(site: httpx2.Client, token: str) -> dict[str, Any]:
    answer = site.post(
        "/trustlink/v1/verifications",
        headers={"Authorization": f"Bearer {token}"},
        json={
            "supplier": {"uscc": SUPPLIER},
            "requester": REQUESTER,
            "checks": ["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION"],
            "stage": "CONTRACT",
        },
    )
    return dict(answer.raise_for_status().json())


# 3. The keys. With them, the receipt is checked offline, now and years later.
def get_keys(site: httpx2.Client) -> Any:
    return site.get("/trustlink/v1/keys").raise_for_status().json()


def check_receipt(verification: dict[str, Any], keys: Any) -> None:
    """Exit with the reason unless the receipt proves that this site gave this answer to us."""
    if "receipt" not in verification:
        sys.exit("there is no receipt: the site does not offer the profile evidence")
    try:
        receipt = jwt.decode(
            verification["receipt"]["value"],
            KeySet.import_key_set(keys),
            algorithms=["ES256", "Ed25519"],
        )
    except (JoseError, ValueError) as error:
        sys.exit(f"the receipt is not signed by a published key: {error}")
    covered = {name: value for name, value in verification.items() if name != "receipt"}
    digest = sha256(rfc8785.dumps(covered)).digest()
    expected = {
        "iss": SITE,
        "sub": SUPPLIER,
        "aud": f"{REQUESTER['scheme']}:{REQUESTER['id']}",
        "jti": verification["consultationNumber"],
        "validUntil": verification["validUntil"],
        "verificationDigest": urlsafe_b64encode(digest).decode().rstrip("="),
    }
    wrong = [name for name, value in expected.items() if receipt.claims.get(name) != value]
    if wrong or receipt.header.get("typ") != "trustlink-receipt+jwt":
        sys.exit(f"the receipt is of another answer: {', '.join(wrong) or 'typ'}")
    (key,) = (key for key in keys["keys"] if key["kid"] == receipt.header["kid"])
    end = datetime.fromisoformat(key.get("retiredAt", "9999-12-31T00:00:00Z"))
    if receipt.claims["iat"] > end.timestamp():
        sys.exit("the receipt was signed by a key that had retired")


# 4. Later: does the verification still stand? This needs no token, and says no result.
def check_consultation(site: httpx2.Client, number: str) -> None:
    answer = site.get(f"/trustlink/v1/consultations/{number}", params={"uscc": SUPPLIER})
    consultation = answer.raise_for_status().json()
    expected = {"consultationNumber": number, "uscc": SUPPLIER, "state": "ISSUED"}
    if any(consultation.get(name) != value for name, value in expected.items()):
        sys.exit(f"the verification does not stand: {consultation}")


if __name__ == "__main__":
    main()
