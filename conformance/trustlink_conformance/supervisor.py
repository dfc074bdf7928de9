"""Home of the supervisor: starts the child that runs the checks, listens, and ends it."""

import os
import queue
import signal
import site
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import IO

from trustlink_conformance.bounds import Bounds
from trustlink_conformance.events import Event, read_event
from trustlink_conformance.handover import Handover

INHERITED = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT")
"""What the child keeps of the environment: nothing of Python, pytest, Hypothesis or proxies."""

_CHILD = ("-P", "-B", "-m", "trustlink_conformance.child")
_DRAIN = 2.0
_TAIL = 400


class Interrupted(Exception):  # noqa: N818 -- what the user did, not an error
    """Is raised in the parent by Ctrl-C and by SIGTERM."""


def supervise(handover: Handover, listen: Callable[[Event], None]) -> str:
    """Run the child and pass on its events; return why it ended early, or "" if it did not.

    Ends early: interrupted, killed, crashed, silent for too long, or past the total deadline.
    """
    with TemporaryDirectory(prefix="trustlink-") as folder, _signals_raise():
        child = _start(Path(folder))
        lines: queue.Queue[bytes] = queue.Queue()
        reader = threading.Thread(target=_read, args=(child.stdout, lines), daemon=True)
        reader.start()
        try:
            _hand_over(child, handover)
            reason = _listen(lines, listen, handover.target.bounds)
        except (Interrupted, KeyboardInterrupt):
            reason = "interrupted"
        finally:
            _end(child)
        reader.join(_DRAIN)
        _pass_on(lines, listen)
        _close(child)
        return reason or _crash(child, Path(folder))


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the child's environment: what is named above, plugins off, the same order of sets.

    Python's own isolated mode (-I) would ignore the last, and a seed would not give the same
    requests twice. With no variable of Python's inherited, -P and -s are all that it adds.
    """
    kept = {name: environment[name] for name in INHERITED if name in environment}
    return {**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONHASHSEED": "0"}


def _start(folder: Path) -> subprocess.Popen[bytes]:
    empty = folder / "empty"
    empty.mkdir()
    with (folder / "stderr").open("wb") as stderr:
        return subprocess.Popen(  # noqa: S603 -- our own interpreter with our own module
            [sys.executable, *_user_site(), *_CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            cwd=empty,
            env=child_environment(os.environ),
            start_new_session=True,
        )


def _user_site() -> tuple[str, ...]:
    """Keep the user's own site-packages out, unless this suite is installed there."""
    if Path(__file__).is_relative_to(site.getusersitepackages()):
        return ()
    return ("-s",)


def _hand_over(child: subprocess.Popen[bytes], handover: Handover) -> None:
    if child.stdin is None:
        return
    with suppress(BrokenPipeError):
        child.stdin.write(handover.as_line())
        child.stdin.flush()


def _read(stream: IO[bytes] | None, lines: "queue.Queue[bytes]") -> None:
    for line in stream or ():
        lines.put(line)
    lines.put(b"")


def _listen(lines: "queue.Queue[bytes]", listen: Callable[[Event], None], bounds: Bounds) -> str:
    deadline = time.monotonic() + bounds.total
    while True:
        patience = min(bounds.silence, deadline - time.monotonic())
        try:
            line = lines.get(timeout=max(patience, 0))
        except queue.Empty:
            return _overdue(bounds, is_total=patience < bounds.silence)
        if not line:
            return ""
        event = read_event(line)
        if event is not None:
            listen(event)


def _overdue(bounds: Bounds, *, is_total: bool) -> str:
    if is_total:
        return f"the run did not end within {bounds.total:.0f} s"
    return f"the checks gave no sign of life for {bounds.silence:.0f} s"


def _pass_on(lines: "queue.Queue[bytes]", listen: Callable[[Event], None]) -> None:
    with suppress(queue.Empty):
        while True:
            event = read_event(lines.get_nowait())
            if event is not None:
                listen(event)


def _end(child: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        if child.stdin is not None:
            child.stdin.close()
    try:
        child.wait(_DRAIN)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _close(child: subprocess.Popen[bytes]) -> None:
    if child.stdout is not None:
        child.stdout.close()


def _crash(child: subprocess.Popen[bytes], folder: Path) -> str:
    if child.returncode in (0, 75):
        return ""
    text = (folder / "stderr").read_bytes()[-_TAIL:].decode("utf-8", "replace")
    last = " ".join(text.split())
    return f"the checks' process ended with {child.returncode}: {last}".rstrip(": ")


@contextmanager
def _signals_raise() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, _raise_once) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _raise_once(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 -- a handler's form
    """Interrupt the run; a second signal does not keep the report from being written."""
    for other in (signal.SIGINT, signal.SIGTERM):
        signal.signal(other, signal.SIG_IGN)
    raise Interrupted
