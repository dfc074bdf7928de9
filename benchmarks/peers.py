"""What the mock is measured beside: `python -m benchmarks.peers NAME PORT [FILE]` serves one.

connexion: stock Connexion mocking the same contract, requests and responses validated. Where an
operation documents two content types its mock answers 500: problems are left out of the contract
that it is given, and so is the check of tokens, which spares it work.
starlette: bare Starlette, returning the bytes that FILE holds by method and path.
"""

import json
import sys
import warnings
from copy import deepcopy
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from trustlink.contract import load_contract


def connexion() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from connexion import AsyncApp  # noqa: PLC0415 -- for this peer alone
        from connexion.mock import MockResolver  # noqa: PLC0415 -- as above

        app = AsyncApp("stock")
        app.add_api(
            _without_problems(),
            resolver=MockResolver(mock_all=True),
            validate_responses=True,
        )
    return app


def starlette(file: str) -> Any:
    kept = json.loads(Path(file).read_text(encoding="utf-8"))
    answers = {tuple(key.split()): value for key, value in kept.items()}

    def route(method: str, path: str, status: int, body: bytes) -> Route:
        async def endpoint(_: Request) -> Response:
            return Response(body, status_code=status, media_type="application/json")

        return Route(path, endpoint, methods=[method])

    routes = [
        route(method, path, said["status"], said["body"].encode())
        for (method, path), said in answers.items()
    ]
    return Starlette(routes=routes)


def _without_problems() -> dict[str, Any]:
    document: dict[str, Any] = deepcopy(dict(load_contract().document))
    document.pop("security", None)
    for item in document["paths"].values():
        for method, operation in item.items():
            if method not in ("get", "post"):
                continue
            operation.pop("security", None)
            kept = {code: one for code, one in operation["responses"].items() if code[0] == "2"}
            operation["responses"] = kept
    return document


def main(name: str, port: str, *arguments: str) -> None:
    app = {"connexion": connexion, "starlette": starlette}[name](*arguments)
    uvicorn.run(app, port=int(port), log_level="error", access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
