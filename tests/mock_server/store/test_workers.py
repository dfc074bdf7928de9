"""Workers as processes: they are killed, and nothing that was acknowledged is lost."""

import os
import re
import signal
import sqlite3
import ssl
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Event

import httpx2
import pytest

pytestmark = pytest.mark.slow

MOCK = (sys.executable, "-m", "trustlink", "mock", "--port", "0", "--workers", "2")
PUBLIC = "https://mock.example"
CLIENT = ("tl-sandbox-importer-a", "synthetic-secret-of-importer-a")
S01, SLOW = "91440300TL0000016J", "91410100TL0000163D"
STATUS = f"/trustlink/v1/suppliers/{S01}/violation-status"
SECONDS = 15


@dataclass(frozen=True)
class Site:
    """A mock with two workers, seen by its clients."""

    process: subprocess.Popen
    origin: str
    printed: str
    file: Path
    trusted: ssl.SSLContext | bool = False
    """What it is verified by; http needs none, and one is slow to make."""

    def workers(self) -> set[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return set(map(int, children.read_text().split()))

    def ask(self, method, path, *, token="", **request):
        """Ask on a connection of its own: whichever worker is free takes it."""
        headers = request.pop("headers", {}) | (
            {"Authorization": f"Bearer {token}"} if token else {}
        )
        with httpx2.Client(trust_env=False, timeout=SECONDS, verify=self.trusted) as client:
            return client.request(method, self.origin + path, headers=headers, **request)

    def token(self):
        form = {"grant_type": "client_credentials"}
        return self.ask("POST", "/oauth2/token", data=form, auth=CLIENT).json()["access_token"]

    def verify(self, token, *, key="", uscc=S01):
        body = {
            "supplier": {"uscc": uscc},
            "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
            "checks": ["NO_VIOLATION", "CREDIT_RATING"],
            "stage": "INQUIRY",
        }
        headers = {"Idempotency-Key": key} if key else {}
        path = "/trustlink/v1/verifications"
        return self.ask("POST", path, token=token, json=body, headers=headers)

    def control(self, method, path, body=None):
        return self.ask(method, f"/_sandbox/sandboxes/default{path}", json=body).json()

    @contextmanager
    def only(self, worker):
        """Hold all other workers up, so that this one answers."""
        others = self.workers() - {worker}
        try:
            for pid in others:
                os.kill(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in others:
                os.kill(pid, signal.SIGCONT)


def wait_until(condition):
    """Return what a condition comes to once it is no longer false."""
    until = time.monotonic() + SECONDS
    while not (found := condition()):
        assert time.monotonic() < until
        time.sleep(0.02)
    return found


def started(file, *options):
    process = subprocess.Popen(
        [*MOCK, "--store", f"sqlite:///{file}", "--public-url", PUBLIC, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Ctrl-C"):
            break
    printed = "".join(lines)
    return Site(process, re.search(r"Listening on (\S+)", printed)[1], printed, file)


def ended(site, what=signal.SIGTERM):
    """End a mock: by SIGTERM, or by Ctrl-C, which its workers see as well."""
    group = site.process.pid
    os.kill(group, what) if what == signal.SIGTERM else os.killpg(group, what)
    _, errors = site.process.communicate(timeout=SECONDS)
    return site.process.returncode, errors


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """Starts a mock with two workers; whatever comes, nothing of it is left."""
    with ExitStack() as after:

        def start(file=None, *options):
            chosen = file or tmp_path_factory.mktemp("store") / "mock.db"
            site = started(chosen, *options)
            after.callback(site.process.communicate)
            after.callback(site.process.kill)
            return site

        yield start


@pytest.fixture(scope="module")
def shared(start):
    return start()


@pytest.fixture
def site(shared):
    """The shared mock, with an empty default sandbox and both workers at work."""
    wait_until(lambda: len(shared.workers()) == 2)
    shared.control("POST", "/reset")
    return shared


def test_what_was_acknowledged_is_found_once_after_workers_and_parent_were_killed(start):
    site = start()
    token = site.token()
    acknowledged, is_over = [], Event()

    def create(client):
        """Make verifications, each until it is acknowledged; a key stands for one."""
        for number in range(400):
            made = None
            while not made and not is_over.is_set():
                with suppress(httpx2.TransportError):
                    made = made_or_none(site.verify(token, key=f"{client}-{number:020}"))
            if made:
                acknowledged.append(made.headers["location"])

    with ThreadPoolExecutor(2) as clients:
        creating = [clients.submit(create, client) for client in "ab"]
        for _ in range(4):
            already = len(acknowledged)
            killed = wait_until(site.workers).pop()
            os.kill(killed, signal.SIGKILL)
            wait_until(lambda already=already: len(acknowledged) >= already + 5)
            wait_until(lambda killed=killed: len(site.workers() - {killed}) == 2)
        workers = site.workers()
        site.process.kill()
        is_over.set()
        for one in creating:
            one.result()

    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    again = start(site.file)
    with httpx2.Client(trust_env=False, headers={"Authorization": f"Bearer {token}"}) as client:
        found = [client.get(again.origin + path).status_code for path in acknowledged]
    made = again.control("GET", "")["verifications"]
    assert found == [200] * len(acknowledged)
    assert len(set(acknowledged)) == len(acknowledged) >= 20
    assert made - len(acknowledged) in (0, 1, 2)  # those that were not acknowledged any more


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/clock", {"now": "2027-01-01T00:00:00Z", "state": "STANDS_STILL"}),
        ("/defects", {"defects": ["VIO-04-exclusive-boundary"]}),
        ("/quota", {"requests": 5, "windowSeconds": 60}),
    ],
    ids=["clock", "defects", "quota"],
)
def test_the_workers_agree_on_what_is_set_and_reset_through_one(site, path, change):
    one, other = site.workers()
    with site.only(one):
        changed = site.control("PUT", path, change)
    with site.only(other):
        seen = site.control("GET", "")
        site.control("POST", "/reset")
    with site.only(one):
        after = site.control("GET", "")

    instant = {"now": ""}
    same = [{**shown, "clock": shown["clock"] | instant} for shown in (changed, seen)]
    assert same[0] == same[1]
    assert ("quota" in after, after["defects"], after["clock"]["state"]) == (False, [], "RUNS")


def test_duplicates_at_the_same_time_make_one_verification(site):
    token = site.token()
    with ThreadPoolExecutor(50) as clients:
        asked = [clients.submit(site.verify, token, key="a" * 20, uscc=SLOW) for _ in range(50)]
        answers = [one.result() for one in asked]
    again = site.verify(token, key="a" * 20, uscc=SLOW)

    ids = {one.json()["verificationId"] for one in answers if one.status_code == 201}
    assert {one.status_code for one in answers} <= {201, 409}
    assert ids == {again.json()["verificationId"]}
    assert site.control("GET", "")["verifications"] == 1


def test_the_key_of_a_killed_worker_is_free_within_seconds(site):
    token = site.token()
    with ThreadPoolExecutor(1) as client, closing(sqlite3.connect(site.file)) as store:
        lost = client.submit(site.verify, token, key="b" * 20, uscc=SLOW)
        held = "SELECT count(*) FROM attempts WHERE key LIKE 'bbb%' AND reply IS NULL"
        wait_until(lambda: store.execute(held).fetchone()[0])
        for worker in site.workers():
            os.kill(worker, signal.SIGKILL)
        killed = time.monotonic()
        with pytest.raises(httpx2.TransportError):
            lost.result()

    first = site.verify(token, key="b" * 20)
    made = wait_until(lambda: made_or_none(site.verify(token, key="b" * 20, uscc=SLOW)))

    assert first.status_code in (409, 422)
    assert time.monotonic() - killed < 6
    assert site.control("GET", "")["verifications"] == 1
    assert site.verify(token, key="b" * 20, uscc=SLOW).content == made.content


def made_or_none(answer):
    return answer if answer.status_code == 201 else None


def test_the_journal_has_the_requests_of_both(site):
    for number, worker in zip(count(1), site.workers(), strict=False):
        with site.only(worker):
            site.ask("GET", f"{STATUS}?limit={number}")

    def asked():
        entries = site.control("GET", "/journal?after=0&limit=100")["entries"]
        found = {entry.get("query") for entry in entries}
        return found >= {"limit=1", "limit=2"} and entries

    assert all(entry["status"] == 401 for entry in wait_until(asked))


def test_it_ends_when_it_is_asked_to_and_leaves_one_file(start):
    site = start(None, "--tls")
    authority = re.search(r"Trust +(\S+)", site.printed)[1]
    trusted = ssl.create_default_context(cafile=authority)
    trusting = Site(site.process, site.origin, site.printed, site.file, trusted)

    answered = [trusting.ask("GET", "/trustlink/v1/status").status_code for _ in range(4)]
    with pytest.raises(httpx2.TransportError):
        trusting.ask("GET", "/trustlink/v1/status", headers={"Prefer": "fault=reset"})

    assert answered == [200] * 4
    assert ended(site) == (0, "")
    assert [path.name for path in site.file.parent.iterdir()] == ["mock.db"]
    assert site.printed.count("Listening on") == 1


def test_ctrl_c_ends_it_while_a_request_is_in_flight(start):
    site = start()
    token = site.token()

    with ThreadPoolExecutor(1) as client, closing(sqlite3.connect(site.file)) as store:
        asked = client.submit(site.verify, token, key="c" * 20, uscc=SLOW)
        wait_until(lambda: store.execute("SELECT count(*) FROM attempts").fetchone()[0])
        how = ended(site, signal.SIGINT)

    assert how == (0, "")
    assert asked.result().status_code == 201


def test_a_worker_that_can_not_start_ends_all():
    program = """
from trustlink.errors import TrustlinkError
from trustlink_mock.workers import serve_by_workers

def fail(_):
    raise ZeroDivisionError

try:
    serve_by_workers(2, fail, announce=lambda: print("ready"), patience=1)
except TrustlinkError as error:
    print(error)
"""

    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False
    )

    assert result.stdout == "a worker failed before it could be reached\n"
    assert result.stderr.count("ZeroDivisionError") == 2


def test_more_workers_than_one_need_a_store():
    result = subprocess.run(MOCK, capture_output=True, text=True, timeout=30, check=False)

    assert result.returncode == 2
    assert "--store sqlite:///mock.db" in result.stderr
