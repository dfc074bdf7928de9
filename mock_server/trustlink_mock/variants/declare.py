"""Home of the declaration of a variant: one harmless difference that a conforming site may have.

A variant is a named substitution at one joint of the mock, as a defect is; the suite has to call
the site CONFORMANT all the same.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from trustlink_mock.substitutions import Joint, Substitutions, find

__all__ = ["Joint", "Variant", "choose", "declared", "variant"]

Value = TypeVar("Value")
Mode = Literal["sandbox", "live"]


@dataclass(frozen=True, slots=True)
class Variant:
    """Is one harmless difference."""

    variant_id: str
    """The name of the difference: page-of-seven."""
    requirement: str
    """The requirement that it could be mistaken to violate, and keeps."""
    sentence: str
    """What the site does otherwise, and may do."""
    joint: Joint
    operation: str | None
    """The only operation whose requests or replies are changed; None is every one."""
    warned: Mapping[str, str]
    """Each SHOULD that it leaves out by design, with the reason: the suite warns of it."""
    untested: Mapping[str, str]
    """Each requirement that can't be tested on such a site, with the reason."""
    only: Mode | None
    """The only mode in which such a site can be judged; None is both."""
    substitute: Callable[..., Any] = field(repr=False)
    refusals_too: bool = True
    """Whether replies from 400 on are changed as well; without it they stay as they are."""
    version: str = ""
    """The later version of the contract that it announces; empty if it announces ours."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Let the site announce another version of the contract."""

    version: str
    joint: Joint = Joint.POLICY
    operation: str | None = None
    refusals_too: bool = False

    @property
    def substitute(self) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
        """What makes of the discovery document one that announces the version."""
        return lambda honest: {**honest, "contractVersion": self.version}


_DECLARED: dict[str, Variant] = {}


def variant(  # noqa: PLR0913 -- the parts of a declaration, most of them optional and by name
    requirement: str,
    sentence: str,
    *,
    joint: Joint,
    operation: str | None = None,
    warned: Mapping[str, str] | None = None,
    untested: Mapping[str, str] | None = None,
    only: Mode | None = None,
    refusals_too: bool = True,
    version: str = "",
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Declare the decorated substitution as a variant; its id is the function's name."""

    def declare(substitute: Callable[..., Value]) -> Callable[..., Value]:
        variant_id = substitute.__name__.replace("_", "-")
        if variant_id in _DECLARED:
            raise ValueError(f"the variant {variant_id} is declared twice")
        _DECLARED[variant_id] = Variant(
            variant_id, requirement, sentence, joint, operation,
            MappingProxyType(dict(warned or {})), MappingProxyType(dict(untested or {})),
            only, substitute, refusals_too, version,
        )  # fmt: skip
        return substitute

    return declare


def declared() -> tuple[Variant, ...]:
    """Return the variants declared so far, by name."""
    return tuple(_DECLARED[variant_id] for variant_id in sorted(_DECLARED))


def choose(variant_ids: Iterable[str], known: Iterable[Variant]) -> Substitutions:
    """Return the variants of these ids; raises UserError, with near matches, for an unknown one."""
    by_id = {one.variant_id: one for one in known}
    names = {"noun": "variant", "listed_by": "`trustlink variants`"}
    chosen = [find(variant_id, by_id, **names) for variant_id in variant_ids]
    versions = [Announcement(one.version) for one in chosen if one.version]
    return Substitutions((*chosen, *versions))
