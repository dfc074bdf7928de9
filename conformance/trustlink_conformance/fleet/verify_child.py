"""Home of the process that verifies one site: `trustlink verify`, and it ends with its parent.

Standard input brings nothing; when it ends, the fleet is gone, and so is this process: asked
first, so that it clears up behind itself, then at once.
"""

import os
import signal
import sys
import threading
import time

from trustlink.cli import main

GRACE = 15.0
"""Seconds that a process has to end after it was asked to."""


def verify_until_parent_ends(arguments: list[str]) -> None:
    """Run `trustlink verify` with these arguments; leaves by SystemExit."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    main(["verify", *arguments], prog_name="trustlink")


def _end_with_parent() -> None:
    os.fdopen(os.dup(0), "rb").read()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    verify_until_parent_ends(sys.argv[1:])
