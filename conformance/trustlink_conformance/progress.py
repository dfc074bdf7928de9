"""Home of the progress: what is said while the checks run, one line a group."""

from collections.abc import Callable
from dataclasses import dataclass, field

from trustlink.safe_text import harmless
from trustlink_conformance.events import Event
from trustlink_conformance.results import Outcome

_UNRECORDED = "unrecorded"
_MARKS = {
    Outcome.FAILED: "failed",
    Outcome.ERROR: "in error",
    Outcome.NOT_TESTABLE: "not testable",
    _UNRECORDED: "not judged again",
}


@dataclass
class Progress:
    """Says where the run is: a line that is rewritten on a terminal, a line a group elsewhere."""

    write: Callable[[str], None]
    is_terminal: bool
    _planned: int = 0
    _ended: int = 0
    _requests: int = 0
    _group: str = ""
    _counts: dict[str, int] = field(default_factory=dict)
    _unrecorded: set[str] = field(default_factory=set)
    """Checks of a replay for which the evidence does not suffice: what was judged then holds."""

    def take(self, event: Event) -> None:
        """Take one event of the child's."""
        match event["event"]:
            case "planned":
                self._planned = len(event["checks"])
                self.write(f"{_counted(self._planned, 'check')} planned\n")
            case "exchange":
                self._requests += 1
            case "unrecorded":
                self._unrecorded.add(event["check"])
            case "check":
                self._check(event)

    def close(self) -> None:
        """End the last line."""
        self._end_group()

    def _check(self, event: Event) -> None:
        group = event["check"].partition("::")[0]
        if group != self._group:
            self._end_group()
            self._group, self._counts = group, {"checks": 0}
        self._ended += 1
        self._counts["checks"] += 1
        outcomes = {part["outcome"] for part in event["judged"]}
        for outcome in {_UNRECORDED} if event["check"] in self._unrecorded else outcomes:
            self._counts[outcome] = self._counts.get(outcome, 0) + 1
        if self.is_terminal:
            self.write(f"\r\x1b[K{self._line}")

    def _end_group(self) -> None:
        if self._group:
            self.write(f"\r\x1b[K{self._line}\n" if self.is_terminal else f"{self._line}\n")
        self._group = ""

    @property
    def _line(self) -> str:
        counts = [
            f"{self._counts[outcome]} {words}"
            for outcome, words in _MARKS.items()
            if self._counts.get(outcome)
        ]
        done = f"[{self._ended}/{self._planned}, {_counted(self._requests, 'request')}]"
        group = harmless(self._group)
        checks = _counted(self._counts["checks"], "check")
        return f"{done} {group}: {', '.join([checks, *counts])}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
