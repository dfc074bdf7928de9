"""Home of the mock's clock: the only place where the mock reads the time."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

_INSTANT = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?Z")

Clock = Callable[[], datetime]
"""Returns the present instant in UTC."""


def system_clock() -> datetime:
    """Return the present instant of this machine."""
    return datetime.now(UTC)


def frozen_clock(instant: datetime) -> Clock:
    """Return a clock that stands still, so that two runs give the same answers.

    Raises ValueError for an instant without a UTC offset.
    """
    if instant.utcoffset() is None:
        raise ValueError(f"expected an instant with a UTC offset, found {instant!r}")
    frozen = instant.astimezone(UTC)
    return lambda: frozen


def parse_instant(text: str) -> datetime:
    """Read an instant in UTC, in parts of a second as well; raises ValueError."""
    if _INSTANT.fullmatch(text) is None:
        raise ValueError("an instant as 2026-09-01T04:00:00Z was expected")
    return datetime.fromisoformat(text)


def instant_text(instant: datetime) -> str:
    """Write an instant in whole seconds as the contract does, with a final Z (RFC 3339)."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
