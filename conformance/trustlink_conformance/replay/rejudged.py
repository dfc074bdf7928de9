"""Home of what was judged again: which outcomes are new, and which stand as they were. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from trustlink_conformance.events import Event
from trustlink_conformance.replay.recording import RecordedCheck, Recording
from trustlink_conformance.results import CheckResult, Outcome
from trustlink_conformance.run import Run

HIDDEN = "something in their exchanges had to be hidden"
NOT_KEPT = "their exchanges were not kept"
ASKS_ANEW = "they ask now what the run did not ask"


@dataclass
class Retrial(Run):
    """What the child came to."""

    unrecorded: set[str] = field(default_factory=set)
    """The checks that the evidence does not suffice for."""

    def take(self, event: Event) -> None:
        """Take one event of the child's."""
        super().take(event)
        if event["event"] == "unrecorded":
            self.unrecorded.add(event["check"])


@dataclass
class Rejudged:
    """An earlier run with the outcomes that its evidence has now."""

    run: Run
    again: list[str] = field(default_factory=list)
    """Checks that were judged again."""
    standing: dict[str, list[str]] = field(default_factory=dict)
    """By reason: checks whose recorded outcome stands."""
    added: list[str] = field(default_factory=list)
    """Checks that the run did not have, and that its evidence does not suffice for."""
    gone: list[str] = field(default_factory=list)
    """Checks of the run that this suite does not have."""


@dataclass(frozen=True, slots=True)
class Change:
    """A check's part in a requirement that is judged otherwise now."""

    requirement: str
    check: str
    before: str
    now: str
    told: str
    """What it found, or why it came to that, now; else what it was then."""


def rejudged(recording: Recording, run: Retrial) -> Rejudged:
    """Return the recorded run with what `run`, the retrial, came to."""
    report = recording.report
    found = Rejudged(
        Run(
            identity={key: value for key, value in report["target"].items() if key != "url"},
            planned={},
            exchanges=report["exchanges"],
            renewed=report.get("renewed", 0),
            gone=report.get("gone"),
            cause=report.get("wholeCause"),
            problems=[*report["problems"], *run.problems],
        )
    )
    for name, planned in (run.planned or {}).items():
        result = _result(name, recording, run, found)
        if result is not None:
            found.run.results[name] = result
        if found.run.planned is not None and (result is not None or report["problems"]):
            found.run.planned[name] = planned
    found.gone = [name for name in recording.checks if name not in (run.planned or {})]
    return found


def changes_of(recording: Recording, found: Rejudged) -> list[Change]:
    """Return what is judged otherwise now, check by check."""
    return [
        change
        for name in found.again
        if name in recording.checks
        for change in _changes(recording.checks[name].result, found.run.results[name])
    ]


def _result(name: str, recording: Recording, run: Retrial, found: Rejudged) -> CheckResult | None:
    recorded, result = recording.checks.get(name), run.results.get(name)
    reason = _standing(recording, recorded, run, result)
    if recorded is not None and reason:
        found.standing.setdefault(reason, []).append(name)
        return recorded.result
    if result is None or name in run.unrecorded:
        found.added.append(name)
        return None
    found.again.append(name)
    return result


def _standing(
    recording: Recording, recorded: RecordedCheck | None, run: Retrial, result: CheckResult | None
) -> str:
    """Return why a recorded outcome stands; "" if it does not."""
    if recorded is None:
        return ""
    if recorded.altered:
        return HIDDEN
    if not recording.kept.issuperset(recorded.result.exchanges):
        return NOT_KEPT
    if result is None or result.check in run.unrecorded:
        return ASKS_ANEW
    rests_on_hidden = recording.altered.intersection(recorded.result.exchanges)
    is_otherwise = _outcomes(recorded.result) != _outcomes(result)
    return HIDDEN if rests_on_hidden and is_otherwise else ""


def _outcomes(result: CheckResult) -> dict[str, Outcome]:
    return {part.requirement: part.outcome for part in result.judged}


def _changes(before: CheckResult, now: CheckResult) -> Iterator[Change]:
    then, since = _outcomes(before), _outcomes(now)
    for requirement in sorted(then.keys() | since.keys()):
        if then.get(requirement) != since.get(requirement):
            yield Change(
                requirement,
                now.check,
                before=str(then.get(requirement, "not judged")),
                now=str(since.get(requirement, "not judged")),
                told=_told(now, requirement) or _told(before, requirement),
            )


def _told(result: CheckResult, requirement: str) -> str:
    for part in result.judged:
        if part.requirement == requirement and part.findings:
            one = part.findings[0]
            return f"expected {one.expected}, found {one.actual} at {one.pointer or 'the answer'}"
        if part.requirement == requirement and part.reason:
            return part.reason
    return ""
