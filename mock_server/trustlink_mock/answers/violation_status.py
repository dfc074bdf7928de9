"""Home of the answer of getViolationStatus: whether notices count against the supplier."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from trustlink.calendar import Window
from trustlink_mock.answers.facts import Facts, Notice
from trustlink_mock.answers.policy import Policy
from trustlink_mock.answers.provenance import decides, provenance, trouble
from trustlink_mock.answers.reasons import explained
from trustlink_mock.answers.sight import Sight
from trustlink_mock.answers.vocabulary import Authority, CoverageState, Json, JsonObject, ReasonCode

_GAPS: Final[Mapping[CoverageState, ReasonCode]] = MappingProxyType(
    {"PARTIAL": "WINDOW_PARTLY_COVERED", "NOT_COVERED": "NOT_COVERED"}
)
"""Why the answer of a source clears no one, by the state of its coverage."""


def violation_status(facts: Facts, as_of: date, *, sight: Sight) -> Json:
    """Return the contract's ViolationStatus for the window that ends on a day (VIO-01)."""
    authorities = sight.policy.authorities
    window = sight.rules.window(as_of, sight.policy)
    counted = counted_notices(facts, window, sight=sight)
    coverage = [_coverage(facts, authority, window, sight=sight) for authority in authorities]
    shown = [one["provenance"] for one in coverage if "provenance" in one]
    gaps = _gaps(facts, coverage, sight=sight)
    aged = () if counted else _age(shown, sight=sight)
    outcome = sight.rules.notice_outcome(counted, (*gaps, *aged))
    answer = {
        "uscc": facts.uscc,
        "asOf": as_of.isoformat(),
        "outcome": outcome.value,
        "reasons": explained(outcome.reasons, shown, sight=sight),
        "window": stated_window(window, sight.policy),
        "coverage": coverage,
        **_numbers(counted, sight=sight),
    }
    return sight.rules.written(answer)


def counted_notices(facts: Facts, window: Window, *, sight: Sight) -> tuple[Notice, ...]:
    """Return the notices that count, of the sources that answer, in no order (VIO-09)."""
    return tuple(
        notice
        for notice in facts.notices
        if sight.rules.counts(notice, window, sight.policy)
        and trouble(facts, notice.authority, sight=sight) is None
        and sight.rules.holds(facts.sources[notice.authority], notice)
    )


def stated_window(window: Window, policy: Policy) -> Json:
    """Return the contract's Window (VIO-02)."""
    return {
        "from": window.start.isoformat(),
        "to": window.end.isoformat(),
        "duration": policy.duration,
        "anchor": policy.anchor,
        "boundary": policy.boundary,
        "timeZone": policy.time_zone,
    }


def _age(shown: Iterable[Json], *, sight: Sight) -> tuple[ReasonCode, ...]:
    """Return why stale data clear no supplier, where the policy says so."""
    is_decided = all(decides(one, sight=sight) for one in shown)
    return () if is_decided else ("SOURCE_UNAVAILABLE",)


def _coverage(facts: Facts, authority: Authority, window: Window, *, sight: Sight) -> Json:
    source = facts.sources.get(authority)
    state = sight.rules.coverage_state(source, window, sight.policy)
    kinds = list(source.notice_kinds) if source else []
    covered: Json = {"authority": authority, "kinds": kinds, "state": state}
    if source and state == "PARTIAL":
        covered["coveredFrom"] = str(source.notices_from)
    if source and state != "UNAVAILABLE":
        covered["provenance"] = provenance(source, "NO_VIOLATION", sight=sight)
    return covered


def _gaps(facts: Facts, coverage: Iterable[JsonObject], *, sight: Sight) -> tuple[ReasonCode, ...]:
    """Return why authorities are not covered, each in the order of the coverage (VIO-03)."""
    found = (
        trouble(facts, one["authority"], sight=sight) or _GAPS.get(one["state"]) for one in coverage
    )
    return tuple(reason for reason in found if reason is not None)


def _numbers(counted: Sequence[Notice], *, sight: Sight) -> Json:
    severity = sight.rules.highest_severity(counted)
    counts = {"counted": len(counted), "underAppeal": sight.rules.under_appeal(counted)}
    return {"counts": counts} | ({} if severity is None else {"highestSeverity": severity})
