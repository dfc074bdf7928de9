"""What is said while the checks run: a bar on a terminal, lines elsewhere, each failure at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from trustlink.requirements import load_requirements  # noqa: TID251 -- no overlay changes a level
from trustlink.safe_text import harmless
from trustlink_conformance.events import Event
from trustlink_conformance.progress_bar import ProgressBar
from trustlink_conformance.results import Outcome
from trustlink_conformance.shown import shortened
from trustlink_conformance.verdict import outcome_of

_UNRECORDED = "unrecorded"
_MARKS = {
    Outcome.FAILED: "failed",
    Outcome.ERROR: "in error",
    Outcome.NOT_TESTABLE: "not testable",
    _UNRECORDED: "not judged again",
}
_REQUESTS_A_LINE = 100
"""After so many requests without a line there is one, for checks that send many."""
_LONGEST = 160


@dataclass
class Progress:
    """Says where the run is. A context manager: the bar, if there is one, ends with it."""

    write: Callable[[str], None]
    bar: ProgressBar | None = None
    _planned: int = 0
    _ended: int = 0
    _requests: int = 0
    _silent: int = 0
    _group: str = ""
    _asking: str = ""
    """The check that sent the latest request."""
    _counts: dict[str, int] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)
    """The requirements of which a failure was told: one of each is enough here."""
    _unrecorded: set[str] = field(default_factory=set)
    """Checks of a replay for which the evidence does not suffice: what was judged then holds."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def take(self, event: Event) -> None:
        """Take one event of the child's."""
        match event["event"]:
            case "planned":
                self._plan(len(event["checks"]))
            case "exchange":
                self._exchange(event.get("check", ""))
            case "unrecorded":
                self._unrecorded.add(event["check"])
            case "check":
                self._check(event)
        if self.bar is not None:
            self.bar.show(self._ended, f"{_counted(self._requests, 'request')} {self._asking}")

    def close(self) -> None:
        """End the last line, and the bar."""
        self._end_group()
        if self.bar is not None:
            self.bar.close()

    def _plan(self, planned: int) -> None:
        self._planned = planned
        self._say(f"{_counted(planned, 'check')} planned")
        if self.bar is not None:
            self.bar.begin(planned)

    def _exchange(self, check: str) -> None:
        self._requests += 1
        self._silent += 1
        self._asking = harmless(shortened(check, _LONGEST))
        if self._silent >= _REQUESTS_A_LINE and self.bar is None:
            self._say(f"{self._done} {self._asking} ...")

    def _check(self, event: Event) -> None:
        group = harmless(event["check"].partition("::")[0])
        if group != self._group:
            self._end_group()
            self._group, self._counts = group, {"checks": 0}
        self._ended += 1
        self._counts["checks"] += 1
        outcomes = {part["outcome"] for part in event["judged"]}
        for outcome in {_UNRECORDED} if event["check"] in self._unrecorded else outcomes:
            self._counts[outcome] = self._counts.get(outcome, 0) + 1
        if event["check"] not in self._unrecorded:
            for line in self._failures(event):
                self._say(line)

    def _failures(self, event: Event) -> Iterator[str]:
        for part in event["judged"]:
            requirement = part["requirement"]
            is_new = requirement not in self._told
            if is_new and part["outcome"] in (Outcome.FAILED, Outcome.ERROR):
                self._told.add(requirement)
                yield f"{_outcome(part)} {harmless(requirement)}: {_reason(part)}"

    def _end_group(self) -> None:
        if self._group and self.bar is None:
            self._say(self._line)
        self._group = ""

    def _say(self, line: str) -> None:
        self._silent = 0
        (self.bar.print if self.bar is not None else self.write)(f"{line}\n")

    @property
    def _done(self) -> str:
        return f"[{self._ended}/{self._planned}, {_counted(self._requests, 'request')}]"

    @property
    def _line(self) -> str:
        counts = [
            f"{self._counts[outcome]} {words}"
            for outcome, words in _MARKS.items()
            if self._counts.get(outcome)
        ]
        checks = _counted(self._counts["checks"], "check")
        return f"{self._done} {self._group}: {', '.join([checks, *counts])}"


def _outcome(part: dict[str, Any]) -> str:
    """Return what the requirement comes to: a SHOULD that is not met is warned of."""
    rule = load_requirements().get(part["requirement"])
    level = rule.level if rule else "MUST"
    return str(outcome_of(level, [Outcome(part["outcome"])]))


def _reason(part: dict[str, Any]) -> str:
    """Return the first finding, or the reason, on one line and without escapes."""
    findings = part.get("findings") or ()
    if not findings:
        return harmless(shortened(part.get("reason", ""), _LONGEST))
    one = findings[0]
    expected, actual = (shortened(one[name], _LONGEST) for name in ("expected", "actual"))
    place = f" at {shortened(one['pointer'], _LONGEST)}" if one["pointer"] else ""
    return harmless(f"expected {expected}, found {actual}{place}")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
