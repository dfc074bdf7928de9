"""Home of the conditions: what the users of a sandbox have chosen for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from trustlink_mock.answers.vocabulary import JsonObject
from trustlink_mock.clock import Hands
from trustlink_mock.sandboxes.quota import Quota


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Are what the users of a sandbox have chosen, beside its time."""

    defects: tuple[str, ...] = ()
    suppliers: Mapping[str, JsonObject] = field(default_factory=dict, repr=False)
    """Facts that were put in, by code."""
    quota: Quota | None = None
    silent_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Is all that can be changed of a sandbox; None is what it was started with."""

    hands: Hands | None = None
    conditions: Conditions | None = None
    resets: int = 0
    """How often it was reset; a sandbox leaves the counting to its shelf."""
