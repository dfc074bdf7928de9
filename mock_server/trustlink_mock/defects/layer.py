"""Home of the layer that changes replies, where a defect is one of what is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink_mock.defects.declare import Defect
from trustlink_mock.visit import record, visit_of


@dataclass(frozen=True, slots=True)
class ChangedReplies:
    """Is the layer of one operation; it stands where there is a defect, and nowhere else."""

    app: ASGIApp = field(repr=False)
    defects: Sequence[Defect]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what the defects make of the reply."""
        reply = await record(self.app, scope, receive)
        for one in self.defects:
            reply = one.substitute(reply, visit_of(scope))
        await reply.send(send)
