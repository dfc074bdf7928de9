"""Home of what a site announces: text of a stranger, checked or made harmless, bounded. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trustlink.errors import IdentifierError
from trustlink.identifiers import parse_uscc
from trustlink.requirement import PROFILES
from trustlink.safe_text import harmless
from trustlink_conformance.addresses import origin_of
from trustlink_conformance.declare import Mode
from trustlink_conformance.published import published_suppliers
from trustlink_conformance.shown import shortened

_MOST_SUPPLIERS = 100
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Announced:
    """What a site says of itself, as far as it can be used; empty without discovery."""

    document: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def suppliers(self) -> tuple[str, ...]:
        """The suppliers whose codes are sound."""
        entries = self._listed("suppliers")[:_MOST_SUPPLIERS]
        return tuple(dict.fromkeys(code for entry in entries for code in _sound(entry)))

    @property
    def profiles(self) -> tuple[str, ...]:
        """The profiles that the contract knows; core is always among them."""
        announced = self._listed("profiles")
        return tuple(name for name in PROFILES if name == "core" or name in announced)

    @property
    def has_token_endpoint(self) -> bool:
        """Whether tokens are had from an endpoint, or in another way; the former if not known."""
        return not self.document or isinstance(self.document.get("tokenEndpoint"), str)

    @property
    def mode(self) -> Mode:
        """`sandbox` if it answers about the published suppliers, else `live`."""
        is_sandbox = self.document.get("environment") == "SANDBOX"
        return "sandbox" if is_sandbox and {*self.suppliers} & {*published_suppliers()} else "live"

    @property
    def operator(self) -> str:
        """Who says to answer, fit for one line of a comment."""
        operator = self.document.get("operator")
        return self._shown(operator.get("name")) if isinstance(operator, dict) else ""

    def foreign_origins(self, own: str) -> tuple[str, ...]:
        """Return the origins of tokenEndpoint and keysUri that are not the site's own."""
        urls = (self.document.get(member) for member in ("tokenEndpoint", "keysUri"))
        found = (origin for url in urls if isinstance(url, str) for origin in _origin(url))
        return tuple(dict.fromkeys(origin for origin in found if origin != own))

    def _listed(self, member: str) -> list[Any]:
        value = self.document.get(member)
        return value if isinstance(value, list) else []

    def _shown(self, value: object) -> str:
        return harmless(shortened(value, _LONGEST)) if isinstance(value, str) else ""


def _sound(entry: object) -> tuple[str, ...]:
    try:
        return (str(parse_uscc(entry)),) if isinstance(entry, str) else ()
    except IdentifierError:
        return ()


def _origin(url: str) -> tuple[str, ...]:
    try:
        found = origin_of(url)
    except ValueError:
        return ()
    return (found,) if found.isascii() and found.isprintable() and len(found) <= _LONGEST else ()
