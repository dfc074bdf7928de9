"""Home of the target: which site is judged, in which mode, with which credentials and subjects."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from trustlink.errors import UserError
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.declare import Mode
from trustlink_conformance.requester import Requester

MAIN_CREDENTIAL = "importer-a"
"""The client that questions are asked with unless a check says otherwise."""

CREDENTIAL_LABELS = (
    MAIN_CREDENTIAL,
    "importer-b",
    "verify-only",
    "quota-used-up",
    "expired-tokens",
    "foreign-audience",
)
"""The clients that checks ask for: two with both scopes, and one for each special situation."""

SUBJECT_ROLES = (
    "suppliers",
    "unknown",
    "withheld",
    "with_notices",
    "without_notices",
    "with_rebates",
    "without_rebates",
    "rated",
    "unrated",
)
"""What a supplier can be given for in [subjects]; `suppliers` are those asked about in general."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A client of the target: an id with its secret, or a ready-made access token."""

    label: str
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ()
    published: bool = False
    """Whether it comes from the published fixtures, not from the tester."""


@dataclass(frozen=True, slots=True)
class Target:
    """The site under test and what the tester gives for it; made by `target_file.read_target`."""

    url: str
    """Its origin: scheme, host and port, without a slash at the end."""
    mode: Mode = "sandbox"
    allow_origins: tuple[str, ...] = ()
    credentials: tuple[Credential, ...] = field(default=(), repr=False)
    subjects: tuple[tuple[str, tuple[str, ...]], ...] = ()
    requesters: tuple[Requester, ...] = ()
    synthetic: tuple[str, ...] = field(default=(), repr=False)
    """Requester numbers that are published, and so may be written as they are."""
    bounds: Bounds = field(default_factory=Bounds)

    @property
    def is_loopback(self) -> bool:
        """Whether the target runs on this machine."""
        return is_loopback_host(urlsplit(self.url).hostname or "")

    def credential(self, label: str) -> Credential | None:
        """Return the credential of that label, if it is configured."""
        return next((entry for entry in self.credentials if entry.label == label), None)

    def subjects_of(self, role: str) -> tuple[str, ...]:
        """Return the suppliers given for a role; empty if none is."""
        return dict(self.subjects).get(role, ())


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


def checked_origin(text: str, *, what: str) -> str:
    """Return the origin that a tester gave; raises UserError for anything more or less.

    Plain http is taken on loopback only: client secrets and tokens would be readable on the way.
    So a site that offers nothing but http can't be judged at all, and SEC-04 says why.
    """
    try:
        origin = origin_of(text)
    except ValueError as error:
        raise UserError(f"{what}: {error}, found {text!r}") from error
    parts = urlsplit(text)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise UserError(
            f"{what}: an origin alone was expected, found {text!r}",
            hint=f"All paths of the contract start at the origin: give {origin}.",
        )
    if parts.scheme == "http" and not is_loopback_host(parts.hostname or ""):
        raise UserError(
            f"{what}: https was expected, found {text!r}",
            hint="Plain http is taken on loopback only: it would show client secrets (SEC-04).",
        )
    return origin


def is_loopback_host(host: str) -> bool:
    """Return whether a host is this machine, by its spelling alone."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
