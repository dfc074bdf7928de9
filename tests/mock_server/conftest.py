"""What the tests of the mock server share: a mock in this process, and a way to ask it anything."""

import asyncio
import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote, urlencode

import pytest

from trustlink.contract import load_contract
from trustlink_fixtures.cases import Case
from trustlink_mock.app import create_app
from trustlink_mock.clients import load_clients
from trustlink_mock.clock import frozen_clock
from trustlink_mock.settings import Settings

NOON = datetime(2026, 9, 15, 4, 0, tzinfo=UTC)
"""Noon in Shanghai on the day of these tests."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status, headers by lower-case name, the content as sent."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def problem(self) -> str:
        """The last part of the problem's type."""
        assert self.headers["content-type"] == "application/problem+json"
        return str(self.json["type"]).rpartition("/")[2]


@dataclass(frozen=True)
class Mock:
    """A mock server in this process; asks are raw ASGI, so that nothing tidies hostile input."""

    settings: Settings
    app: Any
    tokens: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, *, by: str | None = "importer-a", **request: Any
    ) -> Answer:
        """Ask with the token of the client of that label, or with none."""
        return self.ask_all([(method, path, {"by": by, **request})])[0]

    def get(self, path: str, **request: Any) -> Answer:
        return self.ask("GET", path, **request)

    def post(self, path: str, body: object, **request: Any) -> Answer:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **request.pop("headers", {})}
        return self.ask("POST", path, content=content, headers=headers, **request)

    def token(self, label: str, *, scope: str | None = None) -> str:
        """A token of the client, fetched once."""
        key = f"{label} {scope}"
        if key not in self.tokens:
            self.tokens[key] = self.ask_token(label, scope=scope).json["access_token"]
        return self.tokens[key]

    def ask_token(self, label: str, *, scope: str | None = None, **changes: Any) -> Answer:
        client = next(one for one in load_clients().values() if one.label == label)
        form = "grant_type=client_credentials" + (f"&scope={scope}" if scope else "")
        return self.ask(
            "POST",
            "/oauth2/token",
            by=None,
            content=changes.get("content", form.encode()),
            headers={
                "Authorization": basic(client.client_id, client.secret),
                "Content-Type": "application/x-www-form-urlencoded",
                **changes.get("headers", {}),
            },
        )

    def ask_case(self, case: Case) -> Answer:
        """Ask a published question."""
        asked = case.request
        operation = load_contract().operation(asked.operation_id)
        path, query = operation.path, dict(asked.parameters)
        for name in [name for name in query if f"{{{name}}}" in path]:
            path = path.replace(f"{{{name}}}", quote(str(query.pop(name)), safe=""))
        target = f"{path}?{urlencode(query)}"
        if asked.body is None:
            return self.ask(operation.method, target, headers=dict(asked.headers))
        return self.post(target, asked.body, headers=dict(asked.headers))

    def ask_all(self, questions: Sequence[tuple[str, str, dict[str, Any]]]) -> list[Answer]:
        """Ask at the same time."""
        ready = [(method, path, self._ready(**request)) for method, path, request in questions]

        async def together() -> list[Answer]:
            return await asyncio.gather(
                *(send(self.app, method, path, **request) for method, path, request in ready)
            )

        return asyncio.run(together())

    def _ready(
        self, *, by: str | None = "importer-a", headers: Any = (), **request: Any
    ) -> dict[str, Any]:
        lines = list(headers.items()) if isinstance(headers, dict) else list(headers)
        if by is not None:
            lines.append(("Authorization", f"Bearer {self.token(by)}"))
        return {"headers": lines, **request}


async def send(
    app: Any,
    method: str,
    target: str | bytes,
    *,
    headers: Sequence[tuple[str, str]] = (),
    content: bytes = b"",
    chunks: Sequence[bytes] | None = None,
) -> Answer:
    """Call the application with one request as it would come from the wire."""
    raw = target if isinstance(target, bytes) else target.encode()
    raw_path, _, query = raw.partition(b"?")
    pieces = list(chunks) if chunks is not None else [content]
    lines = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    if chunks is None and content:
        lines.append((b"content-length", str(len(content)).encode()))
    if chunks is not None:
        lines.append((b"transfer-encoding", b"chunked"))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(raw_path.decode("latin-1")),
        "raw_path": raw_path,
        "query_string": query,
        "root_path": "",
        "headers": lines,
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 50000),
    }
    sent: list[Any] = []

    async def receive() -> Any:
        piece = pieces.pop(0) if pieces else b""
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def keep(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, keep)
    start, *bodies = sent
    found = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(start["status"], found, b"".join(message.get("body", b"") for message in bodies))


def basic(client_id: str, secret: str) -> str:
    """The header of client_secret_basic."""
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


@pytest.fixture(scope="session")
def make_mock() -> Callable[..., Mock]:
    """Makes a mock with these settings; what would be a 500 is raised."""

    def make(**settings: Any) -> Mock:
        chosen = Settings(
            **{
                "clock": frozen_clock(NOON),
                "source_timeout": 0.01,
                "raise_internal_errors": True,
                **settings,
            }
        )
        return Mock(chosen, create_app(chosen))

    return make


@pytest.fixture(scope="session")
def mock(make_mock: Callable[..., Mock]) -> Mock:
    """The honest mock at noon of 2026-09-15 in Shanghai."""
    return make_mock()
