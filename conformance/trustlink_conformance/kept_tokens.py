"""Describe the access tokens that a run holds: for whom, with which scopes, and how long."""

from dataclasses import dataclass, field

from trustlink_conformance.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Wanted:
    """What makes two tokens the same: the client, and the scopes that are asked for."""

    client: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A token, how long it is good by the session's clock, and the exchange that brought it."""

    token: str = field(repr=False)
    until: float
    exchange: Exchange = field(repr=False)
    granted: frozenset[str] | None
    """The scopes that the site says it has; None: those that were asked for."""

    def has(self, scope: str) -> bool:
        """Return whether the token has the scope, as far as the site says."""
        return not scope or self.granted is None or scope in self.granted


@dataclass(frozen=True, slots=True)
class Held:
    """A token that may be sent, and the label that says whose it is, and of which scope alone."""

    label: str
    token: str = field(repr=False)
