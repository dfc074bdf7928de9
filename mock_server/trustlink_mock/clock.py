"""Home of the mock's clock: the only place where the mock reads the time."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

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


EARLIEST = datetime(2022, 1, 1, tzinfo=UTC)
"""Before that, discovery's earliestAsOf would lie in the future."""
LATEST = datetime(2099, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Hands:
    """Are how a settable clock is set."""

    offset: timedelta
    stopped_at: datetime | None


@dataclass(slots=True)
class SettableClock:
    """Is a clock that can be set and moved while it is in use; by itself it shows another's time.

    Setting and moving raise ValueError for an instant outside of EARLIEST to LATEST.
    """

    base: Clock = system_clock
    offset: timedelta = timedelta(0)
    stopped_at: datetime | None = None

    def __call__(self) -> datetime:
        """Return the instant that it shows."""
        return self.stopped_at or self.base() + self.offset

    @property
    def hands(self) -> Hands:
        """How it is set."""
        return Hands(self.offset, self.stopped_at)

    def turn_to(self, hands: Hands) -> None:
        """Set it as another one is set."""
        self.offset, self.stopped_at = hands.offset, hands.stopped_at

    def set_to(self, instant: datetime) -> None:
        """Show this instant now; the clock runs on, or stands still, as before."""
        if not EARLIEST <= instant <= LATEST:
            raise ValueError(f"from {EARLIEST.date()} to {LATEST.date()}")
        if self.stopped_at is None:
            self.offset = instant - self.base()
        else:
            self.stopped_at = instant.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move ahead."""
        if by > LATEST - self():
            raise ValueError(f"not beyond {LATEST.date()}")
        self.set_to(self() + by)

    def stop(self) -> None:
        """Stand still at the present instant."""
        self.stopped_at = self()

    def run(self) -> None:
        """Run on from the present instant."""
        if self.stopped_at is not None:
            self.offset, self.stopped_at = self.stopped_at - self.base(), None


def parse_instant(text: str) -> datetime:
    """Read an instant in UTC, in parts of a second as well; raises ValueError."""
    if _INSTANT.fullmatch(text) is None:
        raise ValueError("an instant as 2026-09-01T04:00:00Z was expected")
    return datetime.fromisoformat(text)


def instant_text(instant: datetime) -> str:
    """Write an instant in whole seconds as the contract does, with a final Z (RFC 3339)."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
