"""Home of the answer of listRebateRecords: the rows that the summary is made of."""

from trustlink_mock.answers.facts import Facts, RebateRecord
from trustlink_mock.answers.pages import Page, Row, Turn, page_of
from trustlink_mock.answers.provenance import provenance, require_answer
from trustlink_mock.answers.rebate_summary import records_in
from trustlink_mock.answers.rules import Filters, Periods, Place, Rules
from trustlink_mock.answers.sight import Sight
from trustlink_mock.answers.vocabulary import Json


def rebate_records(
    facts: Facts, periods: Periods, *, filters: Filters, turn: Turn, sight: Sight
) -> Page:
    """Return a page of the contract's RebatePage (REB-10, REB-13); raises SourceTrouble."""
    source = require_answer(facts, "STA", sight=sight)
    shown = provenance(source, "EXPORT_TAX_REBATE", sight=sight)
    rows = (
        Row(_place(record), _shown(record, shown, rules=sight.rules))
        for record in records_in(facts, periods, sight=sight)
        if sight.rules.fits(record, filters)
    )
    head = {"uscc": facts.uscc, "from": str(periods.first), "to": str(periods.last)}
    return page_of(head, rows, turn, rules=sight.rules)


def _place(record: RebateRecord) -> Place:
    return Place(record.export_date, record.record_id)


def _shown(record: RebateRecord, source: Json, *, rules: Rules) -> Json:
    number = rules.masked(record.shown["declarationNumber"])
    return {**record.shown, "declarationNumber": number, "provenance": source}
