"""Home of the workers: processes that serve one socket, each replaced when it dies.

They are forked from a parent that has loaded everything: one is there in some milliseconds, with
the parent's certificate and settings. (uvicorn's supervisor has each worker import the mock anew,
which takes a second or more, hands over only what can be pickled, and leaves workers behind that
hold the port when it is killed.)
"""

import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import NoReturn

from trustlink.errors import TrustlinkError, UserError

logger = logging.getLogger("trustlink_mock")

Serve = Callable[[Callable[[], None]], None]
"""Serves until it is told to end by SIGTERM; calls what it is given once it can be reached."""

_PAUSE_SECONDS = 0.1
"""Before a worker is replaced, so that one that always dies does not keep the machine busy."""
_LOOK_AGAIN_SECONDS = 0.02


def serve_by_workers(
    count: int, serve: Serve, *, announce: Callable[[], None], patience: float
) -> None:
    """Let so many processes serve until SIGINT or SIGTERM; call `announce` once all can be reached.

    Once stopped, they have `patience` seconds to end. Raises UserError where processes can't be
    forked, and TrustlinkError if a worker fails before it can be reached.
    """
    if not hasattr(os, "fork"):
        raise UserError("this system has no workers", hint="Start the mock without --workers.")
    with _held_signals() as signals:
        crew = _Crew(serve, signals)
        try:
            crew.start(count)
            if all(crew.ready.values()):
                announce()
            crew.watch()
        finally:
            crew.stop(patience)


@contextmanager
def _held_signals() -> Iterator[frozenset[signal.Signals]]:
    """Hold back those that the parent waits for: none comes at a wrong time, none is lost."""
    signals = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGCHLD})
    before = signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield signals
    finally:
        while signal.sigpending() & signals:
            signal.sigwait(signals)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
        signal.signal(signal.SIGCHLD, before)


@dataclass(slots=True)
class _Crew:
    """Is the workers of one parent."""

    serve: Serve
    signals: frozenset[signal.Signals]
    ready: dict[int, bool] = field(default_factory=dict)
    """By process id: whether it could be reached."""
    lifeline: tuple[int, int] = field(default_factory=os.pipe)
    """A pipe that nobody writes to: workers see its end when the parent is gone."""

    def start(self, count: int) -> None:
        """Start workers, and wait until they can be reached or have died."""
        started = dict(self._forked() for _ in range(count))
        for pid, telling in started.items():
            with os.fdopen(telling, "rb") as told:
                self.ready[pid] = told.read(1) != b""

    def watch(self) -> None:
        """Replace workers that die, until the parent is told to end."""
        while signal.sigwait(self.signals) == signal.SIGCHLD:
            for pid, code, was_ready in self._ended():
                if not was_ready and code > 0:
                    raise TrustlinkError("a worker failed before it could be reached")
                logger.warning("worker %d has ended (%d): another takes its place", pid, code)
                time.sleep(_PAUSE_SECONDS)
                self.start(1)

    def stop(self, patience: float) -> None:
        """Tell the workers to end, and kill those that have not after so many seconds."""
        self._tell(signal.SIGTERM)
        until = time.monotonic() + patience
        while self.ready and time.monotonic() < until:
            self._ended()
            time.sleep(_LOOK_AGAIN_SECONDS)
        self._tell(signal.SIGKILL)
        for pid in self.ready:
            os.waitpid(pid, 0)
        for end in self.lifeline:
            os.close(end)

    def _tell(self, what: signal.Signals) -> None:
        for pid in self.ready:
            with suppress(ProcessLookupError):
                os.kill(pid, what)

    def _ended(self) -> list[tuple[int, int, bool]]:
        """Let go of the workers that have ended; return id, exit code, and whether it was ready.

        The exit code is minus the number of the signal that ended it, if one did.
        """
        found = []
        for pid in tuple(self.ready):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                found.append((pid, os.waitstatus_to_exitcode(status), self.ready.pop(pid)))
        return found

    def _forked(self) -> tuple[int, int]:
        """Start a worker; return its process id, and where it tells that it can be reached."""
        told, tell = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(told)
            self._work(tell)
        os.close(tell)
        self.ready[pid] = False
        return pid, told

    def _work(self, tell: int) -> NoReturn:
        """Serve, and end the process: nothing of the parent's stack is unwound in a worker."""
        code = 1
        try:
            os.close(self.lifeline[1])
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, self.signals)
            Thread(target=_end_with_parent, args=(self.lifeline[0],), daemon=True).start()
            self.serve(lambda: _tell_once(tell))
            code = 0
        except KeyboardInterrupt:
            code = 0
        except Exception:
            logger.exception("a worker has failed")
        finally:
            os._exit(code)


def _tell_once(tell: int) -> None:
    os.write(tell, b"1")
    os.close(tell)


def _end_with_parent(lifeline: int) -> None:
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
