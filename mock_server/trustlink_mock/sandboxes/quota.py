"""Home of the quota: how many requests the clients of a sandbox may make in a window of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from trustlink_mock.announcement import JsonDocument
from trustlink_mock.authorization import Authorize
from trustlink_mock.clients import Client
from trustlink_mock.clock import Clock
from trustlink_mock.problems import Problem
from trustlink_mock.sandboxes.adjustments import Adjustment
from trustlink_mock.substitutions import Joint
from trustlink_mock.visit import Visit


@dataclass(frozen=True, slots=True)
class Quota:
    """Is so many requests with a token, of all clients together, in so many seconds."""

    requests: int
    window_seconds: int

    def document(self) -> JsonDocument:
        """Return the contract's rateLimit."""
        return {"requests": self.requests, "windowSeconds": self.window_seconds}


class Count(Protocol):
    """Counts requests by windows."""

    def admits(self, window: int, *, most: int) -> bool:
        """Count one more request of a window, unless so many were counted."""


@dataclass(slots=True)
class CountInMemory:
    """Counts the requests of the latest window."""

    window: int = 0
    used: int = 0

    def admits(self, window: int, *, most: int) -> bool:
        """Count one more request of a window, unless so many were counted."""
        if window != self.window:
            self.window, self.used = window, 0
        is_admitted = self.used < most
        self.used += is_admitted
        return is_admitted


@dataclass(frozen=True, slots=True)
class Meter:
    """Counts the requests of the present window by the sandbox's clock."""

    quota: Quota
    clock: Clock
    count: Count

    def adjustments(self) -> Iterator[Adjustment]:
        """Yield what makes a site announce the quota and keep to it."""
        limit = self.quota.document()
        yield Adjustment(Joint.POLICY, lambda discovery: {**discovery, "rateLimit": limit})
        yield Adjustment(Joint.AUTHORIZATION, lambda honest: partial(self._authorize, honest))

    def _authorize(self, honest: Authorize, visit: Visit, scope: str) -> Client:
        """Decide in the contract's order: token 401, quota 429, scope 403."""
        try:
            client = honest(visit, scope)
        except Problem as problem:
            if problem.status == 403:
                self._count()
            raise
        self._count()
        return client

    def _count(self) -> None:
        now, length = int(self.clock().timestamp()), self.quota.window_seconds
        if not self.count.admits(now // length, most=self.quota.requests):
            raise Problem(
                429, "quota-exceeded", headers={"retry-after": str(length - now % length)}
            )
