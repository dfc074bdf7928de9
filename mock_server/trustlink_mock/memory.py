"""Home of the memory: what a site remembers from request to request, whatever else is exchanged."""

from collections import OrderedDict
from dataclasses import dataclass, field

from joserfc.jwk import ECKey

from trustlink_mock.idempotency import Attempt
from trustlink_mock.settings import Settings
from trustlink_mock.signing_keys import SigningKey, load_signing_keys
from trustlink_mock.verifications import Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Is what makes two sites one: tokens, cursors and verifications of one are good at both."""

    token_key: ECKey = field(repr=False)
    cursor_key: bytes = field(repr=False)
    signing_keys: tuple[SigningKey, ...] = field(repr=False)
    verifications: OrderedDict[str, Verification] = field(default_factory=OrderedDict, repr=False)
    attempts: OrderedDict[tuple[str, str], Attempt] = field(default_factory=OrderedDict, repr=False)


def new_memory(settings: Settings, *, signing_keys: tuple[SigningKey, ...] | None = None) -> Memory:
    """Return an empty memory with new keys; raises UserError for a signing key that is none."""
    chance = settings.chance
    return Memory(
        token_key=chance.key("tokens"),
        cursor_key=chance.draw("cursors", 32),
        signing_keys=signing_keys or load_signing_keys(settings.signing_keys, chance),
    )
