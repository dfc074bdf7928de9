"""Home of the trial: a generated request that was sent, and what its answer is."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from trustlink.json_text import JsonDocument
from trustlink_conformance.generation.generated_request import Complaint, GeneratedRequest
from trustlink_conformance.parsed import parsed

ACCEPTED_KIND = "AcceptedNegativeData"
"""The complaint that a request was not refused though it is invalid."""

_SOURCE_PROBLEMS = {503: "source-unavailable", 504: "source-timeout"}


@dataclass(frozen=True)
class Trial:
    """One request with its answer; the status is 0 if there is no complete one."""

    request: GeneratedRequest
    leak_patterns: tuple[re.Pattern[str], ...] = field(kw_only=True, repr=False)
    """Those of ERR-03."""
    status: int = 0
    media_type: str = ""
    body: bytes = field(default=b"", repr=False)
    complaints: tuple[Complaint, ...] = ()

    @property
    def is_success(self) -> bool:
        """Whether the site did what it was asked for."""
        return 200 <= self.status < 300

    @property
    def is_refusal(self) -> bool:
        """Whether the site says that the request is at fault."""
        return 400 <= self.status < 500

    @property
    def is_broken(self) -> bool:
        """Whether the site blames itself or a source, or gives no complete answer."""
        return self.status == 0 or self.status >= 500

    @property
    def undocumented(self) -> tuple[Complaint, ...]:
        """What of the answer is not as the contract documents it."""
        return tuple(one for one in self.complaints if one.kind != ACCEPTED_KIND)

    @property
    def was_accepted(self) -> bool:
        """Whether a request that is invalid on the wire, too, was not refused for it.

        A body that was left out has no media type either, so 415 refuses that (HTTP-04).
        """
        if self.is_broken or (self.status == 415 and not self.request.content):
            return False
        return any(one.kind == ACCEPTED_KIND for one in self.complaints)

    @property
    def is_source_problem(self) -> bool:
        """Whether it is a 503 or 504 that the operation documents, of the type for it."""
        expected = _SOURCE_PROBLEMS.get(self.status)
        return expected is not None and expected == self.problem and not self.undocumented

    @property
    def is_excused(self) -> bool:
        """Whether an acceptable request was refused for a documented reason (DISC-03)."""
        withheld = self.status == 403 and self.problem == "disclosure-withheld"
        return withheld or self.status == 429 or self.is_source_problem

    @property
    def lacks_scope(self) -> bool:
        """Whether the token is said to lack the scope."""
        return self.status == 403 and self.problem == "insufficient-scope"

    @property
    def problem(self) -> str:
        """The last part of the problem's type; empty if it has none."""
        stated = self.member("type")
        return stated.rpartition("/")[2] if isinstance(stated, str) else ""

    @property
    def faults(self) -> list[dict[str, Any]]:
        """The objects in the problem's errors[]."""
        listed = self.member("errors")
        entries = listed if isinstance(listed, list) else []
        return [entry for entry in entries if isinstance(entry, dict)]

    @property
    def text(self) -> str:
        """What is to read in the body, but for the id of the request: that may be anything."""
        if not self._members:
            return self.body.decode("utf-8", "replace")
        found = [one for one in parsed(self.body).places if isinstance(one.value, str)]
        return "\n".join(one.value for one in found if one.name != "requestId")

    def member(self, name: str) -> Any:
        """Return a member of the body; None if there is none."""
        return self._members.get(name)

    @cached_property
    def _members(self) -> dict[str, Any]:
        document = parsed(self.body).document
        value = document.value if isinstance(document, JsonDocument) else None
        return value if isinstance(value, dict) else {}
