"""Challenges of WWW-Authenticate (RFC 9110, section 11.6.1): several in one value, in any case."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_ELEMENT = re.compile(rf"(?:{_QUOTED}|[^\",])+")
"""What stands between two commas; a comma within quotation marks separates nothing."""
_PARAMETER = re.compile(rf"({_NAME})[ \t]*=[ \t]*([^\s\",=][^\s\",]*|{_QUOTED})")
"""Some servers leave out the quotation marks that a URL needs; it is read all the same."""
_SCHEME = re.compile(rf"({_NAME})(?: +(.*))?")
_TOKEN68 = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Challenge:
    """One way to be let in."""

    scheme: str
    """In lower case."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """By name in lower case; of a name that occurs twice, the first value."""


def challenges(value: str) -> tuple[Challenge, ...]:
    """Return the challenges of a header; repeated lines come joined by commas.

    Raises ValueError if the value is none that RFC 9110 admits.
    """
    found: list[tuple[str, dict[str, str]]] = []
    for element in _elements(value):
        rest = element
        if not _PARAMETER.fullmatch(element):
            scheme, rest = _scheme_and_rest(element)
            found.append((scheme, {}))
        if rest and not (rest != element and _TOKEN68.fullmatch(rest)):
            name, stated = _parameter(rest)
            _latest(found).setdefault(name, stated)
    return tuple(Challenge(scheme, parameters) for scheme, parameters in found)


def bearer_challenges(value: str) -> list[Challenge]:
    """Return the challenges of the scheme Bearer; raises ValueError as `challenges` does."""
    return [one for one in challenges(value) if one.scheme == "bearer"]


def _elements(value: str) -> Iterator[str]:
    """Yield what stands between commas, save what is empty (RFC 9110, section 5.6.1.2)."""
    at = 0
    while at < len(value):
        found = _ELEMENT.match(value, at)
        if found is None and value[at] != ",":
            raise ValueError(f"a quoted text without an end: {value[at:]!r}")
        element = found[0].strip(" \t") if found else ""
        at = found.end() if found else at + 1
        if element:
            yield element


def _scheme_and_rest(element: str) -> tuple[str, str]:
    found = _SCHEME.fullmatch(element)
    if found is None:
        raise ValueError(f"neither a challenge nor a parameter: {element!r}")
    return found[1].lower(), (found[2] or "").strip(" \t")


def _parameter(text: str) -> tuple[str, str]:
    found = _PARAMETER.fullmatch(text)
    if found is None:
        raise ValueError(f"no parameter of a challenge: {text!r}")
    stated = found[2]
    return found[1].lower(), _ESCAPED.sub(r"\1", stated[1:-1]) if stated[0] == '"' else stated


def _latest(found: list[tuple[str, dict[str, str]]]) -> dict[str, str]:
    if not found:
        raise ValueError("a parameter before any scheme")
    return found[-1][1]
