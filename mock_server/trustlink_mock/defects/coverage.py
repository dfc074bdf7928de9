"""The defects of group VIO about coverage: a supplier cleared by its own word, or too early."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from trustlink.calendar import Window
from trustlink_mock.answers.facts import Notice, Source
from trustlink_mock.answers.policy import Policy
from trustlink_mock.answers.rules import Outcome, Rules
from trustlink_mock.answers.vocabulary import CoverageState, ReasonCode
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.visit import Reply, Visit

_DISCOVERY: Final = "getDiscovery"
_STATUS: Final = "getViolationStatus"
_CLEARED: Final = {
    "VIO-03": "CLEAR is answered where something is not covered",
    "VER-03": "the gap makes no verification PARTIAL any more",
    "VIO-05": "PARTIAL_COVERAGE is missing where notices were found",
}


@defect(
    "DISC-05",
    "Announces commerce in place of tax among the authorities of its policy.",
    joint=Joint.RESPONSE,
    operation=_DISCOVERY,
    also={"VIO-05": "the coverage names tax, which is not in the policy"},
)
def commerce_in_place_of_tax(reply: Reply, _: Visit) -> Reply:
    """Announce MOFCOM where STA is asked."""
    return _announcing(reply, "MOFCOM")


@defect(
    "DISC-05",
    "Announces the supplier in place of tax among the authorities of its policy.",
    joint=Joint.RESPONSE,
    operation=_DISCOVERY,
    also={"VIO-05": "the coverage names tax, which is not in the policy"},
)
def the_supplier_in_place_of_tax(reply: Reply, _: Visit) -> Reply:
    """Announce SUPPLIER where STA is asked."""
    return _announcing(reply, "SUPPLIER")


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
    "VIO-05",
    "Clears a supplier that a register knows for a part of the window only.",
    joint=Joint.RULES,
    also={
        "VIO-03": "CLEAR is answered where something is not covered",
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
    also={
        "VIO-05": "the published reasons are those of notices that were found",
        "VIO-09": "the list shows the same notices",
    },
)
def lapsed_not_counted(honest: Rules) -> Rules:
    """Drop what has lapsed."""

    def counts(notice: Notice, window: Window, policy: Policy) -> bool:
        return not notice.has_lapsed and honest.counts(notice, window, policy)

    return replace(honest, counts=counts)


def _announcing(reply: Reply, authority: str) -> Reply:
    policy = reply.document["violationPolicy"]
    named = [authority if one == "STA" else one for one in policy["authorities"]]
    return reply.with_members(violationPolicy={**policy, "authorities": named})
