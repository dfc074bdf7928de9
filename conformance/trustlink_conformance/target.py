"""Home of the target: which site is judged, in which mode, with which credentials and subjects."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from trustlink_conformance.addresses import Addresses, WellKnown, is_loopback_host, origin_of
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.connection import Connection
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

DEFAULT_MAX_AGE = 30 * 86_400.0
"""Seconds for which a sandbox run may be rested on, unless the target file says otherwise."""

SUBJECT_ROLES = (
    "suppliers",
    "unknown",
    "consenting",
    "withheld",
    "with_notices",
    "with_past_notices",
    "without_notices",
    "with_rebates",
    "without_rebates",
    "rated",
    "customs_rated",
    "rating_begun",
    "rating_ended",
    "with_aeo_code",
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
    """What the contract's paths are appended to: its origin, or more; no slash at the end."""
    mode: Mode = "sandbox"
    allow_origins: tuple[str, ...] = ()
    credentials: tuple[Credential, ...] = field(default=(), repr=False)
    subjects: tuple[tuple[str, tuple[str, ...]], ...] = ()
    requesters: tuple[Requester, ...] = ()
    synthetic: tuple[str, ...] = field(default=(), repr=False)
    """Requester numbers that are published, and so may be written as they are."""
    bounds: Bounds = field(default_factory=Bounds)
    public_url: str = ""
    """How its clients write the URL, if they reach the site on another way."""
    well_known: WellKnown = "origin"
    connection: Connection = field(default_factory=Connection)
    file: str = ""
    """The target file as it was named; empty without one."""
    lines: tuple[tuple[str, int], ...] = field(default=(), repr=False)
    """Where the keys stand in it, by their dotted names."""
    absent_credentials: tuple[str, ...] = ()
    """Labels of the clients that the tester says there are none of."""
    sandbox_max_age: float = DEFAULT_MAX_AGE
    """Seconds after which the report of a sandbox run is too old to rest on."""

    @property
    def addresses(self) -> Addresses:
        """Where the site is asked, and where its clients know it to be."""
        return Addresses(self.url, self.public_url or self.url, self.well_known)

    @property
    def origin(self) -> str:
        """Scheme, host and port that are asked."""
        return origin_of(self.url)

    @property
    def is_loopback(self) -> bool:
        """Whether the target runs on this machine."""
        return is_loopback_host(urlsplit(self.url).hostname or "")

    def credential(self, label: str) -> Credential | None:
        """Return the credential of that label, if it is configured."""
        return next((entry for entry in self.credentials if entry.label == label), None)

    def place(self, key: str) -> str:
        """Return file, line and key of a setting, or where it would have to be added."""
        where, lines = self.file or "the target file", dict(self.lines)
        outer = key
        while outer and outer not in lines:
            outer = outer.rpartition(".")[0]
        if outer == key:
            return f"{where}:{lines[key]}: {key}"
        return f"{key} in {where}"

    @property
    def absent(self) -> tuple[str, ...]:
        """The settings that say there is none, as `subjects.with_notices`; in live mode only.

        A sandbox has the published suppliers and clients, whatever the tester's own site has.
        """
        if self.mode == "sandbox":
            return ()
        roles = [f"subjects.{role}" for role, suppliers in self.subjects if not suppliers]
        return (*roles, *(f"credentials.{label}" for label in self.absent_credentials))

    @property
    def subjects_in_roles(self) -> tuple[str, ...]:
        """The suppliers that are given for any role but `unknown`, each once."""
        found = (one for role, given in self.subjects if role != "unknown" for one in given)
        return tuple(dict.fromkeys(found))

    def subjects_of(self, role: str) -> tuple[str, ...]:
        """Return the suppliers given for a role; empty if none is."""
        return dict(self.subjects).get(role, ())
