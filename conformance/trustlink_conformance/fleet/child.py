"""Home of a site's process: started as the head of a group, given its time, ended as a group."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from trustlink_conformance.fleet.verify_child import GRACE

COMMAND = (sys.executable, "-P", "-m", "trustlink_conformance.fleet.verify_child")
"""Our own interpreter; a folder in which the fleet happens to be started takes no part."""

_LONGEST_SAID = 4000


@dataclass(frozen=True, slots=True)
class Ended:
    """How a site's process has ended."""

    exit_code: int
    is_overdue: bool
    """Whether it was ended because its time was up, or because the fleet was interrupted."""
    said: str
    """The end of what it wrote to standard error."""


def run_child(command: Sequence[str], *, time_limit: float, folder: Path) -> Ended:
    """Run a command to its end, or for so many seconds; its standard error goes to the folder."""
    errors = folder / "stderr"
    with errors.open("wb") as stderr:
        child = subprocess.Popen(  # noqa: S603 -- our own interpreter with our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            start_new_session=True,
        )
    with child, _running(child):
        is_overdue = _overdue(child, time_limit)
    is_overdue = is_overdue or _interrupted.is_set()
    return Ended(child.returncode, is_overdue, _tail(errors))


def end_children() -> None:
    """End every process that this one has started for a site, and let no other begin its work."""
    _interrupted.set()
    with _lock:
        for child in _children:
            _signal_group(child, signal.SIGTERM)


_children: set[subprocess.Popen[bytes]] = set()
_lock = threading.Lock()
_interrupted = threading.Event()


class _running:  # noqa: N801 -- reads as what it is at its `with`
    """Keeps a child where `end_children` finds it."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child

    def __enter__(self) -> None:
        with _lock:
            _children.add(self._child)
        if _interrupted.is_set():
            _signal_group(self._child, signal.SIGTERM)

    def __exit__(self, *_: object) -> None:
        with _lock:
            _children.discard(self._child)


def _overdue(child: subprocess.Popen[bytes], time_limit: float) -> bool:
    """Wait for the child; if its time is up, ask its group to end, then end it."""
    try:
        child.wait(time_limit)
    except subprocess.TimeoutExpired:
        _signal_group(child, signal.SIGTERM)
    else:
        return False
    try:
        child.wait(GRACE)
    except subprocess.TimeoutExpired:
        _signal_group(child, signal.SIGKILL)
        child.wait()
    return True


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to the child's group, unless the child has been waited for."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, number)


def _tail(file: Path) -> str:
    with file.open("rb") as stream:
        stream.seek(max(file.stat().st_size - _LONGEST_SAID, 0))
        return stream.read().decode("utf-8", "replace")
