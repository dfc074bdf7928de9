"""Home of the server process: a socket, uvicorn around the application, a clean end."""

import asyncio
import errno
import signal
import socket
from collections.abc import Callable
from contextlib import closing
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from trustlink.errors import UserError

_WILDCARDS = frozenset({"0.0.0.0", "::"})  # noqa: S104 -- compared with, not bound to
_GRACE_SECONDS = 1
_BACKLOG = 2048


def bound_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens on host and port, 0 for any free one.

    Raises UserError if the port is taken, not permitted, or the host is none of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError) as error:
        raise UserError(f"{host!r} is no host that this machine knows", hint=_HOST_HINT) from error
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(_BACKLOG)
    except OSError as error:
        bound.close()
        raise _bind_error(host, port, error) from error
    return bound


def origin_of(bound: socket.socket) -> str:
    """Return the origin under which this machine reaches the socket."""
    host, port = bound.getsockname()[:2]
    if host in _WILDCARDS:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(
    app: ASGIApp,
    bound: socket.socket,
    *,
    announce: Callable[[], None],
    protocol: type[asyncio.Protocol] | None = None,
) -> None:
    """Serve the application until SIGINT or SIGTERM; call `announce` once it can be reached.

    `protocol` stands in for uvicorn's own: one that tells of its connections.
    """
    config = uvicorn.Config(
        app,
        http=protocol or "auto",
        log_config=None,
        access_log=False,
        lifespan="on",
        ws="none",
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    with closing(bound):
        asyncio.run(_Server(config, announce).serve(sockets=[bound]))


class _Server(uvicorn.Server):
    """Ends with exit code 0 when it is asked to: uvicorn would raise the signal once more."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 -- uvicorn's signature
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


_HOST_HINT = "Give --host an address of this machine, as 127.0.0.1 or 0.0.0.0."


def _bind_error(host: str, port: int, error: OSError) -> UserError:
    if error.errno == errno.EADDRINUSE:
        return UserError(
            f"port {port} of {host} is taken by another process",
            hint="Stop that process, choose another --port, or let --port 0 find a free one.",
        )
    if error.errno == errno.EACCES:
        return UserError(
            f"port {port} may not be opened by this user", hint="Choose a --port above 1023."
        )
    return UserError(f"{host}:{port} can't be bound: {error.strerror}", hint=_HOST_HINT)
