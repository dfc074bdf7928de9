"""Home of asking one question of a server through a session, for the tests of the session."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from raw_server import Visit

from trustlink_conformance.bounds import Bounds
from trustlink_conformance.exchange import Exchange, FailureKind, Origin, Outgoing
from trustlink_conformance.session import Session
from trustlink_conformance.target import Target

USUAL = Bounds(timeout=10, max_body=100_000)
QUICK = Bounds(timeout=0.5, max_body=100_000)


@contextmanager
def session_with(url: str, bounds: Bounds = USUAL, *allowed: str) -> Iterator[Session]:
    target = Target(url, allow_origins=allowed, bounds=bounds)
    with Session(target, lambda _: None, pause=lambda _: None) as session:
        yield session


def get(url: str, bounds: Bounds = USUAL) -> Exchange:
    with session_with(url, bounds) as session:
        return session.exchange(Outgoing("GET", f"{url}/"), Origin())


def failure_of(exchange: Exchange) -> FailureKind | None:
    return exchange.failure.kind if exchange.failure else None


def body_of(exchange: Exchange) -> bytes:
    assert exchange.response is not None
    return exchange.response.body


def close_at_once(visit: Visit) -> None:
    visit.connection.shutdown(socket.SHUT_RDWR)
