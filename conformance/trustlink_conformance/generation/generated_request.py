"""Home of the generated request: what is sent, what for, and what is said of its answer."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlsplit

from trustlink.contract import Operation
from trustlink_conformance.exchange import Exchange, Headers
from trustlink_conformance.leaks import asked_text

Intent = Literal["acceptable", "refusable", "unknown-parameter"]
"""What a conforming site does: accepts it; refuses a part; refuses a query name it never heard."""


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
    complaints: Callable[[Exchange], tuple[Complaint, ...]] = field(
        default=lambda _: (), compare=False, repr=False
    )
    """Judges a complete answer by the published schemas."""

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


def is_of_operation(request: GeneratedRequest, operation: Operation) -> bool:
    """Return whether the path is still the operation's: an empty or further segment is another."""
    segments = urlsplit(request.target).path.split("/")
    return len(segments) == len(operation.path.split("/")) and all(segments[1:])


def digest_of(requests: Iterable[GeneratedRequest], *, masked: Iterable[str] = ()) -> str:
    """Return the SHA-256 (hex) of requests, in order: equal digests, equal requests.

    `masked` are values that do not count: what a site gave out in this run, as the id of a
    verification, and numbers that nobody may find out by trying.
    """
    hidden = tuple(value for value in masked if value)
    lines = (json.dumps(_canonical(_masked(request, hidden))) for request in requests)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def idempotency_key(request: GeneratedRequest, *, seed: int) -> str:
    """Return a key that no other request of any seed has: the same request may be replayed."""
    return hashlib.sha256(f"{seed} {_canonical(request)}".encode()).hexdigest()[:40]


def _masked(request: GeneratedRequest, values: Iterable[str]) -> GeneratedRequest:
    target, content = request.target, request.content
    for value in values:
        target = target.replace(value, "(masked)")
        content = content and content.replace(value.encode(), b"(masked)")
    return replace(request, target=target, content=content)


def _canonical(request: GeneratedRequest) -> list[object]:
    content = None if request.content is None else request.content.hex()
    return [request.method, request.target, sorted(request.headers), content]
