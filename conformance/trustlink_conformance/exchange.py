"""Home of the exchange: one request and its answer, or the failure that came instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

from trustlink.json_text import JsonDocument, JsonFault, read_json
from trustlink_conformance.parsed import parsed
from trustlink_conformance.places import Place

Headers = tuple[tuple[str, str], ...]
"""Header lines in the order and spelling of the wire; a name may occur more than once."""

Phase = Literal["preflight", "discovery", "token", "check", "generated"]


class FailureKind(StrEnum):
    """Why there is no complete answer."""

    DNS = "dns"
    REFUSED = "refused"
    CONNECT = "connect"
    """No connection came about, or not in time."""
    TLS = "tls"
    EXPIRED = "expired-certificate"
    PROXY = "proxy"
    """The proxy that the tester named did not let the request through."""
    TIMEOUT = "timeout"
    CLOSED = "closed"
    PROTOCOL = "protocol"
    TOO_LARGE = "too-large"
    HEADERS_TOO_LARGE = "headers-too-large"
    ENCODING = "encoding"
    FOREIGN_ADDRESS = "foreign-address"


UNCONNECTED = (FailureKind.REFUSED, FailureKind.CONNECT, FailureKind.DNS)
"""No connection came about, so nothing was sent."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A transport error, told so that a stranger understands it."""

    kind: FailureKind
    message: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an exchange comes from: enough to judge it again."""

    check: str = ""
    phase: Phase = "check"
    operation: str = ""
    case: str = ""
    scenario: str = ""
    location: str = ""
    """Of a generated request: the part that was varied (query, path, header, body)."""
    invalid: bool = False
    """Of a generated request: whether it is invalid on the wire, too, and has to be refused."""
    seed: int | None = None
    subject: str = ""
    """The USCC that was asked about, if any."""
    renewed: bool = False
    """Whether it was sent once before, and refused, as its token had ended."""


@dataclass(frozen=True)
class Outgoing:
    """A request as it goes out; `credential` is the label of the one it carries.

    `importer-a`, or `importer-a/records` if its token was asked for with that scope alone.
    """

    method: str
    url: str
    headers: Headers = ()
    content: bytes | None = field(default=None, repr=False)
    credential: str = "none"

    @property
    def client(self) -> str:
        """The label of the client, without the scope that its token is bound to."""
        return self.credential.partition("/")[0]

    @cached_property
    def document(self) -> Any:
        """The JSON value that is sent; None if it is none, or one that can be read in two ways."""
        read = read_json(self.content or b"")
        return read.value if isinstance(read, JsonDocument) and not read.repeated else None

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """The header's fields by lower-case name; repeated lines joined by ", "."""
        return _joined(self.headers)


@dataclass(frozen=True, slots=True)
class Errand:
    """A request to be sent, and where it comes from."""

    request: Outgoing
    origin: Origin


@dataclass(frozen=True)
class Incoming:
    """An answer as it came in; the body is inflated, cut where a failure says so."""

    status: int
    headers: Headers
    body: bytes = field(default=b"", repr=False)
    wire_bytes: int = 0
    http_version: str = "HTTP/1.1"

    @property
    def document(self) -> JsonDocument | JsonFault:
        """The body as JSON, read once however many checks look at it."""
        return parsed(self.body).document

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """The header's fields by lower-case name; repeated lines joined by ", "."""
        return _joined(self.headers)

    @property
    def places(self) -> list[Place]:
        """Every value of the JSON body; [] if it is none."""
        return parsed(self.body).places


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came of it; ids count from 1 within a run."""

    id: int
    origin: Origin
    request: Outgoing
    response: Incoming | None
    failure: Failure | None
    started: datetime
    """UTC, by our clock."""
    seconds: float


def header_values(headers: Headers, name: str) -> tuple[str, ...]:
    """Return every value of a header, whatever the case of its name."""
    wanted = name.lower()
    return tuple([value for key, value in headers if key.lower() == wanted])


def _joined(headers: Headers) -> Mapping[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        joined[key] = f"{joined[key]}, {value}" if key in joined else value
    return joined
