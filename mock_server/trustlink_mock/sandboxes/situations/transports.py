"""Home of transports: the open connections of a server, for faults that HTTP can't express."""

import asyncio
from dataclasses import dataclass, field

from starlette.types import Scope

from trustlink_mock.connections import BoundedProtocol

Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Transports:
    """Knows the transport of each open connection by the client's address."""

    by_client: dict[Address, asyncio.Transport] = field(default_factory=dict, repr=False)

    def of(self, scope: Scope) -> asyncio.Transport | None:
        """Return the transport under a request; None if it did not come through a network."""
        client = scope.get("client")
        return self.by_client.get((client[0], client[1])) if client else None

    def protocol(self) -> type[asyncio.Protocol]:
        """Return uvicorn's protocol, which tells of its connections."""
        by_client = self.by_client

        class Told(BoundedProtocol):
            _address: Address | None = None

            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
                super().connection_made(transport)
                name = transport.get_extra_info("peername")
                if isinstance(name, tuple):
                    self._address = (str(name[0]), int(name[1]))
                    by_client[self._address] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                if self._address is not None:
                    by_client.pop(self._address, None)
                super().connection_lost(exc)

        return Told
