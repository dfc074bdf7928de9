"""Home of the memory: what a site remembers from request to request, whatever else is exchanged."""

import hmac
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace

from joserfc.jwk import ECKey

from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.consultations import ConsultationsInMemory, KeptConsultations
from trustlink_mock.idempotency import AttemptsInMemory, KeptAttempts
from trustlink_mock.settings import Settings
from trustlink_mock.signing_keys import SigningKey, load_signing_keys
from trustlink_mock.verifications import KeptVerifications, VerificationsInMemory


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Is what makes two sites one: tokens, cursors and verifications of one are good at both."""

    token_key: ECKey = field(repr=False)
    cursor_key: bytes = field(repr=False)
    signing_keys: tuple[SigningKey, ...] = field(repr=False)
    retired_keys: tuple[Json, ...] = ()
    """The public halves of keys that signed receipts before, as they are published."""
    verifications: KeptVerifications = field(default_factory=VerificationsInMemory, repr=False)
    consultations: KeptConsultations = field(default_factory=ConsultationsInMemory, repr=False)
    attempts: KeptAttempts = field(default_factory=AttemptsInMemory, repr=False)
    together: Callable[[], AbstractContextManager[object]] = nullcontext
    """Makes a context in which all is kept, or nothing if it is left by an exception."""

    @property
    def journal_key(self) -> bytes:
        """The key of the digests in a journal, at every worker and after a restart the same."""
        return hmac.digest(self.cursor_key, b"journal", "sha256")


def new_memory(settings: Settings, *, signing_keys: tuple[SigningKey, ...] | None = None) -> Memory:
    """Return an empty memory with new keys; raises UserError for a signing key that is none."""
    chance = settings.chance
    return Memory(
        token_key=chance.key("tokens"),
        cursor_key=chance.draw("cursors", 32),
        signing_keys=signing_keys or load_signing_keys(settings.signing_keys, chance),
    )


def emptied(memory: Memory) -> Memory:
    """Return a memory with the same keys and nothing else."""
    return replace(
        memory,
        verifications=VerificationsInMemory(),
        consultations=ConsultationsInMemory(),
        attempts=AttemptsInMemory(),
    )
