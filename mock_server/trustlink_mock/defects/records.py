"""The defects of group REB on the profile records: rows with one thing wrong, filters that leak."""

from collections.abc import Callable
from dataclasses import replace

from trustlink_mock.answers.facts import Facts, RebateRecord
from trustlink_mock.answers.rules import Filters, Rules
from trustlink_mock.answers.vocabulary import Json, JsonObject, RebateStatus
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.visit import Reply, Visit

_RECORDS = "listRebateRecords"
_APRIL = "2026-04-01"
_BATTERIES = "850760"


@defect(
    "REB-06",
    "Masks one digit too few of a declaration under investigation.",
    joint=Joint.WIRE,
    operation=_RECORDS,
    also={"HTTP-01": "a number is not as documented", "REB-10": "its cases show the numbers"},
)
def one_digit_unmasked(reply: Reply, _: Visit) -> Reply:
    """Show the last of the five."""

    def changed(row: Json) -> Json:
        return {"declarationNumber": row["declarationNumber"].replace("*****", "****0")}

    return _with_rows(reply, "UNDER_INVESTIGATION", changed)


@defect(
    "REB-06",
    "Masks a number, and names it in full as the key of the row.",
    joint=Joint.RESPONSE,
    operation=_RECORDS,
)
def number_in_full_elsewhere(reply: Reply, _: Visit) -> Reply:
    """Leave the key by which a row that was approved is found."""

    def changed(row: Json) -> Json:
        return {"sourceKey": "D" + row["declarationNumber"].replace("*****", "99000")}

    return _with_rows(reply, "APPROVED", changed)


@defect(
    "REB-06",
    "Takes the year of the claim for that of a declaration whose refund was recovered.",
    joint=Joint.RESPONSE,
    operation=_RECORDS,
    also={"REB-10": "its cases show the numbers", "REB-11": "its cases show the numbers"},
)
def year_of_the_claim(reply: Reply, _: Visit) -> Reply:
    """Put the number together from its parts."""

    def changed(row: Json) -> Json:
        number = row["declarationNumber"]
        return {"declarationNumber": number[:4] + row["taxPeriod"][:4] + number[8:]}

    return _with_rows(reply, "RECOVERED", changed)


@defect(
    "REB-07",
    "States an edition that is no longer in force for claims under review.",
    joint=Joint.RESPONSE,
    operation=_RECORDS,
    also={"REB-10": "its cases show the edition", "RT-03": "its cases show the edition"},
)
def edition_out_of_date(reply: Reply, _: Visit) -> Reply:
    """Say 2017."""
    return _with_rows(reply, "UNDER_REVIEW", lambda _: {"hsVersion": "2017"})


@defect(
    "REB-07",
    "Knows the codes of approved claims to eight digits, and fills them up.",
    joint=Joint.RESPONSE,
    operation=_RECORDS,
    also={"REB-11": "the filter goes by the whole code", "REB-12": "its cases show the code"},
)
def last_two_digits_lost(reply: Reply, _: Visit) -> Reply:
    """End them with noughts."""
    return _with_rows(reply, "APPROVED", lambda row: {"hsCode": row["hsCode"][:8] + "00"})


@defect(
    "REB-08",
    "Writes an amount under investigation with one decimal place.",
    joint=Joint.WIRE,
    operation=_RECORDS,
    also={"HTTP-01": "an amount is not as documented", "REB-10": "its cases show the amounts"},
)
def one_decimal_place(reply: Reply, _: Visit) -> Reply:
    """Drop the last digit."""

    def changed(row: Json) -> Json:
        amount = row["refundAmount"]
        return {"refundAmount": {**amount, "amount": amount["amount"][:-1]}}

    return _with_rows(reply, "UNDER_INVESTIGATION", changed)


@defect(
    "REB-08",
    "States an amount of 0.00 where the rate is 0.00.",
    joint=Joint.RESPONSE,
    operation=_RECORDS,
)
def amount_of_nothing(reply: Reply, _: Visit) -> Reply:
    """Add it."""
    nothing = {"refundAmount": {"amount": "0.00", "currency": "CNY"}}
    return _with_rows(reply, "NOT_REFUNDABLE", lambda _: nothing)


@defect(
    "REB-09",
    "Drops the day of a refund once it is recovered.",
    joint=Joint.RESPONSE,
    operation=_RECORDS,
    also={
        "REB-13": "the latest refund may be one that was recovered",
        "REB-10": "its cases show the days",
        "REB-11": "its cases show the days",
    },
)
def recovered_without_its_day(reply: Reply, _: Visit) -> Reply:
    """Take it off."""
    items = reply.document["items"]
    for row in items:
        if row["status"] == "RECOVERED":
            row.pop("refundedOn")
    return reply.with_members(items=items)


@defect(
    "REB-09",
    "States the day of approval as that of the refund.",
    joint=Joint.RESPONSE,
    operation=_RECORDS,
    also={"REB-13": "the latest refund may be one that is only approved"},
)
def approved_is_refunded(reply: Reply, _: Visit) -> Reply:
    """Add the day to rows that are only approved."""
    return _with_rows(reply, "APPROVED", lambda row: {"refundedOn": row["statusOn"]})


@defect("REB-11", "Ignores the filter for one status.", joint=Joint.RULES)
def submitted_unfiltered(honest: Rules) -> Rules:
    """Not know SUBMITTED as a filter."""

    def fits(record: RebateRecord, filters: Filters) -> bool:
        is_unknown = filters.status == "SUBMITTED"
        return honest.fits(record, replace(filters, status=None) if is_unknown else filters)

    return replace(honest, fits=fits)


@defect("REB-11", "Takes claims under review for submitted ones as well.", joint=Joint.RULES)
def reviewed_are_submitted(honest: Rules) -> Rules:
    """Give both if SUBMITTED is asked for."""

    def fits(record: RebateRecord, filters: Filters) -> bool:
        both = filters.status == "SUBMITTED" and record.status == "UNDER_REVIEW"
        return honest.fits(record, replace(filters, status="UNDER_REVIEW") if both else filters)

    return replace(honest, fits=fits)


@defect("REB-11", "Compares the first six digits of a code of ten.", joint=Joint.RULES)
def ten_digits_cut_to_six(honest: Rules) -> Rules:
    """Cut the filter."""

    def fits(record: RebateRecord, filters: Filters) -> bool:
        return honest.fits(record, replace(filters, hs_code=filters.hs_code[:6]))

    return replace(honest, fits=fits)


@defect("REB-11", "Takes six digits for ten that end with noughts.", joint=Joint.RULES)
def six_digits_filled_up(honest: Rules) -> Rules:
    """Compare whole codes."""

    def fits(record: RebateRecord, filters: Filters) -> bool:
        code = filters.hs_code
        return honest.fits(record, replace(filters, hs_code=code.ljust(8, "0") if code else ""))

    return replace(honest, fits=fits)


@defect("REB-11", "Ignores the code beside the status SUSPENDED.", joint=Joint.RULES)
def code_ignored_beside_a_status(honest: Rules) -> Rules:
    """Find all claims that are suspended."""

    def fits(record: RebateRecord, filters: Filters) -> bool:
        is_meant = filters.status == "SUSPENDED"
        return honest.fits(record, replace(filters, hs_code="") if is_meant else filters)

    return replace(honest, fits=fits)


@defect(
    "REB-12",
    "Keeps the rate of batteries after it was lowered.",
    joint=Joint.FACTS,
    also={"REB-08": "its cases show the rate"},
)
def batteries_at_nine_percent(honest: Facts) -> Facts:
    """Say 0.09 from April 2026 on."""
    return _with_rate(honest, "0.09", lambda row: bool(row["exportDate"] >= _APRIL))


@defect(
    "REB-12",
    "Goes by the tax period for the rate of batteries, not by the export date.",
    joint=Joint.FACTS,
)
def rate_of_the_tax_period(honest: Facts) -> Facts:
    """Lower the rate of what was exported in March and claimed in April."""

    def is_claimed_late(row: JsonObject) -> bool:
        return bool(row["exportDate"] < _APRIL <= f"{row['taxPeriod']}-01")

    return _with_rate(honest, "0.06", is_claimed_late)


@defect(
    "REB-12",
    "Says that claims at the rate 0.00 were rejected.",
    joint=Joint.RESPONSE,
    operation=_RECORDS,
    also={
        "REB-08": "its cases show the status",
        "REB-11": "the records are found as not refundable",
        "REB-13": "the records are counted as not refundable",
    },
)
def nothing_is_rejected(reply: Reply, _: Visit) -> Reply:
    """Take goods without a refund for a refused claim."""
    return _with_rows(reply, "NOT_REFUNDABLE", lambda _: {"status": "REJECTED"})


@defect(
    "REB-12",
    "Says of rejected claims that their goods are not refundable.",
    joint=Joint.FACTS,
    also={
        "REB-03": "its cases show the counts",
        "REB-10": "its cases show whole records",
        "REB-11": "its cases show the records of a status",
    },
)
def rejected_is_not_refundable(honest: Facts) -> Facts:
    """Take a refused claim for goods without a refund."""

    def change(one: RebateRecord) -> RebateRecord:
        if one.status != "REJECTED":
            return one
        shown = {**one.shown, "status": "NOT_REFUNDABLE"}
        return replace(one, status="NOT_REFUNDABLE", shown=shown)

    return _with_records(honest, change)


def _with_rows(reply: Reply, status: RebateStatus, change: Callable[[Json], Json]) -> Reply:
    """Return the reply with rows of a status changed: by what members."""
    rows = reply.document["items"]
    changed = [row | (change(row) if row["status"] == status else {}) for row in rows]
    return reply.with_members(items=changed)


def _with_rate(honest: Facts, rate: str, is_meant: Callable[[JsonObject], bool]) -> Facts:
    """Return the facts with another rate of some batteries."""

    def change(one: RebateRecord) -> RebateRecord:
        is_battery = one.hs6 == _BATTERIES and is_meant(one.shown)
        return replace(one, shown={**one.shown, "refundRate": rate}) if is_battery else one

    return _with_records(honest, change)


def _with_records(honest: Facts, change: Callable[[RebateRecord], RebateRecord]) -> Facts:
    """Return the facts with each rebate record changed."""
    records = tuple(map(change, honest.rebates.records))
    return replace(honest, rebates=replace(honest.rebates, records=records))
