"""Home of clients that offer to go on in HTTP/2, as Java's own does: they get HTTP/1.1, and whole.

httptools stops reading at such a request, and uvicorn would take its body for empty. h11 reads on.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol
from uvicorn.protocols.http.h11_impl import H11Protocol


class AnyVersionProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # chosen when it is imported
    """Leaves a connection whose first request offers to change the protocol to h11."""

    _is_read = False

    def data_received(self, data: bytes) -> None:
        """Read what a client sent; who offers an upgrade does so from its first request on."""
        if self._is_read or not _offers_upgrade(data):
            self._is_read = True
            super().data_received(data)
            return
        self.connections.discard(self)
        successor = _Successor(
            self, config=self.config, server_state=self.server_state, app_state=self.app_state
        )
        successor.connection_made(self.transport)
        self.transport.set_protocol(successor)
        successor.data_received(data)


class _Successor(H11Protocol):
    """Reads with h11, and tells whom the connection was made to that it is lost."""

    def __init__(self, predecessor: asyncio.Protocol, **members: Any) -> None:
        super().__init__(**members)
        self._predecessor = predecessor

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._predecessor.connection_lost(exc)


def _offers_upgrade(data: bytes) -> bool:
    return b"\nupgrade:" in data.partition(b"\r\n\r\n")[0].lower()
