"""Home of problems (RFC 9457): what may go wrong with a request, and how it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink_mock.answers.texts import Language, choose_language, problem_title
from trustlink_mock.visit import PROBLEM_JSON, Reply, Visit, json_bytes, visit_of

BLANK = "about:blank"
_TYPES = "https://trustlink.example/problems/"
_RETRYABLE = frozenset({409, 429, 503, 504})

Place = Literal["pointer", "parameter", "header"]


@dataclass(frozen=True, slots=True)
class RequestFault:
    """Is one fault of a request, as `errors` lists it."""

    place: Place
    where: str
    code: str
    detail: str
    is_identifier: bool = False

    def document(self) -> dict[str, str]:
        """Return the member of `errors`."""
        return {self.place: self.where, "code": self.code, "detail": self.detail}


class Problem(Exception):  # noqa: N818 -- the contract's noun: it is answered, not an error of ours
    """Ends a visit with a problem; `kind` is the last part of its type, "" is about:blank."""

    def __init__(
        self,
        status: int,
        kind: str = "",
        *,
        detail: str = "",
        faults: tuple[RequestFault, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, kind)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.faults = faults
        self.headers = headers or {}

    @property
    def type(self) -> str:
        """The member `type`: a URI."""
        return _TYPES + self.kind if self.kind else BLANK


def invalid_request(*faults: RequestFault) -> Problem:
    """Return the 400 for these faults: invalid-identifier if all of them are of identifiers."""
    only_identifiers = all(fault.is_identifier for fault in faults)
    kind = "invalid-identifier" if only_identifiers else "invalid-request"
    return Problem(400, kind, faults=faults)


def problem_reply(problem: Problem, visit: Visit) -> Reply:
    """Write a problem as the contract wants it, in the language that the request asks for."""
    headers = {"content-type": PROBLEM_JSON, "cache-control": "no-store"}
    headers |= {"content-language": _language(visit), "vary": "Accept-Language"}
    content = json_bytes(problem_document(problem, visit))
    return Reply(problem.status, headers | dict(problem.headers), content)


def problem_document(problem: Problem, visit: Visit) -> dict[str, object]:
    """Return the contract's Problem."""
    document: dict[str, object] = {
        "type": problem.type,
        "title": problem_title(problem.kind or problem.status, _language(visit)),
        "status": problem.status,
        "requestId": visit.request_id,
    }
    if problem.detail:
        document["detail"] = problem.detail
    if problem.faults:
        document["errors"] = [fault.document() for fault in problem.faults]
    if problem.status in _RETRYABLE:
        document["retryable"] = True
    return document


def _language(visit: Visit) -> Language:
    return choose_language(visit.headers.get("accept-language"))


@dataclass(frozen=True, slots=True)
class Problems:
    """Is the layer that answers the problems raised below it."""

    app: ASGIApp = field(repr=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and answer the problem, if one is raised."""
        try:
            await self.app(scope, receive, send)
        except Problem as problem:
            await problem_reply(problem, visit_of(scope)).send(send)
