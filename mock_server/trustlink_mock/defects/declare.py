"""Home of the declaration of a defect: one deliberate violation of one requirement.

A defect is a named substitution at one joint of the mock. The honest code never asks whether a
defect is on: the substitution is composed with it when the application is made.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum
from types import MappingProxyType
from typing import Any, TypeVar

from trustlink.errors import UserError

Value = TypeVar("Value")


class Joint(Enum):
    """Is a place where honest code lets itself be substituted, in the order of a request's way."""

    FACTS = "facts"
    """What the registers know of a supplier: Facts -> Facts."""
    POLICY = "policy"
    """What the site announces and goes by: discovery document -> discovery document."""
    DATES = "dates"
    """Which day it is, and which days may be asked about: instant -> Askable, both sides."""
    RULES = "rules"
    """How facts become answers: Rules -> Rules."""
    SEAL = "seal"
    """How a verification is completed before it is kept: Seal -> Seal."""
    VERIFICATIONS = "verifications"
    """What is kept of verifications, and for whom: Verifications -> Verifications."""
    ATTEMPTS = "attempts"
    """What is remembered by Idempotency-Key: Attempts -> Attempts."""
    AUTHORIZATION = "authorization"
    """Who may ask: Authorize -> Authorize."""
    REQUEST = "request"
    """A request before it is read and validated: Asked -> Asked."""
    RESPONSE = "response"
    """A reply before it is validated: Reply, Visit -> Reply."""
    WIRE = "wire"
    """A reply after it is validated: Reply, Visit -> Reply."""
    EDGE = "edge"
    """A reply to what no operation has, path or method: Reply, Visit -> Reply."""


@dataclass(frozen=True, slots=True)
class Defect:
    """Is one deliberate violation."""

    defect_id: str
    """The requirement's id and the name of the violation: VIO-04-exclusive-boundary."""
    requirement: str
    sentence: str
    """What the site does wrong."""
    joint: Joint
    operation: str | None
    """The only operation whose requests or replies are changed; None is every one."""
    also: Mapping[str, str]
    """Other requirements that it violates by necessity, each with the reason; at most three."""
    substitute: Callable[..., Any] = field(repr=False)
    refusals_too: bool = False
    """Whether refusals and 304 are changed as well; without it they stay as they are."""


_DECLARED: dict[str, Defect] = {}


def defect(  # noqa: PLR0913 -- the parts of a declaration, most of them optional and by name
    requirement: str,
    sentence: str,
    *,
    joint: Joint,
    operation: str | None = None,
    also: Mapping[str, str] | None = None,
    refusals_too: bool = False,
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Declare the decorated substitution as a defect; its name is the second part of the id."""

    def declare(substitute: Callable[..., Value]) -> Callable[..., Value]:
        defect_id = f"{requirement}-{substitute.__name__.replace('_', '-')}"
        if defect_id in _DECLARED:
            raise ValueError(f"the defect {defect_id} is declared twice")
        _DECLARED[defect_id] = Defect(
            defect_id, requirement, sentence, joint, operation,
            MappingProxyType(dict(also or {})), substitute, refusals_too,
        )  # fmt: skip
        return substitute

    return declare


def declared() -> tuple[Defect, ...]:
    """Return the defects declared so far, by requirement and name."""
    return tuple(_DECLARED[defect_id] for defect_id in sorted(_DECLARED))


@dataclass(frozen=True, slots=True)
class Defects:
    """Are the defects that one application commits; none makes it honest."""

    chosen: tuple[Defect, ...] = ()

    def at(self, joint: Joint) -> tuple[Defect, ...]:
        """Return the defects at a joint."""
        return tuple(one for one in self.chosen if one.joint is joint)

    def applied(self, joint: Joint, honest: Value) -> Value:
        """Return what stands at a joint: the honest thing, or what the defects make of it."""
        for one in self.at(joint):
            honest = one.substitute(honest)
        return honest


def choose(defect_ids: Iterable[str], known: Iterable[Defect]) -> Defects:
    """Return the defects of these ids; raises UserError, with near matches, for an unknown one."""
    by_id = {one.defect_id: one for one in known}
    return Defects(tuple(_found(defect_id, by_id) for defect_id in defect_ids))


def _found(defect_id: str, known: Mapping[str, Defect]) -> Defect:
    if defect_id in known:
        return known[defect_id]
    near = get_close_matches(defect_id, known, n=3, cutoff=0.4)
    near = near or [one for one in known if one.startswith(defect_id)]
    hint = f"Did you mean {' or '.join(near)}?" if near else "`list_defects()` names them all."
    raise UserError(f"there is no defect {defect_id!r}", hint=hint)
