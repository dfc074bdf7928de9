"""Home of preferring: answers requests with a header Prefer; others never get here."""

import asyncio
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trustlink.contract import Contract
from trustlink.errors import UserError
from trustlink.terms import load_terms
from trustlink_mock.cross_origin import for_browsers
from trustlink_mock.front import Closing
from trustlink_mock.paths import routable_path
from trustlink_mock.problems import Problem, problem_reply
from trustlink_mock.sandboxes.sandbox import Sandbox, Twist
from trustlink_mock.sandboxes.situations.documented import preferred_reply
from trustlink_mock.sandboxes.situations.faults import drip, inflict
from trustlink_mock.sandboxes.situations.preferences import (
    Preferences,
    read_preferences,
    refused,
)
from trustlink_mock.sandboxes.situations.transports import Transports
from trustlink_mock.served import served_operations
from trustlink_mock.settings import Settings
from trustlink_mock.substitutions.application import Lines, header, with_header
from trustlink_mock.visit import Recorder, Reply, Visit

_NO_TRANSPORT = "A fault happens to a connection: this request came through none."


@dataclass(frozen=True, slots=True)
class Preferring:
    """Lets happen to requests what they prefer."""

    settings: Settings = field(repr=False)
    transports: Transports
    seconds_of_slow: float = 10.0

    async def answer(self, sandbox: Sandbox, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request as it prefers, or with a problem if that can't be."""
        visit = Visit.begin({**scope, "path": routable_path(scope)}, self.settings.chance)
        try:
            preferences = read_preferences(visit.headers["prefer"])
            app = self._app(sandbox, visit, preferences)
            transport = self._transport(scope, preferences)
        except Problem as problem:
            refusing = self._sending(problem_reply(problem, visit), sandbox)
            await refusing(scope, receive, _Telling(send, ""))
            return
        await asyncio.sleep(preferences.delay / 1000)
        telling = _Telling(send, preferences.applied)
        if preferences.fault is None:
            await app(scope, receive, telling)
            return
        recorder = Recorder()
        telling = _Telling(recorder, preferences.applied)
        await app(scope, receive, telling)
        if transport is None:
            await drip(recorder.reply(), send, seconds=self.seconds_of_slow)
        else:
            await inflict(preferences.fault, recorder.reply(), transport, receive)

    def _app(self, sandbox: Sandbox, visit: Visit, preferences: Preferences) -> ASGIApp:
        """Return what answers the request; raises Problem 400."""
        reply = preferred_reply(self._contract, visit, preferences)
        try:
            app = sandbox.app(Twist(preferences.defect, preferences.scenario))
        except UserError as error:
            raise refused("UNKNOWN_VALUE", f"{error.message}. {error.hint}".strip()) from error
        return self._sending(reply, sandbox) if reply else app

    def _sending(self, reply: Reply, sandbox: Sandbox) -> ASGIApp:
        """Return an application that sends this reply to everybody."""

        async def replying(scope: Scope, _receive: Receive, send: Send) -> None:
            await reply.send(Closing(send, scope, sandbox.clock))

        if not self.settings.cors:
            return replying
        served = served_operations(self._contract, profiles=self.settings.profiles)
        return for_browsers(replying, self.settings, served.values())

    @property
    def _contract(self) -> Contract:
        return load_terms(self.settings.overlays).contract

    def _transport(self, scope: Scope, preferences: Preferences) -> asyncio.Transport | None:
        """Return the connection to spoil, None if none need be; raises Problem 400."""
        if preferences.fault in (None, "slow"):
            return None
        transport = self.transports.of(scope)
        if transport is None:
            raise refused("NO_CONNECTION", _NO_TRANSPORT)
        return transport


@dataclass(frozen=True, slots=True)
class _Telling:
    """Wraps `send`: says which preferences were applied, and that the answer depends on them."""

    send: Send
    applied: str

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            lines: Lines = list(message["headers"])
            vary = header(lines, b"vary")
            lines = with_header(lines, b"vary", vary + b", Prefer" if vary else b"Prefer")
            if self.applied:
                lines.append((b"preference-applied", self.applied.encode()))
            message = {**message, "headers": lines}
        await self.send(message)
