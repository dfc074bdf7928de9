"""The defects of what is on record that show in one supplier, day, language or row."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from trustlink.calendar import TaxPeriod, Window
from trustlink_mock.answers.facts import Notice, Rating, RebateRecord
from trustlink_mock.answers.policy import Policy
from trustlink_mock.answers.rules import Filters, Periods, Rules
from trustlink_mock.answers.texts import Language
from trustlink_mock.answers.vocabulary import Json, ReasonCode
from trustlink_mock.clock import instant_text, parse_instant
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.visit import Reply, Visit

_SUMMARY, _RECORDS, _NOTICES = "getRebateSummary", "listRebateRecords", "listViolationNotices"
_RATINGS = "listCreditRatings"
_ONE_DAY = timedelta(days=1)
_FEW_RECORDS, _A_YEAR = 200, 12


@defect(
    "RAT-05",
    "Calls a rating expired that was given later only.",
    joint=Joint.WIRE,
    operation=_RATINGS,
)
def later_rating_told_as_expired(reply: Reply, _: Visit) -> Reply:
    """Take any rating that is not current for one of the past."""
    told = reply.document
    if told["asOf"] >= "2026-07" or told["outcome"] != "NOT_RATED" or told["ratings"]:
        return reply
    return reply.with_members(reasons=[{**told["reasons"][0], "code": "RATING_EXPIRED"}])


@defect(
    "RAT-07",
    "Lists a tax rating from the day after its first.",
    joint=Joint.RULES,
    also={
        "RAT-02": "its cases show the ratings",
        "RAT-04": "the rating before is of another version",
    },
)
def first_day_of_tax_ratings_missed(honest: Rules) -> Rules:
    """Compare with < instead of <=."""

    def select(ratings: Sequence[Rating], as_of: date) -> tuple[Rating, ...]:
        begun = [one for one in ratings if one.valid_from < as_of or "gacc" in one.scheme_id]
        return honest.select_ratings(begun, as_of)

    return replace(honest, select_ratings=select)


@defect(
    "RT-03",
    "Dates the coverage of the market register after its retrieval.",
    joint=Joint.WIRE,
    operation="getViolationStatus",
)
def coverage_of_the_future(reply: Reply, _: Visit) -> Reply:
    """Round up."""
    return reply.with_members(coverage=list(map(_dated_late, reply.document["coverage"])))


@defect("RT-03", "Dates rows after their retrieval.", joint=Joint.WIRE, operation=_RECORDS)
def rows_of_the_future(reply: Reply, _: Visit) -> Reply:
    """Round up."""
    return reply.with_members(items=list(map(_dated_late, reply.document["items"])))


@defect(
    "REB-02",
    "Says of exempt goods over more than a year that there are no records.",
    joint=Joint.WIRE,
    operation=_SUMMARY,
)
def exempt_for_a_year_only(reply: Reply, _: Visit) -> Reply:
    """Know the exemption of this year."""
    told = reply.document
    months = [int(told[name][:4]) * _A_YEAR + int(told[name][5:]) for name in ("from", "to")]
    if told["outcome"] != "NOT_APPLICABLE" or months[1] - months[0] < _A_YEAR:
        return reply
    reason = {**told["reasons"][0], "code": "NO_RECORDS_IN_PERIOD"}
    return reply.with_members(outcome="NO_RECORDS", reasons=[reason])


@defect("REB-03", "Counts two hundred records at most.", joint=Joint.WIRE, operation=_SUMMARY)
def count_capped(reply: Reply, _: Visit) -> Reply:
    """Stop counting."""
    return reply.with_members(recordCount=min(reply.document["recordCount"], _FEW_RECORDS))


@defect("REB-05", "Gives in January the periods of the year before.", joint=Joint.RULES)
def last_year_in_january(honest: Rules) -> Rules:
    """Subtract a year."""

    def periods(as_of: date) -> Periods:
        right = honest.default_periods(as_of)
        if as_of.month != 1:
            return right
        return replace(right, last=TaxPeriod.parse(f"{as_of.year - 1}-12"))

    return replace(honest, default_periods=periods)


@defect("REB-07", "Calls the edition of bearings HS 2017.", joint=Joint.WIRE, operation=_RECORDS)
def bearings_of_an_old_edition(reply: Reply, _: Visit) -> Reply:
    """Have not converted the codes of one supplier."""
    return _with_rows_of_one(reply, {"hsVersion": "2017"})


@defect(
    "REB-08",
    "States the refunds of one supplier in another currency.",
    joint=Joint.WIRE,
    operation=_RECORDS,
)
def another_currency(reply: Reply, _: Visit) -> Reply:
    """Say CNH."""
    items = [
        {**one, "refundAmount": {**one["refundAmount"], "currency": "CNH"}}
        if "refundAmount" in one
        else one
        for one in reply.document["items"]
    ]
    return reply.with_members(items=items) if _is_of_qingdao(reply) else reply


@defect("REB-11", "Takes zeros at the end of a code for no digits.", joint=Joint.RULES)
def zeros_fit_everything(honest: Rules) -> Rules:
    """Strip them."""

    def fits(record: RebateRecord, filters: Filters) -> bool:
        code = filters.hs_code
        is_meant = len(code) == 10 and code.endswith("0000")
        return honest.fits(record, replace(filters, hs_code=code[:6]) if is_meant else filters)

    return replace(honest, fits=fits)


@defect(
    "VIO-02",
    "States beside a list a window that begins on the second of a month.",
    joint=Joint.WIRE,
    operation=_NOTICES,
)
def window_of_lists_rounded(reply: Reply, _: Visit) -> Reply:
    """Count days from 1, and months from 0."""
    window = reply.document["window"]
    return reply.with_members(window={**window, "from": f"{window['from'][:8]}02"})


@defect(
    "VIO-04",
    "Counts on New Year's Day what was decided on the Eve before the window.",
    joint=Joint.RULES,
    also={"VIO-09": "the list shows it as well"},
)
def new_years_eve_counts(honest: Rules) -> Rules:
    """Compare years."""

    def counts(notice: Notice, window: Window, policy: Policy) -> bool:
        is_new_year = (window.end.month, window.end.day) == (1, 1)
        wider = replace(window, start=window.start - _ONE_DAY) if is_new_year else window
        return honest.counts(notice, wider, policy)

    return replace(honest, counts=counts)


@defect("EXP-01", "Has a blank for NOT_REQUESTED in Vietnamese.", joint=Joint.RULES)
def blank_in_vietnamese(honest: Rules) -> Rules:
    """Translate what is seen most."""
    return _with_sentence(honest, "NOT_REQUESTED", "vi", lambda _: " ")


@defect("EXP-02", "Has not translated into Thai that a notice is under appeal.", joint=Joint.RULES)
def appeal_in_english(honest: Rules) -> Rules:
    """Say it in English."""
    return _with_sentence(honest, "UNDER_APPEAL", "th", lambda code: honest.sentence(code, "en"))


@defect(
    "EXP-01",
    "Has another code for exports by an agent in Vietnamese.",
    joint=Joint.WIRE,
    operation=_SUMMARY,
)
def agent_untold_in_vietnamese(reply: Reply, _: Visit) -> Reply:
    """Take the text's code."""
    codes = {"AGENT_EXPORT": "NO_RECORDS_IN_PERIOD"}
    reasons = [
        {**one, "code": codes.get(one["code"], one["code"])} for one in reply.document["reasons"]
    ]
    is_meant = reply.headers.get("content-language") == "vi"
    return reply.with_members(reasons=reasons) if is_meant else reply


def _with_sentence(
    honest: Rules, code: ReasonCode, language: Language, told: Callable[[ReasonCode], str]
) -> Rules:
    def sentence(asked: ReasonCode, wanted: Language) -> str:
        is_meant = (asked, wanted) == (code, language)
        return told(asked) if is_meant else honest.sentence(asked, wanted)

    return replace(honest, sentence=sentence)


def _dated_late(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a row, or an entry of a coverage, whose data are newer than their retrieval."""
    provenance = entry.get("provenance")
    if not provenance or entry.get("authority", "SAMR") != "SAMR":
        return entry
    late = instant_text(parse_instant(provenance["retrievedAt"]) + timedelta(seconds=1))
    return {**entry, "provenance": {**provenance, "dataAsOf": late}}


def _with_rows_of_one(reply: Reply, members: Json) -> Reply:
    items = [{**one, **members} for one in reply.document["items"]]
    return reply.with_members(items=items) if _is_of_qingdao(reply) else reply


def _is_of_qingdao(reply: Reply) -> bool:
    return str(reply.document["uscc"]).startswith("913702")
