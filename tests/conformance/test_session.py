"""Home of the tests of one exchange: a hostile site can fail, and can't hang or overwhelm us."""

import gzip
import socket
import time
import zlib
from pathlib import Path

import pytest
from asking_session import QUICK, body_of, close_at_once, failure_of, get, session_with
from certificates import self_signed
from raw_server import Serve, Visit, raw_server

from trustlink_conformance.bounds import Bounds
from trustlink_conformance.exchange import FailureKind, Origin, Outgoing


def test_an_answer_is_received_with_its_headers(serve: Serve) -> None:
    site = serve(lambda visit: visit.answer(b"hello", headers="X-A: 1\r\nX-A: 2\r\n"))

    exchange = get(site.url)

    assert exchange.failure is None
    assert body_of(exchange) == b"hello"
    assert exchange.response is not None
    assert exchange.response.headers[1:] == (("X-A", "1"), ("X-A", "2"))


def drip_the_body(visit: Visit) -> None:
    visit.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    visit.drip(b"x")


def drip_the_headers(visit: Visit) -> None:
    visit.say(b"HTTP/1.1 200 OK\r\n")
    visit.drip(b"X-Slow: 1\r\n", every=0.1)


def drip_informational_answers(visit: Visit) -> None:
    visit.drip(b"HTTP/1.1 102 Processing\r\n\r\n")


def drip_events(visit: Visit) -> None:
    visit.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
    visit.drip(b": still here\n\n")


@pytest.mark.parametrize(
    "behaviour",
    [Visit.hang, drip_the_body, drip_the_headers, drip_informational_answers, drip_events],
)
def test_an_exchange_ends_at_its_deadline(serve: Serve, behaviour: object) -> None:
    site = serve(behaviour)  # type: ignore[arg-type] -- a column of the table
    started = time.monotonic()

    exchange = get(site.url, QUICK)

    assert failure_of(exchange) == FailureKind.TIMEOUT
    assert time.monotonic() - started < 5


def test_a_connection_that_never_comes_about_ends_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        waiting = [_half_open(port) for _ in range(4)]

        exchange = get(f"http://127.0.0.1:{port}", Bounds(timeout=0.3))

        assert failure_of(exchange) in {FailureKind.CONNECT, FailureKind.TIMEOUT}
        for connection in waiting:
            connection.close()


def _half_open(port: int) -> socket.socket:
    connection = socket.socket()
    connection.setblocking(False)  # noqa: FBT003 -- the socket's own signature
    connection.connect_ex(("127.0.0.1", port))
    return connection


def endless_body(visit: Visit) -> None:
    visit.say(b"HTTP/1.1 200 OK\r\n\r\n")
    visit.flood(b"x" * 65536)


def declares_200_megabytes(visit: Visit) -> None:
    visit.say(b"HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n")
    visit.flood(b"x" * 65536)


def gzip_bomb(visit: Visit) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    visit.answer(bomb, headers="Content-Encoding: gzip\r\n")


def gzip_of_nothing_without_end(visit: Visit) -> None:
    visit.say(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
    visit.flood(gzip.compress(b"", mtime=0) * 1000)


@pytest.mark.parametrize(
    "behaviour",
    [endless_body, declares_200_megabytes, gzip_bomb, gzip_of_nothing_without_end],
)
def test_a_body_is_read_no_further_than_its_limit(serve: Serve, behaviour: object) -> None:
    site = serve(behaviour)  # type: ignore[arg-type] -- a column of the table

    exchange = get(site.url, Bounds(timeout=5, max_body=100_000))

    assert failure_of(exchange) == FailureKind.TOO_LARGE
    assert len(body_of(exchange)) <= 100_000


def test_an_endless_header_is_cut_off(serve: Serve) -> None:
    def behaviour(visit: Visit) -> None:
        visit.say(b"HTTP/1.1 200 OK\r\nX-Long: ")
        visit.flood(b"x" * 65536)

    exchange = get(serve(behaviour).url, Bounds(timeout=5))

    assert failure_of(exchange) == FailureKind.PROTOCOL


def test_too_many_headers_are_a_failure(serve: Serve) -> None:
    site = serve(lambda visit: visit.answer(b"", headers="X-A: 1\r\n" * 200))

    exchange = get(site.url)

    assert failure_of(exchange) == FailureKind.HEADERS_TOO_LARGE


def raw_deflate(text: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(text) + stream.flush()


@pytest.mark.parametrize(
    ("coding", "sent"),
    [
        ("gzip", gzip.compress(b"hello", mtime=0)),
        ("gzip", gzip.compress(b"hel", mtime=0) + gzip.compress(b"lo", mtime=0)),
        ("deflate", zlib.compress(b"hello")),
        ("deflate", raw_deflate(b"hello")),
        ("identity", b"hello"),
    ],
)
def test_codings_that_are_offered_are_read(serve: Serve, coding: str, sent: bytes) -> None:
    site = serve(lambda visit: visit.answer(sent, headers=f"Content-Encoding: {coding}\r\n"))

    exchange = get(site.url)

    assert exchange.failure is None
    assert body_of(exchange) == b"hello"


@pytest.mark.parametrize(
    ("coding", "sent"),
    [
        ("gzip", b"no gzip at all"),
        ("gzip", gzip.compress(b"hello", mtime=0)[:-4]),
        ("deflate", zlib.compress(b"hello") + b"more"),
        ("br", b"hello"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"hello", mtime=0), mtime=0)),
    ],
)
def test_a_body_that_is_not_in_its_coding_is_a_failure(
    serve: Serve, coding: str, sent: bytes
) -> None:
    site = serve(lambda visit: visit.answer(sent, headers=f"Content-Encoding: {coding}\r\n"))

    exchange = get(site.url)

    assert failure_of(exchange) == FailureKind.ENCODING


def stop_in_the_body(visit: Visit) -> None:
    visit.say(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive!")
    visit.connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (Visit.reset, FailureKind.CLOSED),
        (close_at_once, FailureKind.CLOSED),
        (stop_in_the_body, FailureKind.PROTOCOL),
        (lambda visit: visit.say(b"SSH-2.0-OpenSSH\r\n\r\n"), FailureKind.PROTOCOL),
        (lambda visit: visit.say(b"HTTP/1.1 20x OK\r\n\r\n"), FailureKind.PROTOCOL),
        (lambda visit: visit.say(b"HTTP/1.1 101 Switch\r\n\r\n"), FailureKind.PROTOCOL),
    ],
)
def test_a_broken_answer_is_an_exchange_with_a_failure(
    serve: Serve, behaviour: object, kind: FailureKind
) -> None:
    site = serve(behaviour)  # type: ignore[arg-type] -- a column of the table

    exchange = get(site.url)

    assert failure_of(exchange) == kind


def test_a_refused_connection_is_told_as_such() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    exchange = get(f"http://127.0.0.1:{port}")

    assert failure_of(exchange) == FailureKind.REFUSED


def test_a_host_without_address_is_told_as_such() -> None:
    exchange = get("https://no-such-host.invalid", Bounds(timeout=5))

    assert failure_of(exchange) == FailureKind.DNS


def test_https_to_a_server_without_tls_is_told_as_such(serve: Serve) -> None:
    site = serve(lambda visit: visit.answer(b""))

    with session_with(site.url.replace("http:", "https:"), QUICK) as session:
        exchange = session.exchange(Outgoing("GET", session.target.url), Origin())

    assert failure_of(exchange) in {FailureKind.TLS, FailureKind.CONNECT}


def test_a_certificate_that_nobody_vouches_for_is_told_as_such(tmp_path: Path) -> None:
    with raw_server(lambda visit: visit.answer(b"secret"), self_signed(tmp_path)) as site:
        exchange = get(site.url, Bounds(timeout=5))

    assert failure_of(exchange) == FailureKind.TLS
    assert site.requests == []
