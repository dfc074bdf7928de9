"""Home of the server: a socket, uvicorn around the application, a clean end."""

import asyncio
import errno
import signal
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from trustlink.errors import TrustlinkError, UserError
from trustlink.garbage import spare_what_is_loaded
from trustlink_mock.connections import BoundedProtocol
from trustlink_mock.origin import without_default_port

GRACE_SECONDS = 2
"""Seconds that requests in flight have to end once the server is stopped."""

_WILDCARDS = frozenset({"0.0.0.0", "::"})  # noqa: S104 -- compared with, not bound to
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


def origin_of(bound: socket.socket, *, scheme: str = "http") -> str:
    """Return the origin under which this machine reaches the socket, as clients write it."""
    host, port = bound.getsockname()[:2]
    if host in _WILDCARDS:
        host = "127.0.0.1"
    shown = f"[{host}]" if ":" in host else host
    return without_default_port(f"{scheme}://{shown}:{port}")


def serve(  # noqa: PLR0913 -- each beyond the second by name
    app: ASGIApp,
    bound: socket.socket,
    *,
    announce: Callable[[], None],
    tls: ssl.SSLContext | None = None,
    grace: int = GRACE_SECONDS,
    protocol: type[asyncio.Protocol] | None = None,
) -> None:
    """Serve the application until SIGINT or SIGTERM; call `announce` once it can be reached.

    `protocol` stands in for uvicorn's own: one that tells of its connections. Once stopped, new
    connections are refused, and requests in flight have `grace` seconds to end.
    """

    def begin() -> None:
        spare_what_is_loaded()
        announce()

    _run(_Server(_config(app, tls, grace, protocol), begin), bound)


@contextmanager
def served_by_a_thread(
    app: ASGIApp,
    bound: socket.socket,
    *,
    tls: ssl.SSLContext | None = None,
    protocol: type[asyncio.Protocol] | None = None,
) -> Iterator[None]:
    """Serve the application as long as the context lasts; it can be reached from its begin on."""
    ready = Event()
    server = _Server(_config(app, tls, GRACE_SECONDS, protocol), ready.set)
    thread = Thread(target=_run, args=(server, bound), name="trustlink-mock", daemon=True)
    thread.start()
    try:
        while not ready.wait(_LOOK_AGAIN_SECONDS):
            if not thread.is_alive():
                raise TrustlinkError("the mock server ended before it could be reached")
        yield
    finally:
        server.should_exit = True
        thread.join()


_LOOK_AGAIN_SECONDS = 0.1


def _run(server: "_Server", bound: socket.socket) -> None:
    """Serve on the event loop that uvicorn prefers here: uvloop where it is installed."""
    with closing(bound), asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(server.serve(sockets=[bound]))


def _config(
    app: ASGIApp,
    tls: ssl.SSLContext | None,
    grace: int,
    protocol: type[asyncio.Protocol] | None = None,
) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=protocol or BoundedProtocol,
        log_config=None,
        access_log=False,
        lifespan="on",
        ws="none",
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=grace,
        ssl_context_factory=(lambda _config, _default: tls) if tls else None,
    )


class _Server(uvicorn.Server):
    """Ends with exit code 0 when it is asked to: uvicorn would raise the signal once more."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce
        self._is_interrupted = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 -- uvicorn's signature
        """End; a second Ctrl-C forces it, but no signal of the parent beside it."""
        is_interrupt = sig == signal.SIGINT
        self.force_exit = self.force_exit or (is_interrupt and self._is_interrupted)
        self._is_interrupted = self._is_interrupted or is_interrupt
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
