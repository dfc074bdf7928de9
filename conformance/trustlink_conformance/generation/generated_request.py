"""Home of the generated request: what is sent, what for, and what is said of its answer."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args
from urllib.parse import urlsplit

from trustlink.contract import Operation
from trustlink_conformance.exchange import Exchange, Headers
from trustlink_conformance.leaks import asked_text

Intent = Literal["acceptable", "refusable", "unknown-parameter"]
"""What a conforming site does: accepts it; refuses a part; refuses a query name it never heard."""

GENERATED_HEADERS = frozenset({"accept-language", "content-type"})
"""The headers that are generated; all others are the session's."""

_INTENTS: Mapping[str, Intent] = {name: name for name in get_args(Intent)}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What Schemathesis says against an answer; `kind` is the name of its failure class."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class GeneratedRequest:
    """One request; requests that are equal are the same on the wire."""

    method: str
    target: str
    """Path and query, percent-encoded."""
    headers: Headers = ()
    content: bytes | None = None
    intent: Intent = field(default="acceptable", compare=False)
    phase: str = field(default="", compare=False)
    scenario: str = field(default="", compare=False)
    place: str = field(default="", compare=False)
    """What is invalid, as far as one thing is: `path/uscc`, `query/from`, `query`, `body/stage`."""
    invalid: bool = field(default=False, compare=False)
    """Whether it is invalid on the wire, too: what is left out or retyped may not be."""

    @property
    def has_one_fault(self) -> bool:
        """Whether nothing else is wrong with it, so that it is known which refusal fits."""
        return self.phase == "coverage" and "/" in self.place

    @property
    def parameter(self) -> str:
        """The name of the invalid parameter."""
        return self.place.partition("/")[2]

    @property
    def text(self) -> str:
        """What it asks about: the target, decoded, and the body."""
        return asked_text(self.target, self.content)

    @property
    def size(self) -> int:
        """How much there is to read for whoever looks into a failure."""
        return len(self.target) + len(self.content or b"")


def recorded_request(exchange: Exchange) -> GeneratedRequest:
    """Return the request of an exchange that an earlier run generated, with its origin."""
    request, origin = exchange.request, exchange.origin
    parts = urlsplit(request.url)
    intent, _, phase = origin.case.partition(" ")
    return GeneratedRequest(
        method=request.method,
        target=parts.path + (f"?{parts.query}" if parts.query else ""),
        headers=tuple(line for line in request.headers if line[0].lower() in GENERATED_HEADERS),
        content=request.content,
        intent=_INTENTS[intent],
        phase=phase,
        scenario=origin.scenario,
        place=origin.location,
        invalid=origin.invalid,
    )


def is_of_operation(request: GeneratedRequest, operation: Operation) -> bool:
    """Return whether the path is still the operation's: an empty or further segment is another.

    With an escaped slash it may be one to some servers (openapi/README.md).
    """
    path = urlsplit(request.target).path
    segments = path.replace("%2f", "/").replace("%2F", "/").split("/")
    return len(segments) == len(operation.path.split("/")) and all(segments[1:])


def digest_of(requests: Iterable[GeneratedRequest], *, masked: Iterable[str] = ()) -> str:
    """Return the SHA-256 (hex) of requests, in order: equal digests, equal requests.

    `masked` are values that do not count: what a site gave out in this run, as the id of a
    verification, and numbers that nobody may find out by trying.
    """
    hidden = tuple(value for value in masked if value)
    lines = (json.dumps(_canonical(_masked(request, hidden))) for request in requests)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def idempotency_key(request: GeneratedRequest, *, nonce: str) -> str:
    """Return a key that no other request of any run has.

    A site may answer a known key as it did in an earlier run, whatever was mended since.
    """
    return hashlib.sha256(f"{nonce} {_canonical(request)}".encode()).hexdigest()[:40]


def _masked(request: GeneratedRequest, values: Iterable[str]) -> GeneratedRequest:
    target, content = request.target, request.content
    for value in values:
        target = target.replace(value, "(masked)")
        content = content and content.replace(value.encode(), b"(masked)")
    return replace(request, target=target, content=content)


def _canonical(request: GeneratedRequest) -> list[object]:
    content = None if request.content is None else request.content.hex()
    return [request.method, request.target, sorted(request.headers), content]
