"""Home of the run: what the events of one run add up to, complete or not. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trustlink.requirements import Requirement
from trustlink_conformance.events import Event
from trustlink_conformance.plan import NO_CHECK, Preset, Situation, presets
from trustlink_conformance.results import (
    CheckResult,
    Finding,
    Judged,
    Outcome,
    PlannedCheck,
    check_result_of,
    planned_check_of,
)
from trustlink_conformance.verdict import outcome_of


@dataclass
class Run:
    """Collects events; what never came is missing, and says so."""

    identity: dict[str, Any] = field(default_factory=dict)
    planned: dict[str, PlannedCheck] | None = None
    results: dict[str, CheckResult] = field(default_factory=dict)
    exchanges: int = 0
    renewed: int = 0
    """Requests that were sent again with a new token."""
    gone: Mapping[str, Any] | None = None
    """How the site went away, if it did: see `shown_gone`."""
    problems: list[str] = field(default_factory=list)
    mistake: Mapping[str, str] | None = None
    cause: Mapping[str, Any] | None = None
    """What explains every answer of the target: see `whole_causes`."""
    ended: bool = False

    def take(self, event: Event) -> None:
        """Take one event of the child's."""
        match event["event"]:
            case "started":
                self.identity = {key: value for key, value in event.items() if key != "event"}
            case "planned":
                checks = map(planned_check_of, event["checks"])
                self.planned = {check.check: check for check in checks}
            case "exchange":
                self.exchanges += 1
                self.renewed += bool(event.get("renewed"))
            case "gone":
                self.gone = {key: value for key, value in event.items() if key != "event"}
            case "check":
                self.results[event["check"]] = check_result_of(event)
            case "problem" | "mistake":
                self._take_trouble(event)
            case "ended":
                self.ended, self.cause = True, event.get("cause")

    def _take_trouble(self, event: Event) -> None:
        if event["event"] == "problem":
            self.problems.append(event["text"])
        else:
            self.mistake = {"message": event["message"], "hint": event["hint"]}

    def close(self, reason: str) -> None:
        """Note why the run ended early (""  if it did not), and what was planned but not run."""
        if reason:
            self.problems.append(reason)
        elif not self.ended and self.mistake is None:
            self.problems.append("the checks ended early, without a reason")
        if self.missing:
            self.problems.append(f"{len(self.missing)} checks were planned but not run")

    @property
    def missing(self) -> tuple[PlannedCheck, ...]:
        """The checks that were planned and have no result."""
        planned = (self.planned or {}).values()
        return tuple(check for check in planned if self.lacks(check))

    def lacks(self, check: PlannedCheck) -> bool:
        """Return whether a planned check has no result."""
        return check.check not in self.results


@dataclass(frozen=True, slots=True)
class Counts:
    """What an outcome rests on."""

    checks: int = 0
    exchanges: int = 0
    subjects: int = 0
    comparisons: int = 0


@dataclass(frozen=True, slots=True)
class RequirementResult:
    """What one requirement has come to."""

    requirement: Requirement
    outcome: Outcome
    reasons: tuple[str, ...] = ()
    provide: tuple[str, ...] = ()
    counts: Counts = Counts()
    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    """If it is not testable: what its checks lacked, as requirements.yaml names it, "" for else."""
    leg: str = ""
    """`live` or `sandbox`: which run shows that it is met, if the verdict rests on two."""


def requirement_results(
    run: Run, requirements: Iterable[Requirement], situation: Situation
) -> list[RequirementResult]:
    """Return what each requirement has come to, in the order given."""
    rules = list(requirements)
    applied, planned = presets(rules, situation), _planned_by_requirement(run)
    return [
        _preset_result(rule, applied[rule.id])
        if rule.id in applied
        else _checked_result(rule, run, planned.get(rule.id, []))
        for rule in rules
    ]


def _planned_by_requirement(run: Run) -> Mapping[str, list[PlannedCheck]]:
    found: dict[str, list[PlannedCheck]] = {}
    for check in (run.planned or {}).values():
        for requirement in dict.fromkeys(check.requirements):
            found.setdefault(requirement, []).append(check)
    return found


def _preset_result(requirement: Requirement, preset: Preset) -> RequirementResult:
    provide = (preset.provide,) if preset.provide else ()
    return RequirementResult(requirement, preset.outcome, (preset.reason,), provide)


def _checked_result(
    requirement: Requirement, run: Run, planned: Sequence[PlannedCheck]
) -> RequirementResult:
    if run.planned is None:
        return RequirementResult(requirement, Outcome.ERROR, ("no check was run",))
    if not planned:
        return _preset_result(requirement, NO_CHECK)
    results = [run.results[c.check] for c in planned if c.check in run.results]
    parts = [part for result in results for part in result.judged]
    judged = [part for part in parts if part.requirement == requirement.id]
    judged += [_not_run(requirement, check) for check in planned if run.lacks(check)]
    return _summed_up(requirement, judged, results)


def _not_run(requirement: Requirement, check: PlannedCheck) -> Judged:
    reason = f"the check {check.check} was planned but not run"
    return Judged(requirement.id, Outcome.ERROR, reason=reason)


def _summed_up(
    requirement: Requirement, judged: list[Judged], results: list[CheckResult]
) -> RequirementResult:
    outcome = outcome_of(requirement.level, (part.outcome for part in judged))
    reasons = [part.reason for part in judged if part.reason and part.outcome is outcome]
    if not judged:
        reasons = ["its checks failed for another requirement before they came to this one"]
    return RequirementResult(
        requirement=requirement,
        outcome=outcome,
        reasons=tuple(dict.fromkeys(reasons)),
        provide=tuple(dict.fromkeys(part.provide for part in judged if part.provide)),
        counts=Counts(
            checks=len(results),
            exchanges=len({one for result in results for one in result.exchanges}),
            subjects=len({subject for result in results for subject in result.subjects}),
            comparisons=sum(part.comparisons for part in judged),
        ),
        findings=tuple(finding for part in judged for finding in part.findings),
        missing=_missing(judged) if outcome is Outcome.NOT_TESTABLE else (),
    )


def _missing(judged: Iterable[Judged]) -> tuple[str, ...]:
    lacking = (part for part in judged if part.outcome is Outcome.NOT_TESTABLE)
    return tuple(dict.fromkeys(part.need for part in lacking))
