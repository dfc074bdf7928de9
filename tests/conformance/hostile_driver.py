"""Home of the measured command line of the tests: runs `trustlink`, then tells what that took.

Arguments: a file for the figures, then those of the command.
"""

import json
import resource
import sys
import time
from pathlib import Path

from trustlink.cli import main


def peak_kib() -> int:
    """Return the most memory that this process had; that of its parent does not count (Linux)."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


figures, *arguments = sys.argv[1:]
began = time.monotonic()
try:
    main(arguments)
finally:
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    told = {"seconds": time.monotonic() - began, "mib": (peak_kib() + children) / 1024}
    Path(figures).write_text(json.dumps(told), encoding="ascii")
