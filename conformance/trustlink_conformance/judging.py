"""Home of judging a check that has ended: what its ledger and its end say of each requirement."""

import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from trustlink_conformance.batch_items import item_in
from trustlink_conformance.evidence import exchange_as_json
from trustlink_conformance.form_faults import fault_behind, is_of_container
from trustlink_conformance.judgement import NotApplicable, NotTestable, Violation
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.recorder import Recorder
from trustlink_conformance.results import CheckResult, Finding, Judged, Outcome, PlannedCheck
from trustlink_conformance.shown import (
    ShownExchange,
    shown_actual,
    shown_exchange,
    shown_expected,
    shown_invalid,
    shown_line,
    shown_pointer,
)
from trustlink_conformance.stages import stage_of
from trustlink_conformance.usual_causes import hint_for_fault
from trustlink_conformance.world import World

_NOTHING_COMPARED = "the check ended without a comparison that could have failed"


@dataclass(frozen=True, slots=True)
class End:
    """How a check ended, beside what its ledger holds; all empty: it came to its end."""

    violations: tuple[Violation, ...] = ()
    excuse: NotTestable | NotApplicable | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Bench:
    """Judges ledgers; it needs the recorder to show the exchanges of a finding."""

    recorder: Recorder = field(repr=False)
    world: World = field(repr=False)

    def result_of(
        self, planned: PlannedCheck, ledger: Ledger, end: End, *, seconds: float
    ) -> CheckResult:
        """Return what a planned check has come to."""
        return CheckResult(
            check=planned.check,
            section=planned.section,
            seconds=round(seconds, 3),
            exchanges=tuple(dict.fromkeys(ledger.exchanges)),
            subjects=tuple(sorted(ledger.subjects)),
            judged=self.judge(ledger, end, planned.requirements),
            digests=dict(ledger.digests),
        )

    def judge(self, ledger: Ledger, end: End, requirements: Sequence[str]) -> tuple[Judged, ...]:
        """Return the part of a check in each requirement.

        A requirement that was not reached because another one failed first has no part.
        """
        parts = (self._part(ledger, end, requirement) for requirement in requirements)
        return tuple(part for part in parts if part is not None)

    def _part(self, ledger: Ledger, end: End, requirement: str) -> Judged | None:
        violations = list(_violations_of(ledger, end, requirement))
        compared = _compared(ledger, requirement)
        if violations:
            findings = tuple(self._finding(ledger.check, violation) for violation in violations)
            return Judged(requirement, Outcome.FAILED, compared, findings=findings)
        excuse = ledger.excused.get(requirement, end.excuse)
        if end.error or excuse is not None:
            return _without_finding(requirement, compared, end.error, excuse)
        if compared:
            return Judged(requirement, Outcome.PASSED, compared)
        if ledger.found or ledger.excused:
            return None
        return Judged(requirement, Outcome.ERROR, reason=_NOTHING_COMPARED)

    def _finding(self, check: str, violation: Violation) -> Finding:
        redactor = self.recorder.evidence.redactor
        clear = self._clear(violation)
        shown = self._shown(violation, clear.pointer)
        return Finding(
            check=check,
            expected=shown_expected(clear.expected, redactor),
            actual=shown_actual(clear.actual, redactor),
            pointer=shown_pointer(clear.pointer, redactor),
            exchanges=violation.exchanges,
            curl=shown.curl,
            credential=shown.credential,
            token=shown.token,
            request=shown.request,
            response=shown.response,
            hint=clear.hint,
            constraint=clear.constraint,
            details=tuple(shown_line(one, redactor) for one in violation.background.details),
            stage=stage_of(violation, is_of_form=bool(clear.constraint)),
            invalid=shown_invalid(violation.background.invalid, redactor),
        )

    def _shown(self, violation: Violation, pointer: str) -> ShownExchange:
        """Return the last exchange of a violation; of a batch the item in question."""
        item, answers = item_in(pointer), violation.background.answers
        if item is None or not answers:
            return _last_shown(self.recorder.shown, violation.exchanges)
        entry = exchange_as_json(answers[-1], self.recorder.evidence.redactor)
        return shown_exchange(entry, self.recorder.tokens, item)

    def _clear(self, violation: Violation) -> "_Clear":
        """Return what is shown of a violation: the fault of form that it comes from, if any."""
        fault = violation.background.fault or fault_behind(
            violation,
            contract=self.world.answer_contract,
            operation_of=self.world.operation_of,
        )
        if fault is None:
            return _Clear(
                violation.expected, violation.actual, violation.pointer, violation.background.hint
            )
        hint = hint_for_fault(fault) or violation.background.hint
        if not is_of_container(fault):
            told = violation.expected, violation.actual, violation.pointer
            return _Clear(*told, hint, fault.constraint)
        wanted = fault.constraint.removeprefix("type ").replace(", ", " or ")
        described = f"a value of the type {wanted}, as the contract documents"
        return _Clear(
            described, fault.value, fault.pointer, hint_for_fault(fault), fault.constraint
        )


@dataclass(frozen=True, slots=True)
class _Clear:
    """A violation as it is told."""

    expected: object
    actual: object
    pointer: str
    hint: str
    constraint: str = ""


def end_of(error: BaseException | None) -> End:
    """Return how a check ended by what it raised, if anything."""
    if error is None:
        return End()
    if isinstance(error, NotTestable | NotApplicable):
        return End(excuse=error)
    leaves = list(_leaves(error))
    violations = tuple(leaf for leaf in leaves if isinstance(leaf, Violation))
    if len(violations) == len(leaves):
        return End(violations=violations)
    return End(violations=violations, error=_told(error))


def _violations_of(ledger: Ledger, end: End, requirement: str) -> Iterator[Violation]:
    yield from end.violations
    for found in ledger.found:
        if found.requirement in (None, requirement):
            yield found.violation


def _compared(ledger: Ledger, requirement: str) -> int:
    return sum(c.requirement in (None, requirement) for c in ledger.comparisons)


def _without_finding(
    requirement: str, compared: int, error: str, excuse: NotTestable | NotApplicable | None
) -> Judged:
    if error:
        return Judged(requirement, Outcome.ERROR, compared, reason=error)
    if isinstance(excuse, NotTestable):
        return Judged(
            requirement,
            Outcome.NOT_TESTABLE,
            compared,
            reason=excuse.reason,
            provide=excuse.provide,
            need=excuse.need,
        )
    reason = excuse.reason if excuse else ""
    return Judged(requirement, Outcome.NOT_APPLICABLE, compared, reason)


def _last_shown(shown: Mapping[int, ShownExchange], exchanges: tuple[int, ...]) -> ShownExchange:
    for number in reversed(exchanges):
        if number in shown:
            return shown[number]
    return ShownExchange("", "", "")


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if not isinstance(error, BaseExceptionGroup):
        yield error
        return
    for part in error.exceptions:
        yield from _leaves(part)


def _told(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
    words = " ".join(str(error).split())[:500]
    return f"{type(error).__name__}: {words}{place}"
