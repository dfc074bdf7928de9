"""Home of routes within variants: an application for some paths, and one that is led elsewhere."""

from dataclasses import dataclass, field
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

DISCOVERY: Final = "/.well-known/trustlink"
TOKENS: Final = "/oauth2/token"
OPERATIONS: Final = "/trustlink/v1/"
"""What the paths of all other operations begin with."""


@dataclass(frozen=True, slots=True)
class Detour:
    """Answers as another path is answered, or as one without its query."""

    app: ASGIApp = field(repr=False)
    path: str | None = None
    query: bytes | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if self.path is not None:
            scope = {**scope, "path": self.path, "raw_path": self.path.encode()}
        if self.query is not None:
            scope = {**scope, "query_string": self.query}
        await self.app(scope, receive, send)
