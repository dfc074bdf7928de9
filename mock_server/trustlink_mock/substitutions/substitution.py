"""Home of the substitution: what a defect and a variant have in common, and how one is found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Protocol, TypeVar

from trustlink.errors import UserError
from trustlink_mock.substitutions.joint import Joint

Value = TypeVar("Value")
Found = TypeVar("Found")


class Substitution(Protocol):
    """Is a function that stands in, at one joint, for what is honest there."""

    @property
    def joint(self) -> Joint:
        """Where it stands."""

    @property
    def operation(self) -> str | None:
        """The only operation whose requests or replies are changed; None is every one."""

    @property
    def refusals_too(self) -> bool:
        """Whether replies from 400 on are changed as well; without it they stay as they are."""

    @property
    def substitute(self) -> Callable[..., Any]:
        """What is called with the honest thing, and returns the other."""


@dataclass(frozen=True, slots=True)
class Substitutions:
    """Are the substitutions in one application, in the order of their composition."""

    chosen: tuple[Substitution, ...] = ()

    def at(self, joint: Joint) -> tuple[Substitution, ...]:
        """Return the substitutions at a joint."""
        return tuple(one for one in self.chosen if one.joint is joint)

    def applied(self, joint: Joint, honest: Value) -> Value:
        """Return what stands at a joint: the honest thing, or what is made of it."""
        for one in self.at(joint):
            honest = one.substitute(honest)
        return honest


def find(name: str, known: Mapping[str, Found], *, noun: str, listed_by: str) -> Found:
    """Return what is known by a name; raises UserError, with near matches, for an unknown one."""
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=3, cutoff=0.4)
    near = near or [one for one in known if one.startswith(name)]
    hint = f"Did you mean {' or '.join(near)}?" if near else f"{listed_by} names them all."
    raise UserError(f"there is no {noun} {name!r}", hint=hint)
