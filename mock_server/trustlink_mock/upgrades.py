"""Home of clients that offer to go on in HTTP/2, as Java's own does: they get HTTP/1.1, and whole.

httptools stops reading at such a request, and uvicorn would take its body for empty. h11 reads on.
"""

from uvicorn.protocols.http.auto import AutoHTTPProtocol


class AnyVersionProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # chosen when it is imported
    """Leaves a connection whose first request offers to change the protocol to h11."""

    _is_read = False

    def data_received(self, data: bytes) -> None:
        """Read what a client sent; who offers an upgrade does so from its first request on."""
        if self._is_read or not _offers_upgrade(data):
            self._is_read = True
            super().data_received(data)
            return
        from trustlink_mock.succession import (  # noqa: PLC0415 -- h11 is slow to import, and seldom needed
            Successor,
        )

        self.connections.discard(self)
        successor = Successor(
            self, config=self.config, server_state=self.server_state, app_state=self.app_state
        )
        successor.connection_made(self.transport)
        self.transport.set_protocol(successor)
        successor.data_received(data)


def _offers_upgrade(data: bytes) -> bool:
    return b"\nupgrade:" in data.partition(b"\r\n\r\n")[0].lower()
