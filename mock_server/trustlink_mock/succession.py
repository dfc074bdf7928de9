"""Home of the protocol that goes on with a connection whose client offered to change it."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol


class Successor(H11Protocol):
    """Reads with h11, and tells whom the connection was made to that it is lost."""

    def __init__(self, predecessor: asyncio.Protocol, **members: Any) -> None:
        super().__init__(**members)
        self._predecessor = predecessor

    def connection_lost(self, exc: Exception | None) -> None:
        """Pass on that the connection is lost."""
        super().connection_lost(exc)
        self._predecessor.connection_lost(exc)
