"""Home of the outermost layer: opens and closes each visit, answers what no operation answers."""

import logging
from asyncio import CancelledError
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from time import perf_counter

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trustlink_mock.bodies import ClientGoneError
from trustlink_mock.chance import Chance
from trustlink_mock.clock import Clock
from trustlink_mock.paths import routable_path
from trustlink_mock.problems import Problem, problem_reply
from trustlink_mock.visit import Reply, Visit

logger = logging.getLogger("trustlink_mock")
access_logger = logging.getLogger("trustlink_mock.access")

_LONGEST_PATH = 120
_GOING_AWAY = Problem(503, headers={"retry-after": "5"})
"""Answers who still waits for a slow source when the server is stopped."""


@dataclass(frozen=True, slots=True)
class Front:
    """Is the first layer that sees a request and the last that sees its reply."""

    app: ASGIApp = field(repr=False)
    clock: Clock
    allowed: Callable[[str], str]
    """Returns the methods of a path, as Allow lists them."""
    change: Callable[[Reply, Visit], Reply]
    """Returns what defects make of a reply to a path or method that there is not."""
    raise_internal_errors: bool
    chance: Chance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, whatever it is; other kinds of connection are refused."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        else:
            await self._answer(scope, receive, Closing(send, scope, self.clock))

    async def _answer(self, scope: Scope, receive: Receive, closing: "Closing") -> None:
        extensions = dict(scope.get("extensions") or {})
        scope = {**scope, "path": routable_path(scope), "extensions": extensions}
        visit = Visit.begin(scope, self.chance)
        try:
            await self.app(scope, receive, closing)
        except HTTPException as error:
            reply = problem_reply(self._path_problem(error, visit), visit)
            await self.change(reply, visit).send(closing)
        except ClientGoneError:
            return
        except CancelledError:
            await problem_reply(_GOING_AWAY, visit).send(closing)
        except Exception:
            if self.raise_internal_errors:
                raise
            logger.exception("no reply to %s: %s", visit.request_id, shown_path(visit.path))
            await problem_reply(Problem(500), visit).send(closing)
        log_access(visit.method, visit.path, closing)

    def _path_problem(self, error: HTTPException, visit: Visit) -> Problem:
        if error.status_code == 405:
            return Problem(405, headers={"allow": self.allowed(visit.path)})
        return Problem(error.status_code)


class Closing:
    """Wraps `send`: adds the Date of the mock's clock, leaves the content of HEAD out."""

    __slots__ = ("_clock", "_is_head", "_send", "began", "status")

    def __init__(self, send: Send, scope: Scope, clock: Clock) -> None:
        self._send = send
        self._is_head = scope["method"] == "HEAD"
        self._clock = clock
        self.began = perf_counter()
        self.status = 0

    async def __call__(self, message: Message) -> None:
        """Take one ASGI message."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            date = _http_date(int(self._clock().timestamp()))
            message = {**message, "headers": [*message.get("headers", ()), (b"date", date)]}
        elif message["type"] == "http.response.body" and self._is_head:
            message = {**message, "body": b""}
        await self._send(message)


@lru_cache(maxsize=4)
def _http_date(seconds: int) -> bytes:
    return format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True).encode()


def log_access(method: str, path: str, closing: Closing) -> None:
    """Write one line about a request that was answered, if there is to be an access log."""
    if access_logger.isEnabledFor(logging.INFO):
        took = (perf_counter() - closing.began) * 1000
        access_logger.info("%s %s %s %.1f ms", method, shown_path(path), closing.status, took)


def shown_path(path: str) -> str:
    """Return the path for a log: one line of ASCII, without the query."""
    return ascii(path[:_LONGEST_PATH])[1:-1]
