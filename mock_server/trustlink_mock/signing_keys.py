"""Home of the keys that sign receipts: read from files, or made for a new server.

Nothing of a key is ever shown but its public half; messages name the file alone.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey
from joserfc.jws import JWSRegistry

from trustlink.errors import UserError
from trustlink.user_file import read_user_text
from trustlink_mock.chance import Chance

_ALGORITHMS = {"P-256": "ES256", "Ed25519": "Ed25519"}
"""By curve, as RFC 7518 and RFC 9864 name them."""
_BYTES_OF_P256 = 32
_LARGEST = 65_536
_HINT = "Give a private key on P-256 or Ed25519, as a JWK or in PEM (PKCS #8) without a password."


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Is one private key with its algorithm."""

    algorithm: str
    key: ECKey | OKPKey = field(repr=False)

    @property
    def kid(self) -> str:
        """The id of the key: that of its JWK, else its thumbprint (RFC 7638)."""
        self.key.ensure_kid()
        return str(self.key.kid)

    def document(self) -> dict[str, Any]:
        """Return the key as a JWK with what it is used for; private members included."""
        stated = {"kid": self.kid, "alg": self.algorithm, "use": "sig"}
        return {**self.key.as_dict(private=True), **stated}


def load_signing_keys(files: Sequence[Path], chance: Chance) -> tuple[SigningKey, ...]:
    """Return the keys in these files, a new one on P-256 without any; raises UserError."""
    if not files:
        return (signing_key(chance.key("receipts")),)
    keys = tuple(_read(file) for file in files)
    if len({key.kid for key in keys}) != len(keys):
        raise UserError("two signing keys have the same kid", hint="Give each key once.")
    return keys


def _read(file: Path) -> SigningKey:
    try:
        return signing_key(_imported(read_user_text(file, most=_LARGEST)))
    except (JoseError, UserError, ValueError, KeyError, TypeError, RecursionError) as error:
        # Nothing of the cause is shown: it may quote the key.
        raise UserError(f"{file}: holds no key that can sign receipts", hint=_HINT) from error


def _imported(text: str) -> ECKey | OKPKey:
    if not text.lstrip().startswith("{"):
        return _from_pem(text)
    members = json.loads(text)
    if members["kty"] == "OKP":
        return OKPKey.import_key(members)
    return ECKey.import_key(members)


def _from_pem(text: str) -> ECKey | OKPKey:
    try:
        return ECKey.import_key(text)
    except (JoseError, ValueError, TypeError):
        return OKPKey.import_key(text)


def signing_key(key: ECKey | OKPKey) -> SigningKey:
    """Return a key with its algorithm; raises ValueError for a public one."""
    if not key.is_private:
        raise ValueError("a private key is expected")
    return SigningKey(_ALGORITHMS[key.curve_name], key)


def signed(header: dict[str, Any], claims: dict[str, Any], key: ECKey | OKPKey) -> str:
    """Return claims as a JWS in compact form; the same claims give the same bytes."""
    algorithm = _ALGORITHMS[key.curve_name]
    return jwt.encode(header, claims, key, registry=_Repeatable(algorithms=[algorithm]))


class _RepeatableES256(type(JWSRegistry.algorithms["ES256"])):  # type: ignore[misc]  # its name is not exported
    """ES256 by RFC 6979: no signature depends on a random number."""

    def sign(self, msg: bytes, key: ECKey) -> bytes:
        rule = ECDSA(self.hash_alg(), deterministic_signing=True)
        numbers = decode_dss_signature(key.get_op_key("sign").sign(msg, rule))
        return b"".join(number.to_bytes(_BYTES_OF_P256) for number in numbers)


class _Repeatable(JWSRegistry):
    algorithms = {  # noqa: RUF012 -- as in the class above it
        **JWSRegistry.algorithms,
        "ES256": _RepeatableES256("ES256", "P-256", 256, recommended=True),
    }
