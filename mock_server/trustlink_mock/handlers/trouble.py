"""Home of source trouble on the way out: an answer without an outcome becomes a 503 or 504."""

from collections.abc import Callable
from typing import TypeVar

from trustlink_mock.answers import SourceTrouble
from trustlink_mock.problems import Problem

Answer = TypeVar("Answer")

_RETRY_SECONDS = "30"


def answered(ask: Callable[[], Answer]) -> Answer:
    """Return what is asked for; raises Problem 503 or 504 if a source does not answer."""
    try:
        return ask()
    except SourceTrouble as trouble:
        raise _problem(trouble) from trouble


def _problem(trouble: SourceTrouble) -> Problem:
    headers = {"retry-after": _RETRY_SECONDS}
    if trouble.state == "SLOW":
        return Problem(504, "source-timeout", headers=headers)
    return Problem(503, "source-unavailable", headers=headers)
