"""Home of the background event loop on which every exchange runs; callers stay synchronous."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

_T = TypeVar("_T")
_GRACE = 5.0


class Loop(Protocol):
    """Is where exchanges run."""

    def run(self, work: Coroutine[Any, Any, _T], *, within: float) -> _T:
        """Run to the end; raises TimeoutError if the loop itself is stuck."""

    def close(self) -> None:
        """Stop the loop and release it."""


class LoopThread:
    """An event loop in a thread of its own, from the first call until `close`."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="trustlink-session", daemon=True
        )
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, _T], *, within: float) -> _T:
        """Run to the end; raises TimeoutError if the loop itself is stuck."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(within + _GRACE)
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """Stop the loop and release it; what still runs on it is cancelled."""
        self.run(_wind_up(), within=_GRACE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_GRACE)
        if not self._thread.is_alive():
            self._loop.close()


async def _wind_up() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for _ in range(3):
        await asyncio.sleep(0)  # closed sockets are released by callbacks, one turn later
