"""Home of the events: what the child tells the parent, one JSON object a line.

started    the target as found: discovery's digest, operator, announced profiles
planned    the checks that are going to be run
exchange   a request is under way (a sign of life, and the count)
check      a check has ended, with its result
unrecorded in a replay: the evidence does not suffice for a check
mistake    the user's call or configuration is at fault: the run ends without a verdict
ended      all planned checks were run
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from trustlink_conformance.redaction import Redactor

Event = dict[str, Any]
Emit = Callable[[str, Mapping[str, Any]], None]

_LONGEST = 8 * 1024 * 1024


def emitter(stream: BinaryIO, redactor: Redactor) -> Emit:
    """Return a function that writes events; nothing hidden gets past it."""

    def emit(name: str, members: Mapping[str, Any]) -> None:
        event = redactor.tree({"event": name, **members})
        stream.write(json.dumps(event).encode("ascii") + b"\n")
        stream.flush()

    return emit


def read_event(line: bytes) -> Event | None:
    """Return the event of a line; None for one that is cut off or no event at all."""
    if len(line) > _LONGEST or not line.endswith(b"\n"):
        return None
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event" in event else None
