"""Home of the settings: what the user decides about a mock server before it starts."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from trustlink_mock.chance import SYSTEM, Chance
from trustlink_mock.clock import Clock, system_clock
from trustlink_mock.more_suppliers import NO_MORE, MoreSuppliers

PROFILES = ("core", "records", "evidence", "batch")
"""What a site can offer; core is for every site."""

SOURCE_TIMEOUT = 0.05
"""Seconds that a slow source is waited for, so that two requests about it overlap."""
SOURCE_LIMIT = 5.0
"""Seconds that the contract gives a source at most."""
RETAIN = timedelta(days=30)
"""How long a store keeps verifications, replies to Idempotency-Keys and the journal."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Configures one mock server; the defaults make an honest one."""

    public_url: str = "http://127.0.0.1:8000"
    """The origin that clients use. Never taken from a request's Host header: whoever forges that
    would decide where discovery sends a client's secret."""
    profiles: tuple[str, ...] = PROFILES
    overlays: tuple[Path, ...] = ()
    """Files that change the contract, applied in this order."""
    defects: tuple[str, ...] = ()
    """Ids of deliberate violations, as `trustlink defects` lists them."""
    variants: tuple[str, ...] = ()
    """Ids of harmless differences, as `trustlink variants` lists them."""
    suppliers: MoreSuppliers = NO_MORE
    """Where suppliers beside the scenarios come from."""
    clock: Clock = system_clock
    chance: Chance = SYSTEM
    """Where ids, keys and tokens come from."""
    signing_keys: tuple[Path, ...] = ()
    """Files of private keys for receipts; the first signs, all are published. None: a new key."""
    source_timeout: float = SOURCE_TIMEOUT
    """Seconds that the mock waits for a slow source before it answers without it."""
    kept_verifications: int = 1000
    """How many verifications are kept at most; the oldest are forgotten first."""
    retain: timedelta = RETAIN
    """How long a store keeps what clients left, by real time."""
    sandbox: str = ""
    """The name of the sandbox that this site is, "" for the default one: it ends client ids."""
    cors: tuple[str, ...] = ()
    """Origins whose scripts may read the answers in a browser."""
    takes_preferences: bool = False
    """Whether the header Prefer brings situations about: then such scripts may send it."""
    raise_internal_errors: bool = False
    """Raise what would be a 500 answer: for tests, in which it must not pass unnoticed."""
