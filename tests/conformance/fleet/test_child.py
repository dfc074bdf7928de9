"""Home of the tests of a site's process: its time is limited, and it is ended as a group."""

import os
import select
import sys
from pathlib import Path

import pytest

from trustlink_conformance.fleet import child
from trustlink_conformance.fleet.child import run_child

STUBBORN = 'trap "" TERM; sleep 60 & printf x > /proc/self/fd/{pipe}; wait'


def test_a_stubborn_process_is_ended_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "GRACE", 0.5)
    read, write = os.pipe()
    os.set_inheritable(write, True)  # noqa: FBT003 -- the library's own order

    # Without close_fds the pipe is inherited, and ends when the last of the group has ended.
    monkeypatch.setattr(child.subprocess, "Popen", inheriting(child.subprocess.Popen))
    words = ["sh", "-c", STUBBORN.format(pipe=write)]
    ended = run_child(words, time_limit=2, folder=tmp_path)
    os.close(write)

    assert (ended.exit_code, ended.is_overdue) == (-9, True)
    assert select.select([read], [], [], 10)[0]
    assert os.read(read, 9) == b"x"
    assert select.select([read], [], [], 10)[0]
    assert os.read(read, 9) == b""
    os.close(read)


def inheriting(popen):  # type: ignore[no-untyped-def]
    return lambda *words, **options: popen(*words, close_fds=False, **options)


def test_a_process_that_ends_in_time_is_not_overdue(tmp_path: Path) -> None:
    program = "import sys; print('x' * 9000 + 'end', file=sys.stderr); sys.exit(3)"

    ended = run_child([sys.executable, "-c", program], time_limit=60, folder=tmp_path)

    assert (ended.exit_code, ended.is_overdue) == (3, False)
    assert ended.said.endswith("xend\n")
    assert len(ended.said) == 4000
