"""Home of the answer of getRebateSummary: export tax rebates, without a single amount."""

from collections.abc import Sequence

from trustlink_mock.answers.facts import Facts, RebateRecord
from trustlink_mock.answers.provenance import provenance, trouble, undecided
from trustlink_mock.answers.reasons import explained
from trustlink_mock.answers.rules import Outcome, Periods
from trustlink_mock.answers.rules.outcome import indeterminate
from trustlink_mock.answers.sight import Sight
from trustlink_mock.answers.vocabulary import Json


def rebate_summary(facts: Facts, periods: Periods, *, sight: Sight) -> Json:
    """Return the contract's RebateSummary for a range of tax periods (REB-01)."""
    head = {"uscc": facts.uscc, "from": str(periods.first), "to": str(periods.last)}
    reasons = undecided(facts, ["STA"], "EXPORT_TAX_REBATE", sight=sight)
    if reasons:
        told = _unknown(facts, indeterminate(reasons), sight=sight)
    else:
        told = _known(facts, periods, sight=sight)
    return sight.rules.written(head | told)


def records_in(facts: Facts, periods: Periods, *, sight: Sight) -> tuple[RebateRecord, ...]:
    """Return the records of a range of tax periods, in no order (REB-13)."""
    return tuple(one for one in facts.rebates.records if sight.rules.lies_in(one, periods))


def _known(facts: Facts, periods: Periods, *, sight: Sight) -> Json:
    records = records_in(facts, periods, sight=sight)
    outcome = sight.rules.rebate_outcome(len(records), facts.rebates.no_records_because)
    source = provenance(facts.sources["STA"], "EXPORT_TAX_REBATE", sight=sight)
    known = {
        "outcome": outcome.value,
        "reasons": explained(outcome.reasons, [source], sight=sight),
        "managementClass": facts.rebates.management_class,
        "refundMethod": facts.rebates.refund_method,
        "recordCount": len(records),
        "countsByStatus": dict(sight.rules.counts_by_status(records)),
    }
    if outcome.value == "RECORDS_FOUND":
        known |= _of_records(facts, records, sight=sight)
    return known | {"provenance": source}


def _unknown(facts: Facts, outcome: Outcome, *, sight: Sight) -> Json:
    """Return a summary of nothing; a source that answers shows how old its data are."""
    answers = trouble(facts, "STA", sight=sight) is None
    source = facts.sources["STA"] if answers else None
    shown = [provenance(source, "EXPORT_TAX_REBATE", sight=sight)] if source else []
    return {
        "outcome": outcome.value,
        "reasons": explained(outcome.reasons, shown, sight=sight),
        "managementClass": "UNKNOWN",
        "refundMethod": "UNKNOWN",
        "recordCount": 0,
        "countsByStatus": {},
        **({"provenance": shown[0]} if shown else {}),
    }


def _of_records(facts: Facts, records: Sequence[RebateRecord], *, sight: Sight) -> Json:
    rules = sight.rules
    latest, band = rules.latest_refund(records), rules.band(rules.refunded_sum(records))
    return {
        **({} if latest is None else {"latestRefundedOn": latest.isoformat()}),
        "refundedAmountBand": rules.disclosed_band(band, facts.disclosure),
        "hs6": rules.subheadings(records),
    }
