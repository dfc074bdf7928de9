"""Home of the verifications that were made: kept by id, as many as the settings say."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import orjson

from trustlink_mock.chance import SYSTEM, Chance

VALIDITY = timedelta(days=7)
"""How long a verification can be read again; the contract admits 24 hours to 30 days."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_verification_id(chance: Chance = SYSTEM) -> str:
    """Return an id that nobody can guess."""
    return f"ver-{chance.draw('verification id', 16).hex()}"


def new_consultation_number(chance: Chance = SYSTEM) -> str:
    """Return `TL-` and 12 characters of Crockford's base 32: 60 random bits."""
    bits = int.from_bytes(chance.draw("consultation number", 8)) >> 4
    return "TL-" + "".join(_CROCKFORD[bits >> shift & 31] for shift in range(0, 60, 5))


@dataclass(frozen=True, slots=True)
class Verification:
    """Is a verification as it was answered, frozen to the byte."""

    verification_id: str
    client_id: str
    """The client that created it: nobody else can read it."""
    valid_until: datetime
    language: str
    content: bytes = field(repr=False)

    @property
    def document(self) -> Any:
        """The content as a JSON value."""
        return orjson.loads(self.content)


class KeptVerifications(Protocol):
    """Is where verifications are kept by id."""

    def get(self, verification_id: str, /) -> Verification | None:
        """Return the verification of an id, None if it is not kept."""

    def add(self, verification: Verification, *, most: int) -> None:
        """Keep one more; the oldest make room for it."""

    def __len__(self) -> int: ...


class VerificationsInMemory(OrderedDict[str, Verification]):
    """Keeps verifications as long as the process lives."""

    def add(self, verification: Verification, *, most: int) -> None:
        """Keep one more; the oldest make room for it."""
        self[verification.verification_id] = verification
        while len(self) > most:
            self.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Verifications:
    """Keeps verifications by id; the oldest make room for new ones."""

    capacity: int
    validity: timedelta = VALIDITY
    new_id: Callable[[], str] = new_verification_id
    """Makes an id that nobody can guess."""
    new_number: Callable[[], str] = new_consultation_number
    kept: KeptVerifications = field(default_factory=VerificationsInMemory, repr=False)

    def keep(self, verification: Verification) -> None:
        """Keep a verification."""
        self.kept.add(verification, most=self.capacity)

    def find(self, verification_id: str, *, client_id: str, now: datetime) -> Verification | None:
        """Return the client's own verification of that id while it is valid, else None."""
        found = self.kept.get(verification_id)
        if found is None or found.client_id != client_id or now > found.valid_until:
            return None
        return found
