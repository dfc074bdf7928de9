"""Home of the quota: how many requests the clients of a sandbox may make in a window of time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from trustlink_mock.announcement import JsonDocument
from trustlink_mock.clock import Clock
from trustlink_mock.problems import Problem
from trustlink_mock.sandboxes.adjustments import Adjustment
from trustlink_mock.substitutions import Joint
from trustlink_mock.visit import Reply, Visit

_NAME = "default"


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

    def left(self, window: int, *, most: int) -> int | None:
        """Count one more request of a window; return how many are left, None if none was."""


@dataclass(slots=True)
class CountInMemory:
    """Counts the requests of the latest window."""

    window: int = 0
    used: int = 0

    def left(self, window: int, *, most: int) -> int | None:
        """Count one more request of a window; return how many are left, None if none was."""
        if window != self.window:
            self.window, self.used = window, 0
        if self.used >= most:
            return None
        self.used += 1
        return most - self.used


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
        yield Adjustment(Joint.AUTHORIZATION, lambda honest: replace(honest, count=self._count))
        yield Adjustment(Joint.WIRE, self._told, refusals_too=True)

    def _count(self, visit: Visit) -> None:
        now, length = int(self.clock().timestamp()), self.quota.window_seconds
        left = self.count.left(now // length, most=self.quota.requests)
        reset = length - now % length
        visit.quota = f'"{_NAME}";r={left or 0};t={reset}'
        if left is None:
            raise Problem(429, "quota-exceeded", headers={"retry-after": str(reset)})

    def _told(self, reply: Reply, visit: Visit) -> Reply:
        """Add the quota, and what is left of it, where a request was counted (HTTP-09)."""
        if not visit.quota:
            return reply
        policy = f'"{_NAME}";q={self.quota.requests};w={self.quota.window_seconds}'
        return reply.with_headers(ratelimit_policy=policy, ratelimit=visit.quota)
