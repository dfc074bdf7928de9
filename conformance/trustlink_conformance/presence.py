"""Notice that a site is gone: it had answered, and now no connection to it comes about."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from trustlink_conformance.exchange import UNCONNECTED, Exchange
from trustlink_conformance.judgement import NotTestable

_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 2.0
_MOST_UNANSWERED = 10


@dataclass(frozen=True, slots=True)
class Gone:
    """A site that went away during a run."""

    answered: Exchange
    """The last exchange that it answered."""
    unanswered: tuple[Exchange, ...]
    """Those that were sent after it, or with it, and broke off without an answer."""
    refused: Exchange
    """The last attempt to connect."""
    attempts: int
    """How often in a row no connection came about."""

    def excuse(self) -> NotTestable:
        """Return what ends each check from now on."""
        failure = self.refused.failure.message if self.refused.failure else ""
        provide = "a site that stays up: start it again, and ask the rest with `--rerun`"
        if self.unanswered:
            provide = f"a site that stays up: see what exchange {self.unanswered[0].id} does to it"
        return NotTestable(
            f"the site is gone: {failure}, {self.attempts} times in a row; exchange "
            f"{self.answered.id} was the last that it answered",
            provide=provide,
        )


@dataclass
class Presence:
    """Knows what a site answered last, and what it did not answer since."""

    answered: Exchange | None = None
    unanswered: list[Exchange] = field(default_factory=list)

    def note(self, exchanges: Sequence[Exchange]) -> None:
        """Take what went out together."""
        answered = [one for one in exchanges if one.response is not None]
        broken = [one for one in exchanges if one.response is None and not is_unconnected(one)]
        if answered:
            self.answered = answered[-1]
            self.unanswered.clear()
        self.unanswered += broken[: _MOST_UNANSWERED - len(self.unanswered)]

    def gone(self, refused: Exchange, *, attempts: int) -> Gone | None:
        """Return what is known of a site that is gone; None if it never was there."""
        if self.answered is None:
            return None
        return Gone(self.answered, tuple(self.unanswered), refused, attempts)


def is_unconnected(exchange: Exchange) -> bool:
    """Return whether no connection came about: then nothing was sent, and it may be tried again."""
    return exchange.failure is not None and exchange.failure.kind in UNCONNECTED


def pause_after(attempt: int) -> float:
    """Return the seconds to wait before the next attempt; a site that restarts needs some."""
    return float(min(_FIRST_PAUSE * 2 ** (attempt - 1), _LONGEST_PAUSE))
