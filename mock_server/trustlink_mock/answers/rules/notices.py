"""Rules about violation notices: the window, whether a notice counts, the outcome."""

from collections.abc import Sequence
from datetime import date
from typing import get_args

from trustlink.calendar import Window, window_ending
from trustlink_mock.answers.facts import Notice
from trustlink_mock.answers.policy import Policy
from trustlink_mock.answers.rules.outcome import Outcome, indeterminate
from trustlink_mock.answers.vocabulary import ReasonCode, Severity

_MILDEST_FIRST: tuple[Severity, ...] = get_args(Severity)


def window(as_of: date, policy: Policy) -> Window:
    """Return the days in which a notice counts: whole calendar years, ending on asOf (VIO-02)."""
    return window_ending(as_of, years=policy.years)


def counts(notice: Notice, window: Window, policy: Policy) -> bool:
    """Return whether a notice counts: by authority, present state and the day of it (VIO-04)."""
    return (
        notice.authority in policy.authorities
        and notice.state in policy.counted_states
        and (notice.is_public or not policy.counts_public_only)
        and _lies_in(_anchor(notice, policy), window, policy)
    )


def listed(counted: Sequence[Notice]) -> Sequence[Notice]:
    """Return the notices that the list shows: those that are counted (VIO-09)."""
    return counted


def outcome(counted: Sequence[Notice], gaps: Sequence[ReasonCode]) -> Outcome:
    """Return the outcome; CLEAR needs every authority to be covered (VIO-03, VIO-05)."""
    if counted:
        return Outcome("NOTICES_FOUND", _reasons(counted, gaps))
    if gaps:
        return indeterminate(gaps)
    return Outcome("CLEAR", ("NO_NOTICE_IN_WINDOW",))


def _anchor(notice: Notice, policy: Policy) -> date | None:
    """Return the date that is compared with the window; None if the notice has none such."""
    return {
        "DECISION_DATE": notice.decision_date,
        "PUBLICATION_DATE": notice.publication_date,
    }[policy.anchor]


def _lies_in(day: date | None, window: Window, policy: Policy) -> bool:
    """Return whether a day lies in the window, whose first day the boundary may leave out."""
    if day is None or day not in window:
        return False
    return policy.boundary == "INCLUSIVE" or day > window.start


def _reasons(counted: Sequence[Notice], gaps: Sequence[ReasonCode]) -> tuple[ReasonCode, ...]:
    reasons: list[ReasonCode] = ["NOTICE_IN_WINDOW"]
    if gaps:
        reasons.append("PARTIAL_COVERAGE")
    if under_appeal(counted) > 0:
        reasons.append("UNDER_APPEAL")
    return tuple(reasons)


def under_appeal(counted: Sequence[Notice]) -> int:
    """Return how many of the counted notices are under appeal (VIO-08)."""
    return sum(notice.state == "UNDER_APPEAL" for notice in counted)


def highest_severity(counted: Sequence[Notice]) -> Severity | None:
    """Return the gravest severity of the counted notices, None if none is graded (VIO-12)."""
    graded = [notice.severity for notice in counted if notice.severity is not None]
    return max(graded, key=_MILDEST_FIRST.index, default=None)
