"""The command `trustlink journal` on a server that runs."""

import asyncio
import json
import socket
import threading
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
import uvicorn
from click.testing import CliRunner

from trustlink.cli import main
from trustlink_mock import journal_command
from trustlink_mock.sandboxes import Guard, create_sandboxes
from trustlink_mock.serving import bound_socket
from trustlink_mock.settings import Settings

SECRET = "0123456789abcdef0123"
STATUS = "/trustlink/v1/suppliers/91440300TL0000016J/violation-status"

VERIFICATION = {
    "supplier": {"uscc": "91440300TL0000016J"},
    "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
    "checks": ["NO_VIOLATION"],
    "stage": "INQUIRY",
}


@dataclass(frozen=True)
class Site:
    url: str
    secret: str

    def run(self, *options: str, secret: str | None = None) -> Any:
        environment = {"TRUSTLINK_SANDBOX_SECRET": self.secret if secret is None else secret}
        return CliRunner(env=environment).invoke(main, ["journal", self.url, *options])


@pytest.fixture(scope="module")
def site():
    """A server with a secret, of which a good client and a hasty one have asked something."""
    app = create_sandboxes(Settings(), Guard(SECRET, on_loopback=False))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", lifespan="off"))
    with bound_socket("127.0.0.1", 0) as bound:
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[bound])))
        thread.start()
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        for sandbox in ("good", "hasty"):
            ask(url, sandbox, times=1 if sandbox == "good" else 2)
        yield Site(url, SECRET)
        server.should_exit = True
        thread.join(timeout=10)


def ask(url, sandbox, *, times):
    credentials = (f"tl-sandbox-importer-a.{sandbox}", "synthetic-secret-of-importer-a")
    with httpx2.Client(base_url=url, trust_env=False) as client:
        for _ in range(times):
            form = {"grant_type": "client_credentials"}
            token = client.post("/oauth2/token", data=form, auth=credentials).json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        client.get(STATUS, headers=headers)
        client.get(f"{STATUS}?asOf=tomorrow", headers=headers)


def verify_as(url, client):
    credentials = (f"tl-sandbox-{client}.shared", f"synthetic-secret-of-{client}")
    with httpx2.Client(base_url=url, trust_env=False) as asking:
        form = {"grant_type": "client_credentials"}
        token = asking.post("/oauth2/token", data=form, auth=credentials).json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        asking.post("/trustlink/v1/verifications", json=VERIFICATION, headers=headers)


def test_the_report_says_why_something_is_not_seen(site):
    verify_as(site.url, "importer-a")
    verify_as(site.url, "importer-b")
    httpx2.get(f"{site.url}/trustlink/v1/keys", trust_env=False)

    told = site.run("--sandbox", "shared", "--report")

    assert told.exit_code == 0, told.output
    assert "nobody can tell by which client" in told.output


def test_it_lists_each_request_and_explains_the_refused_ones(site):
    told = site.run("--sandbox", "good")

    assert told.exit_code == 0, told.output
    assert f"200  GET {STATUS}" in told.output
    assert "asOf: A text that matches" in told.output or "asOf: A real" in told.output
    assert "right: curl -X GET" in told.output


def test_it_writes_one_json_value_a_line(site):
    lines = site.run("--sandbox", "good", "--json").output.splitlines()

    assert [json.loads(line)["status"] for line in lines] == [200, 200, 400]


@pytest.mark.parametrize(("sandbox", "code"), [("good", 0), ("hasty", 1)])
def test_the_report_is_an_exit_code(site, sandbox, code):
    told = site.run("--sandbox", sandbox, "--report")

    assert told.exit_code == code, told.output
    assert ("BROKEN" in told.output) == bool(code)
    assert "not seen" in told.output


@pytest.mark.parametrize(
    ("options", "secret", "said"),
    [
        (("--sandbox", "nobody"), None, "no sandbox of this name"),
        ((), "wrong-wrong-wrong-wrong", "secret is expected"),
        ((), "", "secret is expected"),
    ],
)
def test_a_refusal_says_why(site, options, secret, said):
    told = site.run(*options, secret=secret)

    assert told.exit_code == 2
    assert said in told.output + told.stderr


@pytest.mark.parametrize(
    ("url", "cause"),
    [
        ("http://127.0.0.1:9", "refused"),
        ("127.0.0.1:8000", "no URL with http://"),
        ("localhost", "no URL with http://"),
        ("http://", "no URL with http://"),
        ("ftp://127.0.0.1", "no URL with http://"),
    ],
)
def test_what_can_not_be_reached_is_said_with_its_cause(url, cause):
    told = CliRunner().invoke(main, ["journal", url])

    assert told.exit_code == 2
    assert "no journal can be read" in told.stderr
    assert cause in told.stderr


@pytest.mark.parametrize(
    ("status", "content"), [(404, "Not here"), (200, "<html>"), (200, "[]"), (200, "{}")]
)
@pytest.mark.parametrize("option", [[], ["--report"]])
def test_what_is_no_mock_is_said_with_its_status(monkeypatch, status, content, option):
    answer = httpx2.Response(status, text=content)
    monkeypatch.setattr(httpx2.Client, "get", lambda _self, _url: answer)

    told = CliRunner().invoke(main, ["journal", "http://mock.example", *option])

    assert told.exit_code == 2
    assert f"the answer, {status}, is none of a mock's" in told.stderr


def test_silence_is_said_with_its_seconds(monkeypatch):
    monkeypatch.setattr(journal_command, "_TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"

        told = CliRunner().invoke(main, ["journal", url])

    assert told.exit_code == 2
    assert "no answer within 0.2 seconds" in told.stderr
