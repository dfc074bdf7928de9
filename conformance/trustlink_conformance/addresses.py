"""Home of the addresses: where a site is asked, and where its clients know it to be. Pure.

The two differ where the tester reaches the site on another way than its clients do, past a gateway.
What the site hands out (tokenEndpoint, keysUri, Location) is written for its clients.
"""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urljoin, urlsplit

from trustlink.errors import UserError

DISCOVERY_PATH = "/.well-known/trustlink"
WELL_KNOWN = "/.well-known/"
WellKnown = Literal["origin", "url"]
"""Where the well-known paths start: at the origin (RFC 8615), or below the URL like all others."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Translates between paths of the contract, URLs that are asked, and URLs that clients see."""

    url: str
    """What all paths of the contract are appended to when the suite asks."""
    public_url: str
    """What clients append them to."""
    well_known: WellKnown = "origin"

    def url_of(self, path: str) -> str:
        """Return where a path of the contract (its query too) is asked."""
        return self._start(self.url, path.partition("?")[0]) + path

    def path_of(self, url: str) -> str | None:
        """Return the path of the contract that a URL asks; None if it is of no such place."""
        if self._is_well_known(url, self.url):
            start = self._start(self.url, WELL_KNOWN)
            return urlsplit(url).path.removeprefix(path_below(start))
        if not below(url, self.url):
            return None
        return urlsplit(url).path.removeprefix(path_below(self.url))

    def public(self, url: str) -> str:
        """Return how clients write a URL that is asked; as it is, if it is of another place."""
        return self._moved(url, self.url, self.public_url)

    def reached(self, url: str) -> str:
        """Return where a URL that clients see is asked; as it is, if it is of another place."""
        return self._moved(url, self.public_url, self.url)

    def located(self, asked: str, location: str) -> str:
        """Return a Location in the answer of a URL as clients read it; as it is, if it is none."""
        try:
            return urljoin(self.public(asked), location)
        except ValueError:
            return location

    def _start(self, base: str, path: str) -> str:
        at_origin = path.startswith(WELL_KNOWN) and self.well_known == "origin"
        return origin_of(base) if at_origin else base

    def _is_well_known(self, url: str, base: str) -> bool:
        start = self._start(base, WELL_KNOWN)
        return below(url, start) and urlsplit(url).path.startswith(path_below(start) + WELL_KNOWN)

    def _moved(self, url: str, old: str, new: str) -> str:
        if self._is_well_known(url, old):
            old, new = self._start(old, WELL_KNOWN), self._start(new, WELL_KNOWN)
        if old == new or not below(url, old):
            return url
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return f"{new}{parts.path.removeprefix(path_below(old))}{query}"


@lru_cache(maxsize=64)
def origin_of(url: str) -> str:
    """Return scheme, host and port of an http(s) URL, the port only if it is not the default.

    Raises ValueError for anything else, for a URL with a user name, and for a bad port.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an http or https URL with a host was expected")
    if parts.username is not None or parts.password is not None:
        raise ValueError("a URL with a user name or password is not taken")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    default = {"http": 80, "https": 443}[parts.scheme]
    port = "" if parts.port in (None, default) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


@lru_cache(maxsize=64)
def path_below(url: str) -> str:
    """Return the path of a URL without a slash at its end; empty for an origin."""
    return urlsplit(url).path.rstrip("/")


def below(url: str, base: str) -> bool:
    """Return whether a URL is the base or of a place below it."""
    try:
        is_same = origin_of(url) == origin_of(base)
    except ValueError:
        return False
    path, start = urlsplit(url).path, path_below(base)
    return is_same and (path == start or path.startswith(f"{start}/"))


def checked_origin(text: str, *, what: str) -> str:
    """Return the origin that a tester gave; raises UserError for anything more or less."""
    base = checked_url(text, what=what)
    if path_below(base):
        raise UserError(
            f"{what}: an origin alone was expected, found {text!r}",
            hint=f"Whole origins are allowed, no single paths: give {origin_of(base)}.",
        )
    return base


def checked_url(text: str, *, what: str) -> str:
    """Return the base URL that a tester gave, without a slash at the end; raises UserError.

    Plain http is taken on loopback only: client secrets and tokens would be readable on the way.
    So a site that offers nothing but http can't be judged at all, and SEC-04 says why.
    """
    try:
        origin = origin_of(text)
    except ValueError as error:
        found = f"{what}: {error}, found {_without_user(text)!r}"
        raise UserError(found, hint=_advice(text)) from None
    parts = urlsplit(text)
    _refuse_more_than_a_path(text, origin, what)
    if parts.scheme == "http" and not is_loopback_host(parts.hostname or ""):
        raise UserError(
            f"{what}: https was expected, found {text!r}",
            hint="Plain http is taken on loopback only: it would show client secrets (SEC-04).",
        )
    return origin + parts.path.rstrip("/")


def is_loopback_host(host: str) -> bool:
    """Return whether a host is this machine, by its spelling alone."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse_more_than_a_path(text: str, origin: str, what: str) -> None:
    parts = urlsplit(text)
    segments = parts.path.split("/")
    is_plain = all(sign.isascii() and sign.isprintable() and sign != " " for sign in parts.path)
    if parts.query or parts.fragment or not is_plain or {".", ".."} & set(segments):
        raise UserError(
            f"{what}: an origin, or an origin and a plain path, was expected, found {text!r}",
            hint=f"Paths of the contract are appended to it: {origin} or {origin}/some/prefix.",
        )
    if DISCOVERY_PATH in parts.path or "/trustlink/v1" in parts.path:
        start = parts.path.partition(DISCOVERY_PATH)[0].partition("/trustlink/v1")[0]
        raise UserError(
            f"{what}: the start of all paths was expected, found {text!r}",
            hint=f"The suite appends the contract's paths itself: give {origin}{start}.",
        )


def _advice(text: str) -> str:
    if "://" not in text and text and " " not in text:
        return f"Write the scheme as well: https://{_without_user(text)}"
    return ""


def _without_user(text: str) -> str:
    """Return a URL as it may be shown: what stands before an @ can be a password."""
    head, sign, host = text.rpartition("@")
    return f"{head.partition('://')[0]}://[…]@{host}" if sign and "://" in head else text
