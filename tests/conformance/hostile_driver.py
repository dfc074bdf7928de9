"""Home of the measured command line of the tests: forks a process for each call of `trustlink`.

What a command imports is loaded before, once. Each line of standard input is a call as JSON: the
folder to work in, the arguments, and the files for what is printed and for the figures. The answer
is a line with the exit code.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from trustlink.cli import main
from trustlink_conformance import command
from trustlink_conformance.reports.standalone import template

LOADED = (command.verify, template("page.html.jinja"))


def peak_kib() -> int:
    """Return the most memory that this process had; that of its parent does not count (Linux)."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def run(call: dict[str, Any]) -> int:
    """Run a command to its end, here; return its exit code."""
    os.chdir(call["folder"])
    printed = os.open(call["printed"], os.O_WRONLY | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(printed, stream)
    began, code = time.monotonic(), 0
    try:
        main(call["arguments"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    told = {"seconds": time.monotonic() - began, "mib": (peak_kib() + children) / 1024}
    Path(call["figures"]).write_text(json.dumps(told), encoding="ascii")
    return code


def forked(call: dict[str, Any]) -> int:
    """Run a command in a process of its own; return its exit code."""
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            code = run(call)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


for line in sys.stdin:
    sys.stdout.write(f"{forked(json.loads(line))}\n")
    sys.stdout.flush()
