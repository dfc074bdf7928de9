"""Home of the layers that change requests and replies, where a substitution is one of those."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trustlink_mock.bodies import BodyTooLargeError, ClientGoneError, read_body
from trustlink_mock.substitutions.substitution import Substitution
from trustlink_mock.visit import Reply, record, visit_of


@dataclass(frozen=True, slots=True)
class Asked:
    """Is what a request asks, before anybody has looked whether it may."""

    path: Mapping[str, str]
    """The parameters in the path, by name."""
    query: bytes
    body: bytes
    headers: Mapping[str, str]
    """By lower-case name."""


@dataclass(frozen=True, slots=True)
class ChangedRequests:
    """Is the layer of one operation; it stands where something is changed, and nowhere else."""

    app: ASGIApp = field(repr=False)
    changes: Sequence[Substitution]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what the changes make of the request; one that can't be read stays as it is."""
        visit = visit_of(scope)
        try:
            body = await read_body(receive, announced=visit.headers.get("content-length"))
        except (BodyTooLargeError, ClientGoneError):
            await self.app(scope, receive, send)
            return
        asked = Asked(scope["path_params"], visit.query, body, visit.headers)
        for one in self.changes:
            asked = one.substitute(asked)
        visit.query, visit.headers = asked.query, asked.headers
        await self.app({**scope, "path_params": asked.path}, _received(asked.body), send)


@dataclass(frozen=True, slots=True)
class ChangedReplies:
    """Is the layer of one operation; it stands where something is changed, and nowhere else."""

    app: ASGIApp = field(repr=False)
    changes: Sequence[Substitution]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what is made of the reply; of a refusal only by changes that are about refusals."""
        reply = await record(self.app, scope, receive)
        for one in self.changes:
            if _is_meant(one, reply):
                reply = one.substitute(reply, visit_of(scope))
        await reply.send(send)


def _is_meant(change: Substitution, reply: Reply) -> bool:
    return reply.status < 300 or change.refusals_too


def _received(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
