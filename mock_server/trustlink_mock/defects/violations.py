"""The defects of group VIO about notices: which count, and what is said of them."""

from collections.abc import Sequence
from dataclasses import replace

from trustlink.calendar import Window
from trustlink_mock.answers.facts import Facts, Notice
from trustlink_mock.answers.policy import Policy
from trustlink_mock.answers.rules import Outcome, Rules
from trustlink_mock.answers.vocabulary import NoticeState, ReasonCode, Severity
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.defects.reasons import WRONG_NUMBER
from trustlink_mock.problems import RequestFault, invalid_request, problem_reply
from trustlink_mock.visit import Reply, Visit

_STATUS = "getViolationStatus"


@defect(
    "VIO-01",
    "Takes a code whose check character is X for a mistyped one.",
    joint=Joint.RESPONSE,
    operation=_STATUS,
    also={
        "SUP-04": "a supplier that is gone is among those meant",
        "VIO-03": "an outage is concerned",
    },
)
def refuses_the_check_character_x(reply: Reply, visit: Visit) -> Reply:
    """Answer 400 about such a supplier."""
    if not visit.parameters["uscc"].endswith("X"):
        return reply
    fault = RequestFault("parameter", "uscc", "MALFORMED", "18 digits are expected.", True)  # noqa: FBT003
    return problem_reply(invalid_request(fault), visit)


@defect(
    "VIO-03",
    "Clears a supplier if a register is down and the others have nothing.",
    joint=Joint.RULES,
    also={
        "VIO-05": "CLEAR stands beside a coverage that is not complete",
        "VER-03": "the failed source makes no verification PARTIAL any more",
    },
)
def clear_on_an_outage(honest: Rules) -> Rules:
    """Forget the troubles where nothing is counted."""

    def outcome(counted: Sequence[Notice], troubles: Sequence[ReasonCode]) -> Outcome:
        return honest.notice_outcome(counted, troubles if counted else ())

    return replace(honest, notice_outcome=outcome)


@defect(
    "VIO-03",
    "Clears a supplier if a register is too slow, although not if it is down.",
    joint=Joint.RULES,
    also={
        "VIO-05": "CLEAR stands beside a coverage that is not complete",
        "VER-03": "the slow source makes no verification PARTIAL any more",
    },
)
def clear_on_a_timeout(honest: Rules) -> Rules:
    """Forget the timeouts where nothing is counted."""

    def outcome(counted: Sequence[Notice], troubles: Sequence[ReasonCode]) -> Outcome:
        serious = [code for code in troubles if code != "SOURCE_TIMEOUT"]
        return honest.notice_outcome(counted, troubles if counted else serious)

    return replace(honest, notice_outcome=outcome)


@defect(
    "VIO-05",
    "Leaves an authority that could not be asked out of the coverage.",
    joint=Joint.RESPONSE,
    operation=_STATUS,
    also={
        "VER-07": "verifications still say what is right",
        "VIO-13": "what it covers in part is not listed either",
    },
)
def silent_about_who_was_not_asked(reply: Reply, _: Visit) -> Reply:
    """List those only that are COVERED."""
    coverage = reply.document["coverage"]
    covered = [one for one in coverage if one["state"] == "COVERED"]
    return reply.with_members(coverage=covered or coverage[:1])


@defect(
    "VIO-05",
    "Does not say that the notices found may not be all.",
    joint=Joint.RULES,
    also={
        "VER-03": "without PARTIAL_COVERAGE a verification is COMPLETE",
        "EXP-03": "a reason that belongs to the outcome is missing",
    },
)
def partial_coverage_untold(honest: Rules) -> Rules:
    """Forget the troubles where something is counted."""

    def outcome(counted: Sequence[Notice], troubles: Sequence[ReasonCode]) -> Outcome:
        return honest.notice_outcome(counted, () if counted else troubles)

    return replace(honest, notice_outcome=outcome)


@defect("VIO-06", "Never learns that a notice was revoked.", joint=Joint.FACTS, also=WRONG_NUMBER)
def revoked_counted(honest: Facts) -> Facts:
    """Look at the decision, not at what became of it."""
    return _still_in_effect(honest, "REVOKED")


@defect(
    "VIO-07",
    "Goes on using notices whose record was repaired, and hides only how grave they were.",
    joint=Joint.FACTS,
    also={
        "VIO-09": "the list shows the same notices",
        "VIO-04": "the number of notices in the window is wrong",
        "VIO-05": "outcome, counts and coverage no longer agree",
    },
)
def repaired_counted(honest: Facts) -> Facts:
    """Use the record, but for its severity."""
    return _still_in_effect(honest, "REPAIRED", graded=False)


@defect(
    "VIO-08",
    "Does not count a notice while it is under appeal.",
    joint=Joint.RULES,
    also={
        "VIO-04": "the number of notices in the window is wrong",
        "VIO-09": "the list shows the same notices",
    },
)
def appeal_not_counted(honest: Rules) -> Rules:
    """Wait for the appeal to be decided."""

    def counts(notice: Notice, window: Window, policy: Policy) -> bool:
        return notice.state != "UNDER_APPEAL" and honest.counts(notice, window, policy)

    return replace(honest, counts=counts)


@defect(
    "VIO-08",
    "Counts a notice under appeal without telling the appeal.",
    joint=Joint.RULES,
    also={"VIO-09": "the list shows the same notices"},
)
def appeal_untold(honest: Rules) -> Rules:
    """Take it for a notice like any other."""

    def outcome(counted: Sequence[Notice], troubles: Sequence[ReasonCode]) -> Outcome:
        undisputed = [replace(notice, state="IN_EFFECT") for notice in counted]
        return honest.notice_outcome(undisputed, troubles)

    return replace(honest, notice_outcome=outcome, under_appeal=lambda _: 0)


@defect("VIO-12", "Makes up a severity where no authority graded.", joint=Joint.RULES)
def severity_made_up(honest: Rules) -> Rules:
    """Take a notice without a grade for a minor one."""

    def highest(counted: Sequence[Notice]) -> Severity | None:
        return honest.highest_severity(counted) or ("MINOR" if counted else None)

    return replace(honest, highest_severity=highest)


@defect(
    "VIO-09",
    "Loses the severity that market regulation gave its notices, but for the list.",
    joint=Joint.FACTS,
    also={"VIO-12": "the status tells the severity of a notice that is not the gravest"},
)
def severity_of_one_authority_lost(honest: Facts) -> Facts:
    """Read that register without its grades."""
    return replace(honest, notices=tuple(_ungraded(notice) for notice in honest.notices))


def _still_in_effect(honest: Facts, state: NoticeState, *, graded: bool = True) -> Facts:
    notices = (
        _in_effect(one, graded=graded) if one.state == state else one for one in honest.notices
    )
    return replace(honest, notices=tuple(notices))


def _in_effect(notice: Notice, *, graded: bool) -> Notice:
    shown = {**notice.shown, "state": "IN_EFFECT"}
    if not graded:
        shown.pop("severity", None)
    severity = notice.severity if graded else None
    return replace(notice, state="IN_EFFECT", severity=severity, shown=shown)


def _ungraded(notice: Notice) -> Notice:
    return replace(notice, severity=None) if notice.authority == "SAMR" else notice
