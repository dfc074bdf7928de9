"""Home of virtual time: an event loop in which nobody waits for a sleep.

A site in this process has nothing to wait for but its own delays. The clock jumps over them, so a
defect that answers two seconds late is judged at once, and on a busy machine as on an idle one.
"""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


class _Jump(selectors.SelectSelector):
    """Passes the time that the loop would have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        """Return what is ready now; waiting for ever is a deadlock, as nobody else is there."""
        found = super().select(0)
        if found:
            return found
        if timeout is None:
            raise RuntimeError("the site waits for something that never happens")
        self.passed += max(timeout, 0.0)
        return []


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, selector: _Jump) -> None:
        super().__init__(selector)
        self._jump = selector

    def time(self) -> float:
        """Return the seconds that passed, none of them real."""
        return self._jump.passed

    def pass_by(self, seconds: float) -> None:
        self._jump.passed += seconds


class VirtualLoop:
    """Runs exchanges one after the other in this thread; `now` is its clock."""

    def __init__(self) -> None:
        self._loop = _Loop(_Jump())

    def now(self) -> float:
        """Return the virtual seconds since the beginning."""
        return self._loop.time()

    def pause(self, seconds: float) -> None:
        """Let so many virtual seconds pass, as whoever waits between two requests does."""
        self._loop.pass_by(seconds)

    def run(self, work: Coroutine[Any, Any, _T], *, within: float) -> _T:
        """Run to the end; raises TimeoutError past `within` virtual seconds."""
        return self._loop.run_until_complete(_bounded(work, within))

    def close(self) -> None:
        """Release the loop."""
        self._loop.close()


async def _bounded(work: Coroutine[Any, Any, _T], within: float) -> _T:
    async with asyncio.timeout(within):
        return await work
