"""Home of the layer for clients in a browser (CORS): which sites' scripts may read the answers."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink.errors import UserError
from trustlink_mock.clock import Clock
from trustlink_mock.front import Closing, log_access
from trustlink_mock.served import ServedOperation
from trustlink_mock.settings import Settings

_OWN_REQUEST_HEADERS = ("Authorization", "Content-Type")
_OWN_RESPONSE_HEADERS = ("Date",)
_PREFERENCE, _APPLIED = "Prefer", "Preference-Applied"
_DEFAULT_PORTS = {"http": 80, "https": 443}


class CrossOrigin(CORSMiddleware):
    """Answers preflights, and names the origin in the answers to its scripts; others pass by."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        origins: tuple[str, ...],
        served: Iterable[ServedOperation],
        clock: Clock,
        takes_preferences: bool,
    ) -> None:
        operations = tuple(served)
        asked, told = ((_PREFERENCE,), (_APPLIED,)) if takes_preferences else ((), ())
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=sorted({"HEAD", *(one.operation.method for one in operations)}),
            allow_headers=sorted({*_OWN_REQUEST_HEADERS, *asked, *_request_headers(operations)}),
            expose_headers=sorted({*_OWN_RESPONSE_HEADERS, *told, *_response_headers(operations)}),
        )
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight like any other request: with a Date, and with a line in the log."""
        if not _is_preflight(scope):
            await super().__call__(scope, receive, send)
            return
        closing = Closing(send, scope, self._clock)
        await super().__call__(scope, receive, closing)
        log_access(scope["method"], scope["path"], closing)


def for_browsers(app: ASGIApp, settings: Settings, served: Iterable[ServedOperation]) -> ASGIApp:
    """Return an application with the layer for scripts of other origins, if any may ask."""
    if not settings.cors:
        return app
    return CrossOrigin(
        app,
        origins=settings.cors,
        served=served,
        clock=settings.clock,
        takes_preferences=settings.takes_preferences,
    )


def check_browser_origin(text: str) -> str:
    """Return an origin as a browser sends it; raises UserError for another text."""
    if text != _serialised(text):
        raise UserError(
            f"--cors {text!r} is no origin as a browser sends it",
            hint="Write scheme, host and port alone, in small letters and without the scheme's own"
            " port, as http://localhost:5173.",
        )
    return text


def _serialised(text: str) -> str | None:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or "*" in parts.hostname:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    own = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{own}"


def _is_preflight(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "OPTIONS":
        return False
    names = {name for name, _ in scope["headers"]}
    return {b"origin", b"access-control-request-method"} <= names


def _request_headers(operations: Iterable[ServedOperation]) -> Iterator[str]:
    for one in operations:
        for node in one.operation.document.get("parameters", ()):
            parameter = one.contract.resolve(node)
            if parameter["in"] == "header":
                yield parameter["name"]


def _response_headers(operations: Iterable[ServedOperation]) -> Iterator[str]:
    for one in operations:
        for node in one.operation.document["responses"].values():
            yield from one.contract.resolve(node).get("headers", {})
