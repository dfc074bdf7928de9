"""Home of hostile sites: the honest mock behind a server that misbehaves in one place."""

import re
import socket
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace

from raw_server import Behaviour, Visit

TOKEN = re.compile(rb'"access_token": ?"([^"]+)"')
VIOLATIONS, DISCOVERY, TOKENS = "/violation-status", "/.well-known/trustlink", "/oauth2/token"
ANY = "/"


@dataclass
class Hostile:
    """Passes requests on to the honest site, save those of one place, which get the deed.

    What it passes back says its own origin where the honest site says that of the mock. With
    `after`, so many requests are passed on before the deeds begin.
    """

    honest: str
    place: str
    deed: Behaviour | None = None
    alter: Callable[[bytes], bytes] = bytes
    """Where there is no deed: what becomes of the body of the honest answer."""
    after: int = 0
    elsewhere: str = ""
    """The origin of another server; what is altered may name it as {elsewhere}."""
    tokens: set[str] = field(default_factory=set)
    """The access tokens that were given out."""

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._left = self.after

    def __call__(self, visit: Visit) -> None:
        if self.place not in visit.path or not self._is_time():
            visit.say(self.honest_answer(visit))
        elif self.deed is not None:
            self.deed(replace(visit, elsewhere=self.elsewhere))
        else:
            visit.say(with_body(self.honest_answer(visit), self._altered))

    def honest_answer(self, visit: Visit) -> bytes:
        """Return what the honest site answers, head and body."""
        host, own = self.honest.removeprefix("http://"), visit.header("Host")
        with closing(socket.create_connection(tuple_of(host), timeout=15)) as connection:
            # In one piece: a site may refuse a request by its head and close the connection. A body
            # that comes later would make the kernel reset it, and the answer would be lost.
            connection.sendall(closed(visit.head).replace(own.encode(), host.encode()) + visit.body)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        self.tokens |= {found.decode() for found in TOKEN.findall(answer)}
        return answer.replace(host.encode(), own.encode())  # both ports have five digits

    def _altered(self, body: bytes) -> bytes:
        return self.alter(body).replace(b"{elsewhere}", self.elsewhere.encode())

    def _is_time(self) -> bool:
        with self._lock:
            self._left -= 1
            return self._left < 0


def tuple_of(host: str) -> tuple[str, int]:
    name, _, port = host.partition(":")
    return name, int(port)


def closed(head: bytes) -> bytes:
    """Return a request's head that asks for an uncompressed answer and the end of the connection.

    So nothing is left of the honest site's own framing but its Content-Length.
    """
    kept = [
        line
        for line in head.split(b"\r\n")
        if not line.lower().startswith((b"connection:", b"accept-encoding:"))
    ]
    return b"\r\n".join([*kept, b"Connection: close", b"", b""])


def with_body(answer: bytes, alter: Callable[[bytes], bytes]) -> bytes:
    """Return an answer with its body altered, and the length of that."""
    head, _, body = answer.partition(b"\r\n\r\n")
    altered = alter(body)
    length = b"Content-Length: %d" % len(altered)
    return re.sub(rb"(?i)content-length: [0-9]+", length, head) + b"\r\n\r\n" + altered


def close(visit: Visit) -> None:
    visit.connection.shutdown(socket.SHUT_RDWR)


def says(
    body: bytes, *, status: str = "200 OK", kind: str = "application/json", headers: str = ""
) -> Behaviour:
    """Return the deed of answering with this body."""
    content_type = f"Content-Type: {kind}\r\n" if kind else ""
    return lambda visit: visit.answer(body, status=status, headers=content_type + headers)


def raw(*pieces: bytes, then: Behaviour = close) -> Behaviour:
    """Return the deed of saying bytes as they are, and something then."""

    def deed(visit: Visit) -> None:
        for piece in pieces:
            visit.say(piece)
        then(visit)

    return deed


def floods(piece: bytes, *, begin: bytes = b"") -> Behaviour:
    """Return the deed of saying one piece again and again, as fast as it is taken."""
    return raw(begin, then=lambda visit: visit.flood(piece))


def drips(piece: bytes, *, begin: bytes = b"") -> Behaviour:
    """Return the deed of saying one piece again and again, slowly."""
    return raw(begin, then=lambda visit: visit.drip(piece))


def refers(location: str, *, status: str = "302 Found") -> Behaviour:
    """Return the deed of referring somewhere: {host} is the site's own, {elsewhere} another's."""

    def deed(visit: Visit) -> None:
        url = location.format(host=visit.header("Host"), elsewhere=visit.elsewhere)
        visit.answer(b"", status=status, headers=f"Location: {url}\r\n")

    return deed
