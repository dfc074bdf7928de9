"""The defects of group VIO about coverage: a supplier cleared by its own word, or too early."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from trustlink.calendar import Window, parse_date
from trustlink_mock.announcement import JsonDocument
from trustlink_mock.answers.facts import Notice, Source
from trustlink_mock.answers.policy import Policy
from trustlink_mock.answers.rules import Outcome, Rules
from trustlink_mock.answers.vocabulary import CoverageState, Json, ReasonCode
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.visit import Reply, Visit

_STATUS: Final = "getViolationStatus"
_CLEARED: Final = {
    "VIO-03": "CLEAR is answered where something is not covered",
    "VER-03": "the gap makes no verification PARTIAL any more",
    "VIO-05": "PARTIAL_COVERAGE is missing where notices were found",
}


@defect(
    "DISC-05",
    "Looks up the notices of market regulation alone, and says so in its policy.",
    joint=Joint.POLICY,
    also={"VIO-05": "the coverage and what follows from it name one authority of three"},
)
def one_authority_of_three(announced: JsonDocument) -> JsonDocument:
    """Announce, and ask, SAMR and no other."""
    return _with_authorities(announced, "SAMR")


@defect(
    "DISC-05",
    "Leaves the tax authority out of its policy.",
    joint=Joint.POLICY,
    also={"VIO-05": "the coverage and what follows from it do not name the tax authority"},
)
def without_the_tax_authority(announced: JsonDocument) -> JsonDocument:
    """Announce, and ask, two of the three."""
    return _with_authorities(announced, "GACC", "SAMR")


@defect(
    "VIO-05",
    "Clears a supplier by what the supplier says of itself, in place of the tax authority.",
    joint=Joint.RESPONSE,
    operation=_STATUS,
    also={"DISC-07": "the status lists no such source"},
)
def the_supplier_among_the_authorities(reply: Reply, _: Visit) -> Reply:
    """Name SUPPLIER in the coverage where STA stood."""
    coverage = [_by_itself(one) for one in reply.document["coverage"]]
    return reply.with_members(coverage=coverage)


@defect("VIO-13", "Takes the supplier's own word for a source.", joint=Joint.RULES, also=_CLEARED)
def covered_by_its_own_word(honest: Rules) -> Rules:
    """Look at nothing but whether something was declared."""

    def state(source: Source | None, window: Window, policy: Policy) -> CoverageState:
        is_declared = source is not None and source.method == "SELF_DECLARED"
        return "COVERED" if is_declared else honest.coverage_state(source, window, policy)

    return replace(honest, coverage_state=state)


@defect(
    "VIO-13",
    "Takes a register that answers for one that knows all three years.",
    joint=Joint.RULES,
    also=_CLEARED,
)
def as_far_back_as_asked(honest: Rules) -> Rules:
    """Not know since when it reads the register."""

    def state(source: Source | None, window: Window, policy: Policy) -> CoverageState:
        whole = None if source is None else replace(source, notices_from=None)
        return honest.coverage_state(whole, window, policy)

    return replace(honest, coverage_state=state)


@defect(
    "VIO-13",
    "Takes a source for complete that begins the day after the window does.",
    joint=Joint.RULES,
    also=_CLEARED,
)
def a_day_short(honest: Rules) -> Rules:
    """Be off by one."""

    def state(source: Source | None, window: Window, policy: Policy) -> CoverageState:
        later = replace(window, start=min(window.start + timedelta(days=1), window.end))
        return honest.coverage_state(source, later, policy)

    return replace(honest, coverage_state=state)


@defect(
    "VIO-13",
    "States for what is partly covered the first day of the window.",
    joint=Joint.RESPONSE,
    operation=_STATUS,
    also={"VER-07": "verifications still say what is right"},
)
def covered_from_the_start(reply: Reply, _: Visit) -> Reply:
    """Copy window.from."""
    first = reply.document["window"]["from"]
    coverage = [
        {**one, "coveredFrom": first} if "coveredFrom" in one else one
        for one in reply.document["coverage"]
    ]
    return reply.with_members(coverage=coverage)


@defect(
    "VIO-03",
    "Clears a supplier that a register knows for a part of the window only.",
    joint=Joint.RULES,
    also={
        "VIO-05": "CLEAR stands beside a coverage that is not complete",
        "VER-03": "the gap makes no verification PARTIAL any more",
    },
)
def clear_by_a_part(honest: Rules) -> Rules:
    """Forget what is partly covered where nothing is counted."""

    def outcome(counted: Sequence[Notice], gaps: Sequence[ReasonCode]) -> Outcome:
        known = [code for code in gaps if code != "WINDOW_PARTLY_COVERED"]
        return honest.notice_outcome(counted, gaps if counted else known)

    return replace(honest, notice_outcome=outcome)


@defect(
    "VIO-14",
    "Counts a notice only while the public registers show it.",
    joint=Joint.RULES,
    also={"VIO-09": "the list shows the same notices"},
)
def lapsed_not_counted(honest: Rules) -> Rules:
    """Drop what has lapsed."""

    def counts(notice: Notice, window: Window, policy: Policy) -> bool:
        return not notice.has_lapsed and honest.counts(notice, window, policy)

    return replace(honest, counts=counts)


@defect(
    "VIO-14",
    "Forgets a notice a year after its publication, unless it is serious.",
    joint=Joint.RULES,
    also={
        "VIO-09": "the list shows the same notices",
        "VIO-04": "the number of notices in the window is wrong",
        "VIO-12": "a severity that was counted is missing",
    },
)
def general_for_a_year(honest: Rules) -> Rules:
    """Apply the time of publicity to the window."""

    def counts(notice: Notice, window: Window, policy: Policy) -> bool:
        day = notice.shown.get("publicationDate")
        is_old = day is not None and parse_date(day) < window.end - timedelta(days=365)
        is_forgotten = is_old and notice.severity != "SERIOUS"
        return not is_forgotten and honest.counts(notice, window, policy)

    return replace(honest, counts=counts)


def _with_authorities(announced: JsonDocument, *authorities: str) -> JsonDocument:
    policy = {**announced["violationPolicy"], "authorities": [*authorities]}
    return {**announced, "violationPolicy": policy}


def _by_itself(entry: Json) -> Json:
    if entry["authority"] != "STA" or "provenance" not in entry:
        return entry
    provenance = {**entry["provenance"], "authority": "SUPPLIER", "method": "SELF_DECLARED"}
    return {**entry, "authority": "SUPPLIER", "provenance": provenance}
