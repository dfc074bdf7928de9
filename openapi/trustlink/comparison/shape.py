"""The shape of a schema: what its keywords say together, in one form for every dialect.

The bounds, types and values are written alike whatever dialect the schema is in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from trustlink.comparison.library import Node

LOWER = ("minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum")
UPPER = ("maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum")
Schema = tuple[Node, ...]
"""Schemas that a value has to fit all at once."""


@dataclass(frozen=True, slots=True)
class Choices:
    """A `oneOf` or `anyOf`: a value has to fit one of the schemas."""

    keyword: str
    schemas: tuple[Schema, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a schema says, with everything that it has to fit at once taken together."""

    nodes: Schema
    """The places that say it; the first one stands for it in a finding."""
    types: frozenset[str] | None = None
    """The JSON types that are admitted; None if nothing is said of them."""
    values: tuple[str, ...] | None = None
    """The enumeration, each value as canonical JSON."""
    formats: frozenset[str] = frozenset()
    patterns: frozenset[str] = frozenset()
    bounds: Mapping[str, float] = field(default_factory=dict)
    """Of each keyword of LOWER and UPPER, the strictest number."""
    is_unique: bool = False
    properties: Mapping[str, Schema] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    extra: Schema = ()
    """What `additionalProperties` demands of undescribed members."""
    is_closed: bool = False
    """Whether undescribed members are refused."""
    items: Schema = ()
    groups: tuple[Choices, ...] = ()
    opaque: Mapping[str, str] = field(default_factory=dict)
    """Keywords of which only equality can be seen, as canonical JSON."""
    hints: Mapping[str, str] = field(default_factory=dict)
    """Keywords that admit and refuse nothing, but that software goes by, as canonical JSON."""
    default: str | None = None
    """The value that stands for one that is not sent, as canonical JSON."""
    is_exact: bool = True
    """Whether the shape says all that the schemas say."""

    @property
    def says_nothing(self) -> bool:
        """Whether every value fits."""
        return replace(self, nodes=(), hints={}, default=None) == Shape(())


def together(one: Shape, other: Shape) -> Shape:
    """Return the shape of the values that fit both."""
    names = [*one.properties, *(name for name in other.properties if name not in one.properties)]
    return Shape(
        one.nodes,
        types=_common_types(one.types, other.types),
        values=_common_values(one.values, other.values),
        formats=one.formats | other.formats,
        patterns=one.patterns | other.patterns,
        bounds=_strictest(one.bounds, other.bounds),
        is_unique=one.is_unique or other.is_unique,
        properties={
            name: (*one.properties.get(name, ()), *other.properties.get(name, ())) for name in names
        },
        required=one.required | other.required,
        extra=(*one.extra, *other.extra),
        is_closed=one.is_closed or other.is_closed,
        items=(*one.items, *other.items),
        groups=(*one.groups, *other.groups),
        opaque=_both(one.opaque, other.opaque),
        hints={**other.hints, **one.hints},
        default=other.default if one.default is None else one.default,
        is_exact=one.is_exact and other.is_exact and not _interfere(one, other),
    )


def _interfere(one: Shape, other: Shape) -> bool:
    """Return whether a keyword of one schema is about members that only the other describes."""
    return _judges_others(one, other) or _judges_others(other, one)


def _judges_others(one: Shape, other: Shape) -> bool:
    has_extra = bool(one.extra) or one.is_closed
    return has_extra and not other.properties.keys() <= one.properties.keys()


def _both(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """Return the keywords of both; one that differs counts twice."""
    found = dict(one)
    for name, text in other.items():
        found[name] = text if found.get(name, text) == text else f"{found[name]} and {text}"
    return found


def _common_types(
    one: frozenset[str] | None, other: frozenset[str] | None
) -> frozenset[str] | None:
    return other if one is None else one if other is None else one & other


def _common_values(
    one: tuple[str, ...] | None, other: tuple[str, ...] | None
) -> tuple[str, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    return tuple(value for value in one if value in other)


def _strictest(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    found = dict(one)
    for name, value in other.items():
        choose = max if name in LOWER else min
        found[name] = choose(found[name], value) if name in found else value
    return found
