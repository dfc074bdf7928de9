"""Home of chance: what a mock server draws at random, and how to have the same drawn again."""

import secrets
from collections import Counter
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import shake_256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from joserfc.jwk import ECKey

_ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Chance:
    """Draws what nobody can guess."""

    def draw(self, purpose: str, size: int) -> bytes:  # noqa: ARG002 -- for those that repeat
        """Return so many bytes; `purpose` says what for."""
        return secrets.token_bytes(size)

    def key(self, purpose: str) -> ECKey:  # noqa: ARG002 -- as above
        """Return a private key on P-256."""
        return ECKey.generate_key("P-256", auto_kid=True)


SYSTEM = Chance()

OCCASION: ContextVar[str] = ContextVar("occasion", default="")
"""What `Repeated` draws for at the moment; whoever sends a request may name it here."""


@dataclass
class Repeated(Chance):
    """Draws the same for each purpose and occasion, in the same order: for tests alone.

    So what was drawn on other occasions, more or less of it, changes nothing on this one.
    """

    seed: str
    _drawn: Counter[str] = field(default_factory=Counter, repr=False)

    def draw(self, purpose: str, size: int) -> bytes:
        """Return so many bytes, the next of this purpose on this occasion."""
        what = f"{purpose} {OCCASION.get()}"
        self._drawn[what] += 1
        return self._derived(f"{what} {self._drawn[what]}", size)

    def key(self, purpose: str) -> ECKey:
        """Return the private key of this purpose."""
        number = int.from_bytes(self._derived(f"key of {purpose}", 40))
        key = ec.derive_private_key(number % (_ORDER_OF_P256 - 1) + 1, ec.SECP256R1())
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        made = ECKey.import_key(pem)
        made.ensure_kid()
        return made

    def _derived(self, what: str, size: int) -> bytes:
        return shake_256(f"{self.seed} {what}".encode()).digest(size)
