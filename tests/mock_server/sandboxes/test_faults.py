"""Faults of the connection, seen from the other end of a real one."""

import asyncio
import http.client
import json
import socket
import threading
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass

import pytest
import uvicorn

from trustlink_mock.sandboxes import Sandboxes, SandboxServer
from trustlink_mock.sandboxes.guard import Guard
from trustlink_mock.sandboxes.situations import Preferring, Transports
from trustlink_mock.serving import bound_socket
from trustlink_mock.settings import Settings

PATH = "/.well-known/trustlink"


@dataclass(frozen=True)
class Running:
    port: int
    connections: ExitStack

    def get(self, prefer=None, path=PATH):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        self.connections.enter_context(closing(connection))
        connection.request("GET", path, headers={"Prefer": prefer} if prefer else {})
        return self.connections.enter_context(connection.getresponse())

    def raw(self, prefer):
        """Everything that comes until the connection is closed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            lines = f"GET {PATH} HTTP/1.1\r\nHost: x\r\nPrefer: {prefer}\r\n\r\n"
            connection.sendall(lines.encode())
            received = b""
            while piece := connection.recv(65536):
                received += piece
            return received


@pytest.fixture
def running(port):
    """A server that runs, and connections to it that the test leaves open."""
    with ExitStack() as connections:
        yield Running(port, connections)


@pytest.fixture(scope="module")
def port():
    settings, transports = Settings(), Transports()
    preferring = Preferring(settings, transports, seconds_of_slow=0.4)
    app = SandboxServer(Sandboxes(settings), Guard(), preferring)
    config = uvicorn.Config(app, http=transports.protocol(), log_config=None, ws="none")
    server = uvicorn.Server(config)
    with bound_socket("127.0.0.1", 0) as bound:
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[bound])))
        thread.start()
        yield bound.getsockname()[1]
        server.should_exit = True
        thread.join(timeout=10)
    assert not transports.by_client


def test_a_reset_really_resets(running):
    with pytest.raises(ConnectionResetError):
        running.raw("fault=reset")


def test_a_truncated_answer_ends_in_the_middle(running):
    whole = running.get().read()
    response = running.get("fault=truncate")

    with pytest.raises(http.client.IncompleteRead) as cut:
        response.read()

    assert response.getheader("content-length") == str(len(whole))
    assert cut.value.partial == whole[: len(whole) // 2]


def test_a_wrong_length_cuts_the_answer_without_an_error(running):
    whole = running.get().read()

    assert running.get("fault=wrong-length").read() == whole[:-10]
    assert running.raw("fault=wrong-length").endswith(whole)


def test_garbage_is_no_http(running):
    with pytest.raises(http.client.BadStatusLine):
        running.get("fault=garbage")


def test_a_slow_answer_drips_and_is_right(running):
    whole = running.get().read()
    response = running.get("fault=slow, delay=1")

    first = response.read(10)

    assert len(first) == 10
    assert first + response.read() == whole
    assert response.getheader("preference-applied") == "fault=slow, delay=1"


def test_a_fault_may_spoil_a_status_on_demand(running):
    assert running.raw("fault=truncate, code=304").startswith(b"HTTP/1.1 304 Not Modified\r\n")


def test_the_server_goes_on_after_every_fault(running):
    assert running.get().status == 200


def test_the_journal_tells_of_a_fault(running):
    before = len(entries_of_garbage(running))

    running.raw("fault=garbage")  # which is over for the client before it is for the server

    until = time.monotonic() + 5
    while len(entries := entries_of_garbage(running)) == before and time.monotonic() < until:
        time.sleep(0.01)
    assert [entry["status"] for entry in entries[before:]] == [0]


def entries_of_garbage(running):
    path = "/_sandbox/sandboxes/default/journal?limit=1000"
    entries = json.loads(running.get(path=path).read())["entries"]
    return [entry for entry in entries if entry.get("preferences") == "fault=garbage"]
