"""What a validated answer of the mock costs in process, beside bare Starlette with the same bytes.

No socket and no server: this is the price of routing, authorization, validation of request and
response, and the answer itself. Rounds of the two alternate, so that a slow moment hits both.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from trustlink_mock.app import create_app

ORIGIN = "http://127.0.0.1:8000"
PATH = "/trustlink/v1/suppliers/91440300TL0000016J/violation-status"
CLIENT = ("tl-sandbox-importer-a", "synthetic-secret-of-importer-a")
ROUNDS, REQUESTS = 15, 200

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def main() -> None:
    """Print microseconds a request (median of the rounds) and the ratio."""
    asyncio.run(_measure())


async def _measure() -> None:
    mock = create_app()
    token, body = await _one_answer(mock)
    apps: dict[str, App] = {"mock": mock, "bare Starlette": _bare(body)}
    scope = _scope(token)
    took: dict[str, list[float]] = {name: [] for name in apps}
    for _ in range(ROUNDS):
        for name, app in apps.items():
            took[name].append(await _round(app, scope))
    medians = {name: statistics.median(rounds) for name, rounds in took.items()}
    print(f"GET violation-status in process, {ROUNDS} rounds of {REQUESTS} requests, medians:")
    for name, median in medians.items():
        print(f"  {name:15} {median * 1e6:7.1f} us a request")
    print(f"  ratio           {medians['mock'] / medians['bare Starlette']:7.2f}")


async def _one_answer(app: Any) -> tuple[str, bytes]:
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        grant = {"grant_type": "client_credentials"}
        answer = await client.post("/oauth2/token", data=grant, auth=CLIENT)
        token = str(answer.json()["access_token"])
        answer = await client.get(PATH, headers={"Authorization": f"Bearer {token}"})
        json.loads(answer.content)
        return token, answer.content


def _bare(body: bytes) -> App:
    async def endpoint(_: Request) -> Response:
        return Response(body, media_type="application/json")

    route = "/trustlink/v1/suppliers/{uscc}/violation-status"
    return Starlette(routes=[Route(route, endpoint)])


def _scope(token: str) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [
            (b"host", b"127.0.0.1:8000"),
            (b"accept", b"*/*"),
            (b"authorization", f"Bearer {token}".encode()),
        ],
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 1),
    }


async def _round(app: App, scope: dict[str, Any]) -> float:
    began = time.perf_counter()
    for _ in range(REQUESTS):
        await app(dict(scope), _receive, _send)
    return (time.perf_counter() - began) / REQUESTS


async def _receive() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _send(_: dict[str, Any]) -> None:
    return None
