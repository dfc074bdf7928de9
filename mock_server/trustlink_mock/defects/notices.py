"""The defects of group VIO about single notices: lists and statuses that do not agree."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from trustlink.calendar import Window
from trustlink_mock.answers.facts import Notice
from trustlink_mock.answers.policy import Policy
from trustlink_mock.answers.rules import Outcome, Rules
from trustlink_mock.answers.vocabulary import ReasonCode, Severity
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.defects.reasons import WRONG_NOTICE
from trustlink_mock.visit import Reply, Visit

_NOTICES = "listViolationNotices"


@defect(
    "VIO-09",
    "Leaves notices under appeal out of the list, although it counts them.",
    joint=Joint.RULES,
    also={
        "VIO-08": "a notice under appeal is not listed",
        "VIO-12": "the severity of a notice that is not listed is told",
        "RT-03": "its cases show the notice",
        "VIO-04": "the days of notices are taken from the list",
    },
)
def appeals_not_listed(honest: Rules) -> Rules:
    """List what is final."""

    def listed(counted: Sequence[Notice]) -> Sequence[Notice]:
        return [one for one in honest.listed(counted) if one.state != "UNDER_APPEAL"]

    return replace(honest, listed=listed)


@defect(
    "VIO-09",
    "Lists one notice of those that were decided on the same day.",
    joint=Joint.RULES,
    also={
        "VIO-08": "the one that is left out may be under appeal",
        "VIO-12": "the one that is left out may be the gravest",
        "VIO-04": "the days of notices are taken from the list",
    },
)
def one_notice_a_day(honest: Rules) -> Rules:
    """Key notices by the day of the decision."""

    def listed(counted: Sequence[Notice]) -> Sequence[Notice]:
        by_day = {one.decision_date: one for one in reversed(honest.listed(counted))}
        return list(by_day.values())

    return replace(honest, listed=listed)


@defect(
    "VIO-09",
    "Takes the severity of the latest notice for the highest.",
    joint=Joint.RULES,
    also={
        "VIO-04": "its cases show the severity",
        "VIO-05": "its cases show the severity",
        "VIO-12": "the severity of the status is not that of the gravest notice",
    },
)
def latest_is_gravest(honest: Rules) -> Rules:
    """Look at one notice."""

    def highest(counted: Sequence[Notice]) -> Severity | None:
        latest = sorted(counted, key=lambda one: one.decision_date)[-1:]
        return honest.highest_severity(latest)

    return replace(honest, highest_severity=highest)


@defect(
    "VIO-09",
    "Has every listed notice in effect, also one under appeal.",
    joint=Joint.RESPONSE,
    operation=_NOTICES,
    also={"VIO-08": "the appeal is not told in the list"},
)
def states_not_looked_up(reply: Reply, _: Visit) -> Reply:
    """Say IN_EFFECT."""
    items = [{**row, "state": "IN_EFFECT"} for row in reply.document["items"]]
    return reply.with_members(items=items)


@defect(
    "VIO-08",
    "Tells an appeal only if no other notice counts.",
    joint=Joint.RULES,
    also={"EXP-03": "a reason that belongs to the outcome is missing"},
)
def appeal_among_others_untold(honest: Rules) -> Rules:
    """Leave the reason out."""

    def outcome(counted: Sequence[Notice], troubles: Sequence[ReasonCode]) -> Outcome:
        right = honest.notice_outcome(counted, troubles)
        told = tuple(code for code in right.reasons if code != "UNDER_APPEAL")
        return replace(right, reasons=told) if len(counted) > 1 else right

    return replace(honest, notice_outcome=outcome)


@defect(
    "VIO-04",
    "Lets a notice of market regulation out of the window a day early.",
    joint=Joint.RULES,
    also=WRONG_NOTICE,
)
def exclusive_for_one_authority(honest: Rules) -> Rules:
    """Read days of that register as of the evening before."""

    def counts(notice: Notice, window: Window, policy: Policy) -> bool:
        is_meant = notice.authority == "SAMR" and notice.decision_date == window.start
        return not is_meant and honest.counts(notice, window, policy)

    return replace(honest, counts=counts)


@defect(
    "VIO-04",
    "Counts a notice of a 29 February a day longer.",
    joint=Joint.RULES,
    also=WRONG_NOTICE,
)
def leap_day_held_longer(honest: Rules) -> Rules:
    """Read it as 1 March."""

    def counts(notice: Notice, window: Window, policy: Policy) -> bool:
        day = notice.decision_date
        is_leap_day = (day.month, day.day) == (2, 29)
        moved = replace(notice, decision_date=day + timedelta(days=1)) if is_leap_day else notice
        return honest.counts(notice, window, policy) or honest.counts(moved, window, policy)

    return replace(honest, counts=counts)
