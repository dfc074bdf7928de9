"""Home of the pages for people: Swagger UI, and the contract's files as they are shipped."""

from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink.resources import openapi_folder
from trustlink_mock.framework import SwaggerUIMiddleware, SwaggerUIOptions
from trustlink_mock.visit import Reply

UI_PATH = "/trustlink/ui"
_FILES = {"/trustlink/trustlink.yaml": "trustlink.yaml", "/trustlink/sandbox.yaml": "sandbox.yaml"}
_READING = frozenset({"GET", "HEAD"})


def swagger_ui_options() -> SwaggerUIOptions:
    """Return the options of a Swagger UI that shows both files of the contract."""
    files = [{"url": path, "name": name} for path, name in _FILES.items()]
    return SwaggerUIOptions(
        serve_spec=False, swagger_ui_path=UI_PATH, swagger_ui_config={"urls": files}
    )


class Pages(SwaggerUIMiddleware):  # type: ignore[misc]  # Connexion ships no types
    """Is the layer of the pages; all other requests pass by untouched."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        self._files = {path: _file_reply(openapi_folder() / name) for path, name in _FILES.items()}

    def add_api(self, specification: Any, **kwargs: Any) -> None:
        """Add the Swagger UI of a specification."""
        super().add_api(specification, **kwargs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a page; raises HTTPException for one that there is not."""
        path = scope.get("path", "")
        if path in self._files:
            await self._send_file(path, scope, send)
        elif path == UI_PATH or path.startswith(UI_PATH + "/"):
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _send_file(self, path: str, scope: Scope, send: Send) -> None:
        if scope["method"] not in _READING:
            raise HTTPException(405)
        await self._files[path].send(send)


def _file_reply(path: Path) -> Reply:
    return Reply(200, {"content-type": "application/yaml; charset=utf-8"}, path.read_bytes())
