"""What the tests of sandboxes share: a server of sandboxes in this process, and ways to ask it."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from trustlink_mock.clients import load_clients
from trustlink_mock.sandboxes import Guard, create_sandboxes

S01 = "91440300TL0000016J"


@dataclass(frozen=True)
class Server:
    """A server of sandboxes; `mock` asks its default sandbox."""

    mock: Any
    tokens: dict[str, str] = field(default_factory=dict)

    def ask_token(self, label: str = "importer-a", *, sandbox: str = "", secret: str = "") -> Any:
        client = next(one for one in load_clients().values() if one.label == label)
        name = f"{client.client_id}.{sandbox}" if sandbox else client.client_id
        credentials = base64.b64encode(f"{name}:{secret or client.secret}".encode()).decode()
        return self.mock.ask(
            "POST",
            "/oauth2/token",
            by=None,
            content=b"grant_type=client_credentials",
            headers={
                "Authorization": f"Basic {credentials}",
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )

    def headers(self, label: str, sandbox: str) -> dict[str, str]:
        key = f"{label} {sandbox}"
        if key not in self.tokens:
            self.tokens[key] = self.ask_token(label, sandbox=sandbox).json["access_token"]
        return {"Authorization": f"Bearer {self.tokens[key]}"}

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        label: str = "importer-a",
        sandbox: str = "",
        headers: dict[str, str] | None = None,
    ) -> Any:
        """Ask as a client of a sandbox."""
        lines = {**self.headers(label, sandbox), **(headers or {})}
        content = b"" if body is None else json.dumps(body).encode()
        lines |= {"Content-Type": "application/json"} if content else {}
        return self.mock.ask(method, path, by=None, content=content, headers=lines)

    def control(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        sandbox: str = "default",
        headers: dict[str, str] | None = None,
    ) -> Any:
        """Ask the control about a sandbox, or below /_sandbox if the path starts there."""
        target = path if path.startswith("/_sandbox") else f"/_sandbox/sandboxes/{sandbox}{path}"
        content = b"" if body is None else json.dumps(body).encode()
        lines = {"Host": "127.0.0.1:8000", **(headers or {})}
        lines |= {"Content-Type": "application/json"} if content else {}
        return self.mock.ask(method, target, by=None, content=content, headers=lines)


@pytest.fixture
def make_server(make_mock: Any) -> Callable[..., Server]:
    """Makes a server of sandboxes with these settings."""

    def make(guard: Guard | None = None, **settings: Any) -> Server:
        mock = make_mock(**settings)
        app = create_sandboxes(mock.settings, guard or Guard())
        return Server(replace(mock, app=app, tokens={}))

    return make


@pytest.fixture
def server(make_server: Callable[..., Server]) -> Server:
    """A server of sandboxes whose clocks show noon of 2026-09-15 in Shanghai."""
    return make_server()
