"""Home of the server of sandboxes: the application that gives each request to its sandbox."""

from functools import cached_property

from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink_mock.sandboxes.collection import MOST_SANDBOXES, Sandboxes
from trustlink_mock.sandboxes.control.app import CONTROL_PATH, create_control
from trustlink_mock.sandboxes.guard import Guard
from trustlink_mock.sandboxes.sandbox import Sandbox
from trustlink_mock.sandboxes.tenancy import claimed_sandbox, proves_client
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

    def __init__(self, sandboxes: Sandboxes, guard: Guard) -> None:
        self.sandboxes = sandboxes
        self._guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give a request to its sandbox, or to the control if its path is one of that."""
        if scope["type"] != "http":
            await self.sandboxes.default.app()(scope, receive, send)
        elif scope["path"].startswith(CONTROL_PATH):
            await self._control(scope, receive, send)
        elif (sandbox := self._sandbox_of(scope)) is not None:
            await sandbox.app()(scope, receive, send)
        else:
            await json_reply(_FULL, status=400, cache_control="no-store").send(send)

    @cached_property
    def _control(self) -> ASGIApp:
        return create_control(self.sandboxes, self._guard)

    def _sandbox_of(self, scope: Scope) -> Sandbox | None:
        """Return the sandbox of a request; only who proves to be a client opens a new one."""
        authorization = _authorization(scope)
        name = claimed_sandbox(authorization) if authorization else ""
        found = self.sandboxes.find(name) if name else self.sandboxes.default
        if found is not None:
            return found
        return self.sandboxes.open(name) if proves_client(authorization) else self.sandboxes.default


def create_sandboxes(settings: Settings = _HONEST, guard: Guard = _OPEN) -> SandboxServer:
    """Return the mock server with its sandboxes as an ASGI application; raises as `create_app`."""
    sandboxes = Sandboxes(settings)
    sandboxes.default.app()
    return SandboxServer(sandboxes, guard)


def _authorization(scope: Scope) -> bytes:
    for name, value in scope["headers"]:
        if name == b"authorization":
            return bytes(value)
    return b""
