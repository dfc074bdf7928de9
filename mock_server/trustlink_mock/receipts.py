"""Home of receipts: signed statements of what a verification said, for checking offline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from trustlink_mock.answers import Rules
from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.signing_keys import SigningKey, signed

KEYS_PATH = "/trustlink/v1/keys"

Seal = Callable[[Json, str], Json]
"""Completes a verification about a supplier, before it is frozen."""


def unsealed(verification: Json, _uscc: str) -> Json:
    """Return a verification as it is: the site announces no receipts."""
    return verification


@dataclass(frozen=True, slots=True)
class Receipts:
    """Issues receipts by the first key; calling it is a `Seal`."""

    origin: str
    contract_version: str
    keys: Sequence[SigningKey] = field(repr=False)
    rules: Rules = field(repr=False)
    retired: Sequence[Json] = ()
    """The public halves of keys that were replaced, as they are published (EVD-04)."""

    def __call__(self, verification: Json, uscc: str) -> Json:
        """Return the verification with its receipt (EVD-01)."""
        key = self.keys[0]
        header = self.rules.receipt_header(key.kid, key.algorithm)
        claims = {
            "iss": self.origin,
            "sub": uscc,
            "contractVersion": self.contract_version,
            **self._claims(verification),
        }
        value = signed(header, claims, key.key)
        return {**verification, "receipt": {"format": "jws", "value": value}}

    def key_set(self) -> Json:
        """Return the JSON Web Key Set: the public half of every key, of replaced ones too."""
        published = [self.rules.published_key(key.document()) for key in self.keys]
        return {"keys": [*published, *self.retired]}

    def _claims(self, verification: Json) -> Json:
        digest = self.rules.verification_digest(verification)
        return self.rules.receipt_claims(verification, digest)
