"""Home of the tests of clients that offer to go on in HTTP/2: they get HTTP/1.1, and whole."""

import socket
from base64 import b64encode
from collections.abc import Iterator

import pytest

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


def test_others_are_read_as_ever(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=5) as connection:
        assert b"access_token" in answered(connection, token_request(""))


def test_a_connection_that_was_handed_on_is_forgotten_when_it_ends() -> None:
    transports, bound = Transports(), bound_socket("127.0.0.1", 0)

    with (
        served_by_a_thread(create_app(Settings()), bound, protocol=transports.protocol()),
        socket.create_connection(bound.getsockname(), timeout=5) as connection,
    ):
        answered(connection, token_request(OFFER))
        assert len(transports.by_client) == 1

    assert transports.by_client == {}
