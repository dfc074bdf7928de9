"""The command `trustlink mock` as a process: it starts, can be tried, and ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import time

import httpx2
import pytest

pytestmark = pytest.mark.slow

TRUSTLINK = [sys.executable, "-m", "trustlink"]


@pytest.fixture
def start():
    """Starts `trustlink mock` with these options; returns the process and what it printed."""
    processes = []

    def start(*options):
        process = subprocess.Popen(
            [*TRUSTLINK, "mock", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        processes.append(process)
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Ctrl-C"):
                break
        return process, "".join(lines)

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def origin(printed):
    return re.search(r"Listening on (\S+)", printed)[1]


def test_it_starts_in_about_a_second_and_ends_when_it_is_asked_to(start):
    began = time.monotonic()
    process, printed = start()
    started = time.monotonic() - began
    status = httpx2.get(origin(printed) + "/trustlink/v1/status", trust_env=False)

    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=5)

    assert started < 8
    assert status.status_code == 200
    assert (process.returncode, out, err) == (0, "", "")


def test_ctrl_c_ends_it_while_a_connection_is_open(start):
    process, printed = start()
    with httpx2.Client(trust_env=False) as client:
        client.get(origin(printed) + "/trustlink/v1/status")

        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=5)

    assert (process.returncode, err) == (0, "")


def ask_a_slow_source(printed):
    """Ask what waits for a slow source; return the connection once the mock is at it."""
    form = {"grant_type": "client_credentials"}
    client = ("tl-sandbox-importer-a", "synthetic-secret-of-importer-a")
    answer = httpx2.post(origin(printed) + "/oauth2/token", data=form, auth=client, trust_env=False)
    token = answer.json()["access_token"]
    host, port = origin(printed).removeprefix("http://").split(":")

    waiting = socket.create_connection((host, int(port)), timeout=30)
    waiting.sendall(
        b"GET /trustlink/v1/suppliers/91410100TL0000163D/credit-ratings HTTP/1.1\r\n"
        b"Host: mock\r\nAuthorization: Bearer " + token.encode() + b"\r\n\r\n"
    )
    httpx2.get(origin(printed) + "/trustlink/v1/status", trust_env=False)
    return waiting


def test_a_request_in_flight_does_not_hold_it_up(start):
    process, printed = start("--source-timeout", "5", "--grace", "1")

    with ask_a_slow_source(printed) as waiting:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=4)
        answered = waiting.recv(4096)

    assert (process.returncode, err) == (0, "")
    assert answered.startswith(b"HTTP/1.1 503 ")


def test_a_request_in_flight_is_answered_and_no_other_begins(start):
    process, printed = start("--source-timeout", "2", "--grace", "20")

    with ask_a_slow_source(printed) as waiting:
        process.send_signal(signal.SIGTERM)
        refused = wait_until_refused(printed)
        answered = waiting.recv(4096)
        _, err = process.communicate(timeout=15)

    assert refused
    assert answered.startswith(b"HTTP/1.1 200 ")
    assert (process.returncode, err) == (0, "")


def test_only_a_second_ctrl_c_cuts_a_request_off(start):
    process, printed = start("--source-timeout", "2", "--grace", "20")

    with ask_a_slow_source(printed) as waiting:
        process.send_signal(signal.SIGTERM)
        wait_until_refused(printed)
        process.send_signal(signal.SIGINT)
        answered = waiting.recv(4096)
        _, err = process.communicate(timeout=15)

    assert answered.startswith(b"HTTP/1.1 200 ")
    assert (process.returncode, err) == (0, "")


def wait_until_refused(printed):
    host, port = origin(printed).removeprefix("http://").split(":")
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            socket.create_connection((host, int(port)), timeout=5).close()
        except (ConnectionRefusedError, ConnectionResetError):  # a reset: it closed just then
            return True
    return False


def test_the_printed_commands_work_when_they_are_pasted(start):
    _, printed = start()
    pasted = "\n".join(line for line in printed.splitlines() if "curl" in line)

    shell = subprocess.run(["sh", "-c", pasted], capture_output=True, text=True, check=True)

    assert '"outcome":"CLEAR"' in shell.stdout


def test_a_taken_port_is_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        result = subprocess.run(
            [*TRUSTLINK, "mock", "--port", port],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )

    assert result.returncode == 2
    assert f"port {port} of 127.0.0.1 is taken" in result.stderr
    assert "--port 0" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_clock_can_be_stopped(start):
    _, printed = start("--now", "2026-09-01T00:00:00Z")

    answer = httpx2.get(origin(printed) + "/trustlink/v1/status", trust_env=False)

    assert answer.headers.get_list("date") == ["Tue, 01 Sep 2026 00:00:00 GMT"]
    assert "server" not in answer.headers


def test_the_access_log_is_one_line_without_query_headers_and_body(start):
    process, printed = start("--access-log")
    httpx2.post(
        origin(printed) + "/trustlink/v1/status%0A2026?access_token=secret",
        headers={"Authorization": "Bearer secret", "X-Request-ID": "secret"},
        content="client_secret=secret",
        trust_env=False,
    )

    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=5)

    assert err.count("\n") == 1
    assert "POST /trustlink/v1/status%0A2026 404" in err
    assert "secret" not in err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--cors", "*"], "is no origin as a browser sends it"),
        (["--tls", "--tls-cert", "site.pem"], "Give one of them"),
        (["--tls-cert", "no-such", "--tls-key", "no-such"], "No such file"),
        (["--now", "yesterday"], "is no instant"),
        (["--profile", "core", "--profile", "recrods"], "Did you mean records?"),
        (["--profile", "evidence"], "the profile core is for every site"),
        (["--signing-key", "no-such-file"], "holds no key that can sign"),
        (["--defect", "VIO-04-exclusiv"], "Did you mean VIO-04-exclusive-boundary"),
        (["--public-url", "http://x.example/path"], "is no origin"),
        (["--host", "no.such.host.invalid"], "is no host"),
    ],
)
def test_a_wrong_call_is_explained(options, said):
    result = subprocess.run(
        [*TRUSTLINK, "mock", "--port", "0", *options],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert result.returncode == 2
    assert said.lower() in result.stderr.lower()
    assert "Traceback" not in result.stderr


def test_who_opens_it_to_others_is_told_so(start):
    _, printed = start("--host", "0.0.0.0")  # noqa: S104 -- that is what is tested

    assert "it listens on all interfaces (0.0.0.0)" in printed
    assert "/_sandbox is closed" in printed
