"""Home of the declaration of a defect: one deliberate violation of one requirement.

A defect is a named substitution at one joint of the mock.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from trustlink_mock.substitutions import Joint, Substitutions, find

__all__ = ["Defect", "Joint", "choose", "declared", "defect"]

Value = TypeVar("Value")


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
    generated: tuple[str, ...] = ()
    """The operations whose generated requests are needed to see it; none where a check does."""


_DECLARED: dict[str, Defect] = {}


def defect(  # noqa: PLR0913 -- the parts of a declaration, most of them optional and by name
    requirement: str,
    sentence: str,
    *,
    joint: Joint,
    operation: str | None = None,
    also: Mapping[str, str] | None = None,
    refusals_too: bool = False,
    generated: tuple[str, ...] = (),
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Declare the decorated substitution as a defect; its name is the second part of the id."""

    def declare(substitute: Callable[..., Value]) -> Callable[..., Value]:
        defect_id = f"{requirement}-{substitute.__name__.replace('_', '-')}"
        if defect_id in _DECLARED:
            raise ValueError(f"the defect {defect_id} is declared twice")
        _DECLARED[defect_id] = Defect(
            defect_id, requirement, sentence, joint, operation,
            MappingProxyType(dict(also or {})), substitute, refusals_too, generated,
        )  # fmt: skip
        return substitute

    return declare


def declared() -> tuple[Defect, ...]:
    """Return the defects declared so far, by requirement and name."""
    return tuple(_DECLARED[defect_id] for defect_id in sorted(_DECLARED))


def choose(defect_ids: Iterable[str], known: Iterable[Defect]) -> Substitutions:
    """Return the defects of these ids; raises UserError, with near matches, for an unknown one."""
    by_id = {one.defect_id: one for one in known}
    names = {"noun": "defect", "listed_by": "`trustlink defects`"}
    return Substitutions(tuple(find(defect_id, by_id, **names) for defect_id in defect_ids))
