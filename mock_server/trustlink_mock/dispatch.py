"""Home of the innermost layer: calls the handler of an operation, and sends what it returns."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from trustlink_mock.framework import operation_id_of
from trustlink_mock.site import Site
from trustlink_mock.visit import Reply, Visit, visit_of

Handler = Callable[[Visit, Site, Receive], Awaitable[Reply]]
"""Answers a request that follows the contract and may be made; raises Problem."""


Asked = TypeVar("Asked")
"""What the handlers ask: a site, or what else an application is about."""


@dataclass(frozen=True, slots=True)
class Dispatch(Generic[Asked]):
    """Is the application that Connexion's middlewares surround."""

    site: Asked = field(repr=False)
    handlers: Mapping[str, Callable[[Visit, Asked, Receive], Awaitable[Reply]]]
    """By operation id."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; raises HTTPException 404 if routing found no operation."""
        operation_id = operation_id_of(scope)
        if operation_id is None:
            raise HTTPException(404)
        reply = await self.handlers[operation_id](visit_of(scope), self.site, receive)
        await reply.send(send)
