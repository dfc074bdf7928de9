"""Home of the watched rules: on which of them the honest mock calls to answer a request.

A defect that puts another rule in the place of one changes no answer for which nobody asked it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from trustlink_mock.answers import Rules
from trustlink_mock.chance import OCCASION
from trustlink_mock.substitutions import Joint

_NAMES = tuple(one.name for one in fields(Rules))
Called = Mapping[str, frozenset[str]]
"""The names of the rules that were called, by the occasion: "" is that of making the site."""


@dataclass
class WatchedRules:
    """Is the substitution that notes each call of a rule, and changes nothing."""

    joint: Joint = Joint.RULES
    operation: str | None = None
    refusals_too: bool = False
    _called: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def called(self) -> Called:
        """What was noted so far."""
        return {occasion: frozenset(names) for occasion, names in self._called.items()}

    def substitute(self, honest: Rules) -> Rules:
        """Return the same rules, each with somebody at its side who takes notes."""
        noted = {name: self._noted(name, getattr(honest, name)) for name in _NAMES}
        return replace(honest, **noted)

    def _noted(self, name: str, rule: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            self._called[OCCASION.get()].add(name)
            return rule(*args, **options)

        return call


def rules_changed_by(substitute: Callable[[Rules], Rules]) -> frozenset[str]:
    """Return the names of the rules that a substitution at their joint exchanges."""
    honest = Rules()
    other = substitute(honest)
    return frozenset(name for name in _NAMES if getattr(other, name) is not getattr(honest, name))
