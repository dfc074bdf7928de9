"""Connections of the server: large, slow and malformed requests, and offers to upgrade."""

import socket
from base64 import b64encode
from collections.abc import Iterator

import pytest

from trustlink_mock import connections
from trustlink_mock.app import create_app
from trustlink_mock.clients import load_clients
from trustlink_mock.sandboxes.situations import Transports
from trustlink_mock.serving import bound_socket, served_by_a_thread
from trustlink_mock.settings import Settings

OFFER = (
    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAB\r\n"
)
BODY = "grant_type=client_credentials"


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    bound = bound_socket("127.0.0.1", 0)
    name: tuple[str, int] = bound.getsockname()
    with served_by_a_thread(create_app(Settings()), bound):
        yield name


def token_request(offer: str) -> bytes:
    client = next(iter(load_clients().values()))
    basic = b64encode(f"{client.client_id}:{client.secret}".encode()).decode()
    return (
        f"POST /oauth2/token HTTP/1.1\r\nHost: 127.0.0.1\r\n{offer}"
        f"Authorization: Basic {basic}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(BODY)}\r\n\r\n{BODY}"
    ).encode()


def answered(connection: socket.socket, request: bytes) -> bytes:
    connection.sendall(request)
    found = b""
    while not found.endswith(b"}"):
        part = connection.recv(65536)
        assert part, found
        found += part
    return found


def test_the_body_of_a_request_that_offers_an_upgrade_is_read(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=5) as connection:
        for _ in range(2):
            found = answered(connection, token_request(OFFER))

            assert found.startswith(b"HTTP/1.1 200 "), found
            assert b"access_token" in found


def test_an_offer_that_arrives_byte_by_byte_is_ignored(address: tuple[str, int]) -> None:
    request = token_request(OFFER)

    with socket.create_connection(address, timeout=5) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number in range(len(request) - 1):
            connection.sendall(request[number : number + 1])

        assert b"access_token" in answered(connection, request[-1:])


def test_others_are_read_as_ever(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=5) as connection:
        assert b"access_token" in answered(connection, token_request(""))


def test_a_connection_is_forgotten_when_it_ends() -> None:
    transports, bound = Transports(), bound_socket("127.0.0.1", 0)

    with (
        served_by_a_thread(create_app(Settings()), bound, protocol=transports.protocol()),
        socket.create_connection(bound.getsockname(), timeout=5) as connection,
    ):
        answered(connection, token_request(OFFER))
        assert len(transports.by_client) == 1

    assert transports.by_client == {}


GET = "GET /.well-known/trustlink HTTP/1.1\r\n"
HOST = "Host: 127.0.0.1\r\n"


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        (f"{GET}\r\n", "400"),
        (f"{GET}{HOST}{HOST}\r\n", "400"),
        (f"{GET}{HOST}Host: other.example\r\n\r\n", "400"),
        (f"{GET.replace('1.1', '1.0')}\r\n", "200"),
        (f"{GET}{HOST}X: {'a' * 60_000}\r\n\r\n", "200"),
        (f"{GET}{HOST}X: {'a' * 70_000}\r\n\r\n", "431"),
        (f"{GET}{HOST}" + "X: a\r\n" * 20_000 + "\r\n", "431"),
        (f"GET /{'a' * 70_000}", "431"),
        (f"{GET}{HOST}\n\n", "400"),
        ("\x16\x03\x01\x02", "400"),
        (f"{GET}{HOST}{OFFER}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400"),
    ],
    ids=lambda text: repr(text[:60]),
)
def test_a_head_is_bounded_and_names_one_host(
    address: tuple[str, int], request_text: str, status: str
) -> None:
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(request_text.encode("latin-1"))

        assert connection.recv(65536).startswith(f"HTTP/1.1 {status} ".encode())


@pytest.mark.parametrize(
    ("part", "answer"),
    [
        (b"", b""),
        (f"{GET}{HOST}".encode(), b"HTTP/1.1 408 Request Timeout"),
        (token_request("")[:-5], b""),
    ],
)
def test_a_request_that_does_not_arrive_in_time_is_ended(
    monkeypatch: pytest.MonkeyPatch, part: bytes, answer: bytes
) -> None:
    monkeypatch.setattr(connections, "LONGEST_ARRIVAL", 0.1)
    transports, bound = Transports(), bound_socket("127.0.0.1", 0)

    with (
        served_by_a_thread(create_app(Settings()), bound, protocol=transports.protocol()),
        socket.create_connection(bound.getsockname(), timeout=5) as connection,
    ):
        connection.sendall(part)
        found = connection.makefile("rb").read()

    assert found.partition(b"\r\n")[0] == answer


def test_the_server_answers_after_slow_connections(address: tuple[str, int]) -> None:
    idle = [socket.create_connection(address, timeout=5) for _ in range(50)]
    try:
        with socket.create_connection(address, timeout=5) as connection:
            assert b"access_token" in answered(connection, token_request(""))
    finally:
        for one in idle:
            one.close()
