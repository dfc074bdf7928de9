"""What the tests of the store share: workers in this process that have a file in common."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from trustlink_mock.clients import load_clients
from trustlink_mock.sandboxes import create_sandboxes
from trustlink_mock.store import StoredShelves, open_shelves

VERIFICATION = {
    "supplier": {"uscc": "91440300TL0000016J"},
    "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
    "checks": ["NO_VIOLATION"],
    "stage": "INQUIRY",
}


@dataclass(frozen=True)
class Worker:
    """One worker: the application of all sandboxes, on shelves in a file."""

    mock: Any
    shelves: StoredShelves
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def sandbox(self) -> Any:
        """Its default sandbox, as it stands now."""
        return self.mock.app.sandboxes.find("default")

    def token(self, label: str = "importer-a", sandbox: str = "") -> str:
        client = next(one for one in load_clients().values() if one.label == label)
        name = f"{client.client_id}.{sandbox}" if sandbox else client.client_id
        credentials = base64.b64encode(f"{name}:{client.secret}".encode()).decode()
        answer = self.mock.ask(
            "POST",
            "/oauth2/token",
            by=None,
            content=b"grant_type=client_credentials",
            headers={
                "Authorization": f"Basic {credentials}",
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )
        return str(answer.json["access_token"])

    def ask(
        self, method: str, path: str, body: object = None, *, token: str = "", key: str = ""
    ) -> Any:
        """Ask with a token, else with one of importer-a that is fetched once."""
        if not token and not self.tokens:
            self.tokens["importer-a"] = self.token()
        lines = {"Authorization": f"Bearer {token or self.tokens['importer-a']}"}
        lines |= {"Idempotency-Key": key} if key else {}
        return self._sent(method, path, body, lines)

    def verify(self, **asked: Any) -> Any:
        """Make a verification."""
        return self.ask("POST", "/trustlink/v1/verifications", VERIFICATION, **asked)

    def control(
        self, method: str, path: str, body: object = None, *, sandbox: str = "default"
    ) -> Any:
        """Ask the control about a sandbox."""
        target = f"/_sandbox/sandboxes/{sandbox}{path}"
        return self._sent(method, target, body, {"Host": "127.0.0.1:8000"})

    def _sent(self, method: str, path: str, body: object, lines: dict[str, str]) -> Any:
        content = b"" if body is None else json.dumps(body).encode()
        lines |= {"Content-Type": "application/json"} if content else {}
        return self.mock.ask(method, path, by=None, content=content, headers=lines)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "mock.db"


@pytest.fixture
def start(make_mock: Any, store: Path) -> Iterator[Callable[..., Worker]]:
    """Starts a worker with these settings; all have the same file."""
    started: list[Worker] = []

    def start(**settings: Any) -> Worker:
        mock = make_mock(**settings)
        shelves = open_shelves(store, mock.settings)
        app = create_sandboxes(mock.settings, shelves=shelves)
        started.append(Worker(replace(mock, app=app, tokens={}), shelves))
        return started[-1]

    yield start
    for worker in started:
        worker.shelves.close()


@pytest.fixture
def one(start: Callable[..., Worker]) -> Worker:
    return start()


@pytest.fixture
def other(start: Callable[..., Worker], one: Worker) -> Worker:  # noqa: ARG001 -- it was there first
    return start()
