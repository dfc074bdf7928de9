"""Home of the answer of listViolationNotices: the notices that the status counts."""

from datetime import date

from trustlink_mock.answers.facts import Facts, Notice
from trustlink_mock.answers.pages import Page, Row, Turn, page_of
from trustlink_mock.answers.provenance import provenance, require_answer
from trustlink_mock.answers.rules import Place
from trustlink_mock.answers.sight import Sight
from trustlink_mock.answers.violation_status import counted_notices, stated_window


def violation_notices(facts: Facts, as_of: date, *, turn: Turn, sight: Sight) -> Page:
    """Return a page of the contract's NoticePage (VIO-09); raises SourceTrouble.

    An authority that no source speaks for is no trouble: asking again would change nothing.
    """
    for authority in sight.policy.authorities:
        if authority in facts.sources:
            require_answer(facts, authority, sight=sight)
    window = sight.rules.window(as_of, sight.policy)
    counted = sight.rules.listed(counted_notices(facts, window, sight=sight))
    head = {
        "uscc": facts.uscc,
        "asOf": as_of.isoformat(),
        "window": stated_window(window, sight.policy),
    }
    rows = (_row(facts, notice, sight=sight) for notice in counted)
    return page_of(head, rows, turn, rules=sight.rules)


def _row(facts: Facts, notice: Notice, *, sight: Sight) -> Row:
    source = provenance(facts.sources[notice.authority], "NO_VIOLATION", sight=sight)
    place = Place(notice.decision_date, notice.notice_id)
    return Row(place, {**notice.shown, "provenance": source})
