"""The domain of a requirement: the operations for which its sentence holds, as a selector.

    domain   = term *(" + " term)                     every operation that one of the terms selects
    term     = operationId / "operations" *filter     one operation / those that pass every filter
    filter   = "[" name ["=" value] "]"

`FILTERS` says what each filter means. It is decided by the contract alone, so an overlay that
changes an operation changes what is selected.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache

from trustlink.contract import METHODS
from trustlink.errors import UserError
from trustlink.facets import Facets

FILTERS: Mapping[str, str] = {
    **{method: f"the method is {method.upper()}" for method in METHODS},
    "security": "a token can be sent; with a value, one of that scope",
    "profile": "x-profile has the value",
    "path": "the path starts with the value, which ends with a slash",
    "parameter": "a parameter of path, query or header has the value as its name",
    "accepts": "the request body uses the component schema",
    "responds": "a response has the value as its status, or uses the component schema",
}
"""Each filter, with what it lets pass."""

_ALL = "operations"
_TERM = re.compile(r"(?P<name>[a-z][A-Za-z0-9]*)(?P<filters>(?:\[[^\[\]]+\])*)")
_FILTER = re.compile(r"\[([a-z]+)(?:=([^\[\]=]+))?\]")


class DomainError(UserError):
    """Is raised for a selector that is malformed, or that selects nothing of a contract."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Lets those operations pass that have the value among what they answer to the name."""

    name: str
    value: str

    def __str__(self) -> str:
        return f"[{self.name}={self.value}]" if self.value else f"[{self.name}]"

    def passes(self, facets: Facets) -> bool:
        """Return whether an operation passes."""
        return self.value in facets.get(self.name, ())


@dataclass(frozen=True, slots=True)
class Term:
    """One operation by its id, or all that pass every filter."""

    operation_id: str
    """Empty if the filters decide."""
    filters: tuple[Filter, ...] = ()

    def __str__(self) -> str:
        return self.operation_id or "".join([_ALL, *map(str, self.filters)])

    def selects(self, operation_id: str, facets: Facets) -> bool:
        """Return whether an operation is meant."""
        if self.operation_id:
            return operation_id == self.operation_id
        return all(one.passes(facets) for one in self.filters)


@dataclass(frozen=True, slots=True)
class Domain:
    """A selector, read. Made by `parse_domain`."""

    terms: tuple[Term, ...]
    text: str = field(repr=False)

    def __str__(self) -> str:
        return self.text

    def operations(self, facets: Mapping[str, Facets]) -> tuple[str, ...]:
        """Return the ids of the selected operations; raises DomainError if a term selects none."""
        for term in self.terms:
            if not any(term.selects(name, those) for name, those in facets.items()):
                raise DomainError(f"domain `{self}`: {_missed(term, facets)}")
        return tuple(
            name
            for name, those in facets.items()
            if any(term.selects(name, those) for term in self.terms)
        )


@cache
def parse_domain(text: str) -> Domain:
    """Read a selector; raises DomainError that names the part and what was expected."""
    return Domain(tuple(_term(part, text) for part in text.split(" + ")), text)


def _term(part: str, text: str) -> Term:
    matched = _TERM.fullmatch(part)
    if matched is None:
        raise DomainError(
            f"domain `{text}`: an operationId, or operations with filters in brackets, was "
            f"expected, found {part!r}",
            hint="For example `operations[get][parameter=uscc] + createVerification`.",
        )
    if matched["name"] != _ALL:
        if matched["filters"]:
            raise DomainError(f"domain `{text}`: filters go with `operations` alone, found {part}")
        return Term(matched["name"])
    return Term("", tuple(_filter(one, text) for one in re.findall(r"\[[^]]+\]", part)))


def _filter(part: str, text: str) -> Filter:
    matched = _FILTER.fullmatch(part)
    name, value = (matched[1], matched[2] or "") if matched else ("", "")
    if name not in FILTERS:
        known = ", ".join(FILTERS)
        raise DomainError(f"domain `{text}`: {part} is no filter; there are {known}")
    if bool(value) == (name in METHODS) and name != "security":
        expected = "no value" if value else "a value, as [profile=core],"
        raise DomainError(f"domain `{text}`: {expected} was expected at {part}")
    return Filter(name, value)


def _missed(term: Term, facets: Mapping[str, Facets]) -> str:
    """Say why a term selects nothing."""
    if term.operation_id:
        return f"there is no operation {term.operation_id}{_near(term.operation_id, facets)}"
    for one in term.filters:
        known = {value for those in facets.values() for value in those.get(one.name, ())}
        if one.value not in known:
            return f"no operation passes {one}{_near(one.value, known)}"
    return f"no operation passes all of {term}"


def _near(text: str, known: Iterable[str]) -> str:
    near = get_close_matches(text, sorted(known), n=3)
    return f"; near it: {', '.join(near)}" if near else ""
