"""Home of a server that says exactly the bytes that a test wants, on a free port of loopback."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Behaviour = Callable[["Visit"], None]


@dataclass
class Visit:
    """One request on its connection, and the means to answer it in any way."""

    head: bytes
    body: bytes
    connection: socket.socket
    closing: threading.Event
    elsewhere: str = ""
    """The origin of another server, for what refers there."""

    @property
    def path(self) -> str:
        return self.head.split(b" ", 2)[1].decode("ascii")

    @property
    def method(self) -> str:
        return self.head.split(b" ", 1)[0].decode("ascii")

    def header(self, name: str) -> str:
        for line in self.head.decode("latin-1").split("\r\n")[1:]:
            key, _, value = line.partition(": ")
            if key.lower() == name.lower():
                return value
        return ""

    def say(self, text: bytes) -> None:
        self.connection.sendall(text)

    def answer(self, body: bytes, *, status: str = "200 OK", headers: str = "") -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        self.say(head.encode("latin-1") + (b"" if self.method == "HEAD" else body))

    def drip(self, piece: bytes, *, every: float = 0.02) -> None:
        """Say a piece again and again until the client or the test has had enough."""
        while not self.closing.wait(every):
            self.say(piece)

    def flood(self, piece: bytes) -> None:
        while not self.closing.is_set():
            self.say(piece)

    def hang(self) -> None:
        self.closing.wait(30)

    def reset(self) -> None:
        linger = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()


@dataclass
class RawServer:
    """Serves every connection in a thread of its own, one request after the other."""

    behaviour: Behaviour
    tls: ssl.SSLContext | None = None
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"
        self._in_thread(self._accept)

    def stop_listening(self) -> None:
        """Close the port and every connection: from now on connections are refused."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def listen_again(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._in_thread(self._accept)

    def close(self) -> None:
        self._closing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            self._in_thread(self._serve, connection)

    def _secured(self, connection: socket.socket) -> socket.socket:
        return self.tls.wrap_socket(connection, server_side=True) if self.tls else connection

    def _serve(self, accepted: socket.socket) -> None:
        accepted.settimeout(5)
        with accepted, suppress(OSError), self._secured(accepted) as connection:
            while not self._closing.is_set():
                visit = self._receive(connection)
                if visit is None:
                    return
                self.behaviour(visit)

    def _receive(self, connection: socket.socket) -> Visit | None:
        received = b""
        while b"\r\n\r\n" not in received:
            piece = connection.recv(65536)
            if not piece:
                return None
            received += piece
        head, _, body = received.partition(b"\r\n\r\n")
        visit = Visit(head, body, connection, self._closing)
        while len(visit.body) < int(visit.header("Content-Length") or 0):
            visit.body += connection.recv(65536)
        self.requests.append(head + b"\r\n\r\n" + visit.body)
        return visit

    def _in_thread(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()


Serve = Callable[[Behaviour], RawServer]
"""What the fixture `serve` is: it starts a server that behaves as told."""


@contextmanager
def raw_server(behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[RawServer]:
    server = RawServer(behaviour, tls)
    try:
        yield server
    finally:
        server.close()
