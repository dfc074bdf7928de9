"""What an operation demands of its callers: ways to be let in, and how two of them compare."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from trustlink.comparison.library import Library, Node
from trustlink.inspection.fault import one_line

_BEARER = "bearer token"
_TOKENS = ("oauth2", "openIdConnect")


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to be let in: every credential of it is needed. None at all means open to anybody."""

    node: Node
    scopes: Mapping[str, frozenset[str]]
    """By kind of credential, whatever its name in the document: the scopes that it needs."""
    grants: Mapping[str, str] = field(default_factory=dict)
    """How a token is got: by flow of OAuth 2.0, where from; empty if that is not said."""

    def __str__(self) -> str:
        """Return the way in words."""
        words = [
            one_line(f"{kind} {' '.join(sorted(s))}").strip() for kind, s in self.scopes.items()
        ]
        return " and ".join(words) or "no credential"

    def is_met_by(self, other: "Alternative", *, with_scopes: bool = True) -> bool:
        """Return whether who can go the other way can go this one."""
        return all(
            kind in other.scopes and (not with_scopes or needed <= other.scopes[kind])
            for kind, needed in self.scopes.items()
        )


def alternatives_of(library: Library, operation: Node) -> tuple[Alternative, ...]:
    """Return the ways into an operation: its own, or those of the whole document."""
    home = operation if "security" in operation.object else library.top
    ways = tuple(_alternative(library, way) for way in home.items("security"))
    return ways or (Alternative(operation, {}),)


def _alternative(library: Library, way: Node) -> Alternative:
    found: dict[str, frozenset[str]] = {}
    grants: dict[str, str] = {}
    for name, scopes in way.object.items():
        kind = _kind(library, str(name))
        texts = scopes if isinstance(scopes, list) else []
        found[kind] = found.get(kind, frozenset()) | frozenset(map(str, texts))
        grants |= _grants(_scheme(library, str(name)))
    return Alternative(way, found, grants)


def _scheme(library: Library, name: str) -> Node:
    return library.followed(library.top.child("components", "securitySchemes", name))


def _grants(scheme: Node) -> dict[str, str]:
    if scheme.object.get("type") != "oauth2":
        return {}
    return {name: " ".join(_addresses(flow)) for name, flow in scheme.members("flows")}


def _addresses(flow: Node) -> Iterator[str]:
    for name in ("authorizationUrl", "deviceAuthorizationUrl", "tokenUrl", "refreshUrl"):
        if name in flow.object:
            yield f"{name} {flow.object[name]}"


def _kind(library: Library, name: str) -> str:
    scheme = _scheme(library, name).object
    return _BEARER if _is_bearer(scheme) else " ".join(_words(scheme, name))


def _is_bearer(scheme: Mapping[str, object]) -> bool:
    is_http = scheme.get("type") == "http" and str(scheme.get("scheme")).lower() == "bearer"
    return scheme.get("type") in _TOKENS or is_http


def _words(scheme: Mapping[str, object], name: str) -> Iterator[str]:
    yield str(scheme.get("type", f"unknown scheme {name}"))
    for member in ("scheme", "in", "name"):
        if member in scheme:
            yield str(scheme[member])
