"""The defects of group VIO: suppliers cleared or blamed wrongly, most of them by a single day."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from trustlink.calendar import Window, parse_date
from trustlink_mock.answers.facts import Facts, Notice
from trustlink_mock.answers.policy import Policy
from trustlink_mock.answers.rules import Outcome, Rules
from trustlink_mock.answers.vocabulary import NoticeState, ReasonCode, Severity
from trustlink_mock.dates import Askable
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.problems import Place, RequestFault, invalid_request, problem_reply
from trustlink_mock.visit import Reply, Visit

_STATUS = "getViolationStatus"
_ONE_DAY = timedelta(days=1)
AskableOn = Callable[[datetime], Askable]


@defect(
    "VIO-01",
    "Takes a code whose check character is X for a mistyped one.",
    joint=Joint.RESPONSE,
    operation=_STATUS,
    also={"DISC-03": "about such a supplier an operation of the core profile does not work"},
)
def refuses_the_check_character_x(reply: Reply, visit: Visit) -> Reply:
    """Answer 400 about such a supplier."""
    if not visit.parameters["uscc"].endswith("X"):
        return reply
    fault = RequestFault("parameter", "uscc", "MALFORMED", "18 digits are expected.", True)  # noqa: FBT003
    return problem_reply(invalid_request(fault), visit)


@defect(
    "VIO-02",
    "Takes three years for 1095 days.",
    joint=Joint.RULES,
    also={"VIO-04": "after a leap year the window starts a day late"},
)
def window_of_1095_days(honest: Rules) -> Rules:
    """Subtract days instead of years."""
    return replace(honest, window=lambda as_of, _: Window(as_of - timedelta(days=1095), as_of))


@defect(
    "VIO-02",
    "Starts the window of a 29 February on 1 March.",
    joint=Joint.RULES,
    also={"VIO-04": "a notice of that 28 February is missed"},
)
def leap_day_becomes_1_march(honest: Rules) -> Rules:
    """Let the missing day roll over."""

    def window(as_of: date, policy: Policy) -> Window:
        right = honest.window(as_of, policy)
        is_leap_day = (as_of.month, as_of.day) == (2, 29)
        return replace(right, start=right.start + _ONE_DAY) if is_leap_day else right

    return replace(honest, window=window)


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


@defect("VIO-04", "Treats the first day of the window as outside it.", joint=Joint.RULES)
def exclusive_boundary(honest: Rules) -> Rules:
    """Compare with > instead of >=."""

    def counts(notice: Notice, window: Window, policy: Policy) -> bool:
        return honest.counts(notice, replace(window, start=window.start + _ONE_DAY), policy)

    return replace(honest, counts=counts)


@defect("VIO-04", "Counts a notice that was decided the day before the window.", joint=Joint.RULES)
def the_day_before_counts(honest: Rules) -> Rules:
    """Be off by one to the other side."""

    def counts(notice: Notice, window: Window, policy: Policy) -> bool:
        return honest.counts(notice, replace(window, start=window.start - _ONE_DAY), policy)

    return replace(honest, counts=counts)


@defect("VIO-04", "Anchors a notice on the day of its publication.", joint=Joint.FACTS)
def publication_as_anchor(honest: Facts) -> Facts:
    """Read the other date of each notice."""
    return replace(honest, notices=tuple(_published(notice) for notice in honest.notices))


@defect(
    "VIO-05",
    "Leaves an authority that could not be asked out of the coverage.",
    joint=Joint.RESPONSE,
    operation=_STATUS,
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
    also={"VER-03": "without PARTIAL_COVERAGE a verification is COMPLETE"},
)
def partial_coverage_untold(honest: Rules) -> Rules:
    """Forget the troubles where something is counted."""

    def outcome(counted: Sequence[Notice], troubles: Sequence[ReasonCode]) -> Outcome:
        return honest.notice_outcome(counted, () if counted else troubles)

    return replace(honest, notice_outcome=outcome)


@defect("VIO-06", "Counts revoked notices.", joint=Joint.RULES)
def revoked_counted(honest: Rules) -> Rules:
    """Look at the decision, not at what became of it."""
    return _counting(honest, "REVOKED")


@defect("VIO-07", "Counts notices whose record was repaired.", joint=Joint.RULES)
def repaired_counted(honest: Rules) -> Rules:
    """Let repair change nothing."""
    return _counting(honest, "REPAIRED")


@defect("VIO-08", "Does not count a notice while it is under appeal.", joint=Joint.RULES)
def appeal_not_counted(honest: Rules) -> Rules:
    """Wait for the appeal to be decided."""

    def counts(notice: Notice, window: Window, policy: Policy) -> bool:
        return notice.state != "UNDER_APPEAL" and honest.counts(notice, window, policy)

    return replace(honest, counts=counts)


@defect("VIO-08", "Counts a notice under appeal without telling the appeal.", joint=Joint.RULES)
def appeal_untold(honest: Rules) -> Rules:
    """Take it for a notice like any other."""

    def outcome(counted: Sequence[Notice], troubles: Sequence[ReasonCode]) -> Outcome:
        undisputed = [replace(notice, state="IN_EFFECT") for notice in counted]
        return honest.notice_outcome(undisputed, troubles)

    return replace(honest, notice_outcome=outcome, under_appeal=lambda _: 0)


@defect("VIO-10", "Answers for today if it is asked for a day to come.", joint=Joint.DATES)
def future_becomes_today(honest: AskableOn) -> AskableOn:
    """Correct the question instead of refusing it."""
    return lambda now: _Correcting(honest(now).earliest, honest(now).today)


@defect(
    "VIO-10",
    "Answers for days before earliestAsOf.",
    joint=Joint.DATES,
    also={"REB-05": "periods before earliestAsOf are answered for, too"},
)
def any_day_in_the_past(honest: AskableOn) -> AskableOn:
    """Know no first day."""
    return lambda now: replace(honest(now), earliest=date(1990, 1, 1))


@defect("VIO-11", "Takes the date in UTC for today.", joint=Joint.DATES)
def today_in_utc(honest: AskableOn) -> AskableOn:
    """Be a day late from midnight to eight in Shanghai."""
    return lambda now: replace(honest(now), today=now.astimezone(UTC).date())


@defect("VIO-12", "Tells no severity if several notices count.", joint=Joint.RULES)
def no_severity_of_several(honest: Rules) -> Rules:
    """Not know which to tell."""

    def highest(counted: Sequence[Notice]) -> Severity | None:
        return honest.highest_severity(counted) if len(counted) == 1 else None

    return replace(honest, highest_severity=highest)


@defect("VIO-12", "Makes up a severity where no authority graded.", joint=Joint.RULES)
def severity_made_up(honest: Rules) -> Rules:
    """Take a notice without a grade for a minor one."""

    def highest(counted: Sequence[Notice]) -> Severity | None:
        return honest.highest_severity(counted) or ("MINOR" if counted else None)

    return replace(honest, highest_severity=highest)


class _Correcting(Askable):
    __slots__ = ()

    def as_of(self, text: str | None, *, place: Place, where: str) -> date:
        corrected = min(text, str(self.today)) if text else None
        return super().as_of(corrected, place=place, where=where)


def _counting(honest: Rules, state: NoticeState) -> Rules:
    def counts(notice: Notice, window: Window, policy: Policy) -> bool:
        wider = replace(policy, counted_states=policy.counted_states | {state})
        return honest.counts(notice, window, wider)

    return replace(honest, counts=counts)


def _published(notice: Notice) -> Notice:
    day = notice.shown.get("publicationDate")
    return replace(notice, decision_date=parse_date(day)) if day else notice
