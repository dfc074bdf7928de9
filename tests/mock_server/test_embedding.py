"""The mock inside another program: a server that is there, isolated, and gone afterwards."""

import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from trustlink.errors import UserError
from trustlink_mock import Settings, sandbox
from trustlink_mock.clock import frozen_clock

SUPPLIER = "/trustlink/v1/suppliers/91440300TL0000016J"

CLIENT_TEST = """
import urllib.request

def test_one(trustlink_sandbox):
    with urllib.request.urlopen(trustlink_sandbox.base_url + "/trustlink/v1/status") as answer:
        assert answer.status == 200

def test_other(trustlink_sandbox):
    assert trustlink_sandbox.settings.profiles == {profiles!r}
"""
OVERRIDE = """
import pytest
from trustlink_mock import Settings

@pytest.fixture(scope="session")
def trustlink_settings():
    return Settings(profiles=("core",))
"""
ALL_PROFILES = ("core", "records", "evidence", "batch")


def get(mock, path, **headers):
    return httpx2.get(mock.base_url + path, headers=headers, trust_env=False)


def test_the_ready_token_opens_what_needs_one():
    with sandbox() as mock:
        allowed = get(mock, SUPPLIER, Authorization=f"Bearer {mock.token}")
        refused = get(mock, SUPPLIER)

    assert (allowed.status_code, refused.status_code) == (200, 401)


def test_it_is_gone_afterwards():
    before = threading.active_count()

    with sandbox() as mock:
        address = urlsplit(mock.base_url)
        assert threading.active_count() == before + 1

    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), timeout=2)


def test_it_ends_when_the_test_fails():
    before = threading.active_count()

    with pytest.raises(ZeroDivisionError), sandbox():
        raise ZeroDivisionError

    assert threading.active_count() == before


def test_two_at_a_time_know_nothing_of_each_other():
    with sandbox() as one, sandbox() as other:
        answer = get(other, SUPPLIER, Authorization=f"Bearer {one.token}")

        assert one.base_url != other.base_url
        assert answer.status_code == 401


def test_the_settings_decide_and_the_origin_is_the_real_one():
    settings = Settings(clock=frozen_clock(datetime(2026, 9, 1, tzinfo=UTC)), profiles=("core",))

    with sandbox(settings) as mock:
        discovery = get(mock, "/.well-known/trustlink")

        assert mock.settings.public_url == mock.base_url

    assert discovery.headers["date"] == "Tue, 01 Sep 2026 00:00:00 GMT"
    assert discovery.json()["tokenEndpoint"] == f"{mock.base_url}/oauth2/token"


def test_each_client_can_have_a_token_and_no_secret_is_shown():
    with sandbox() as mock:
        used_up = get(mock, SUPPLIER, Authorization=f"Bearer {mock.token_of('quota-used-up')}")
        shown = repr(mock)

        assert mock.token not in shown
        assert mock.clients["importer-a"].secret not in shown
    assert used_up.status_code == 429


def test_it_heeds_what_is_preferred_faults_of_the_connection_too():
    with sandbox() as mock:
        told = get(mock, SUPPLIER, Prefer="code=429")
        with pytest.raises(httpx2.RemoteProtocolError):
            get(mock, "/trustlink/v1/status", Prefer="fault=truncate")

    assert (told.status_code, told.headers["preference-applied"]) == (429, "code=429")


def test_a_test_sets_its_clock_and_reads_what_was_asked():
    with sandbox() as mock:
        control = mock.base_url + "/_sandbox/sandboxes/default"
        clock = {"now": "2027-01-01T00:00:00Z", "state": "STANDS_STILL"}
        httpx2.put(control + "/clock", json=clock, trust_env=False)

        status = get(mock, "/trustlink/v1/status")
        journal = get(mock, "/_sandbox/sandboxes/default/journal").json()

    assert status.headers["date"] == "Fri, 01 Jan 2027 00:00:00 GMT"
    assert [entry["path"] for entry in journal["entries"]] == ["/trustlink/v1/status"]


def test_a_wrong_setting_is_the_caller_s_and_leaves_nothing_behind():
    before = threading.active_count()

    with pytest.raises(UserError, match="no profile"), sandbox(Settings(profiles=("cores",))):
        pass

    assert threading.active_count() == before


def test_a_taken_port_is_named():
    with sandbox() as mock:
        port = urlsplit(mock.base_url).port

        with pytest.raises(UserError, match=f"port {port} .* is taken"), sandbox(port=port):
            pass


@pytest.mark.slow
@pytest.mark.parametrize(
    ("conftest", "profiles"), [("", ALL_PROFILES), (OVERRIDE, ("core",))], ids=["as it is", "own"]
)
def test_the_plugin_gives_one_mock_to_a_session(tmp_path: Path, conftest, profiles):
    (tmp_path / "conftest.py").write_text(conftest)
    (tmp_path / "test_client.py").write_text(CLIENT_TEST.format(profiles=profiles))

    result = pytest_in(tmp_path, "-p", "trustlink_mock.pytest_plugin")

    assert result.returncode == 0, result.stdout + result.stderr
    assert "2 passed" in result.stdout


@pytest.mark.slow
def test_the_plugin_is_loaded_only_on_request(tmp_path: Path):
    (tmp_path / "test_client.py").write_text(CLIENT_TEST.format(profiles=ALL_PROFILES))

    result = pytest_in(tmp_path)

    assert result.returncode == 1
    assert "fixture 'trustlink_sandbox' not found" in result.stdout


def pytest_in(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, *options], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.slow
def test_a_mock_loads_nothing_of_the_suite_and_of_what_it_was_not_asked_for():
    program = """
import sys
from trustlink_mock.app import create_app
create_app()
print(*sorted(
    {name.partition(".")[0] for name in sys.modules}
    & {"trustlink_conformance", "hypothesis", "schemathesis", "pytest", "faker", "jsonpath_rfc9535",
       "rich"}
), *(name for name in ("trustlink_mock.defects", "trustlink_mock.variants") if name in sys.modules))
"""

    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout

    assert loaded.split() == []
