"""Home of the server of sandboxes: the application that gives each request to its sandbox."""

from dataclasses import replace
from functools import cached_property, partial

from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink_mock.sandboxes.collection import MOST_SANDBOXES, Sandboxes
from trustlink_mock.sandboxes.console import CONSOLE, HOME
from trustlink_mock.sandboxes.control import CONTROL_PATH
from trustlink_mock.sandboxes.guard import Guard
from trustlink_mock.sandboxes.journal.recording import recorded
from trustlink_mock.sandboxes.sandbox import Sandbox
from trustlink_mock.sandboxes.shelves import Shelves
from trustlink_mock.sandboxes.situations import Preferring, Transports
from trustlink_mock.sandboxes.tenancy import DEFAULT, claimed_sandbox, proves_client
from trustlink_mock.settings import Settings
from trustlink_mock.visit import json_reply

_HONEST, _OPEN = Settings(), Guard()
_FULL = {
    "error": "unauthorized_client",
    "error_description": f"This server keeps at most {MOST_SANDBOXES} sandboxes. Delete one at "
    f"{CONTROL_PATH}/sandboxes/NAME, or use a client id without a sandbox's name.",
}


class SandboxServer:
    """Is the ASGI application of all sandboxes, and of the operations that control them."""

    def __init__(self, sandboxes: Sandboxes, guard: Guard, preferring: Preferring | None) -> None:
        self.sandboxes = sandboxes
        self._guard = guard
        self._preferring = preferring

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give a request to its sandbox, or to the control if its path is one of that."""
        if scope["type"] != "http":
            await self.sandboxes.default.app()(scope, receive, send)
        elif scope["path"].startswith(CONTROL_PATH):
            await self._below(scope["path"])(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        sandbox = self._sandbox_of(scope)
        if sandbox is None:
            await json_reply(_FULL, status=400, cache_control="no-store").send(send)
            return
        app = sandbox.app()
        if self._preferring is not None and _header(scope, b"prefer") is not None:
            app = partial(self._preferring.answer, sandbox)
        journal, clock, key = sandbox.journal, sandbox.clock, sandbox.journal_key
        await recorded(app, scope, receive, send, journal=journal, clock=clock, key=key)

    def _below(self, path: str) -> ASGIApp:
        """Return what answers a path below CONTROL_PATH: the console's pages, or the control."""
        is_page = path in (CONTROL_PATH, HOME) or path.startswith(CONSOLE)
        return self._console if is_page else self._control

    @cached_property
    def _console(self) -> ASGIApp:
        from trustlink_mock.sandboxes.console.app import (  # noqa: PLC0415 -- a tenth of a second, not spent before it is asked for
            create_console,
        )

        return create_console(self.sandboxes, self._guard)

    @cached_property
    def _control(self) -> ASGIApp:
        from trustlink_mock.sandboxes.control.app import (  # noqa: PLC0415 -- as the console
            create_control,
        )

        return create_control(self.sandboxes, self._guard)

    def _sandbox_of(self, scope: Scope) -> Sandbox | None:
        """Return the sandbox of a request; only who proves to be a client opens a new one."""
        authorization = _header(scope, b"authorization") or b""
        name = claimed_sandbox(authorization) if authorization else ""
        found = self.sandboxes.find(name or DEFAULT)
        if found is not None:
            return found
        return self.sandboxes.open(name) if proves_client(authorization) else self.sandboxes.default


def create_sandboxes(
    settings: Settings = _HONEST,
    guard: Guard = _OPEN,
    *,
    is_strict: bool = False,
    transports: Transports | None = None,
    shelves: Shelves | None = None,
) -> SandboxServer:
    """Return the mock server with its sandboxes as an ASGI application; raises as `create_app`.

    A strict one ignores Prefer; `transports` are those of the server in which it runs, if any.
    Sandboxes are kept on `shelves`, else in memory.
    """
    settings = replace(settings, takes_preferences=not is_strict)
    sandboxes = Sandboxes(settings, shelves)
    sandboxes.default.app()
    preferring = None if is_strict else Preferring(settings, transports or Transports())
    return SandboxServer(sandboxes, guard, preferring)


def _header(scope: Scope, wanted: bytes) -> bytes | None:
    for name, value in scope["headers"]:
        if name == wanted:
            return bytes(value)
    return None
