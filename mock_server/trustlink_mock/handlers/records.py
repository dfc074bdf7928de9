"""Handlers of the lists of single records: export tax rebates, violation notices."""

from collections.abc import Hashable

from starlette.types import Receive

from trustlink.calendar import TaxPeriod, parse_date
from trustlink_mock.answers import (
    Facts,
    Filters,
    Page,
    Periods,
    Turn,
    rebate_records,
    slow_authorities,
    violation_notices,
)
from trustlink_mock.cursors import Bookmark, Question
from trustlink_mock.handlers.caching import OF_AN_ANSWER
from trustlink_mock.handlers.trouble import answered
from trustlink_mock.problems import Problem
from trustlink_mock.site import Site
from trustlink_mock.visit import Reply, Visit, json_reply

_REBATES, _NOTICES = "listRebateRecords", "listViolationNotices"


async def list_rebate_records(visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer a page of the records of a range of periods (REB-10, REB-11)."""
    bookmark = _bookmark(visit, site, _REBATES)
    periods = _periods(visit, site, bookmark)
    facts = await _disclosed(visit, site, _REBATES)
    filters = Filters(visit.parameters.get("status"), visit.parameters.get("hsCode", ""))
    turn, sight = _turn(visit, bookmark), site.sight_of(visit)
    days = (str(periods.first), str(periods.last))

    def write() -> Reply:
        page = answered(
            lambda: rebate_records(facts, periods, filters=filters, turn=turn, sight=sight)
        )
        return _reply(page, site, days=days, question=_question(visit, site, _REBATES))

    return site.written.answer(facts, sight, _asked(visit, _REBATES, days), write=write)


async def list_violation_notices(visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer a page of the notices that count on a day (VIO-09)."""
    bookmark = _bookmark(visit, site, _NOTICES)
    asked = visit.parameters.get("asOf")
    as_of = site.askable().as_of(asked, place="parameter", where="asOf")
    as_of = parse_date(bookmark.days[0]) if bookmark else as_of
    facts = await _disclosed(visit, site, _NOTICES)
    turn, sight = _turn(visit, bookmark), site.sight_of(visit)
    days = (as_of.isoformat(),)

    def write() -> Reply:
        page = answered(lambda: violation_notices(facts, as_of, turn=turn, sight=sight))
        return _reply(page, site, days=days, question=_question(visit, site, _NOTICES))

    return site.written.answer(facts, sight, _asked(visit, _NOTICES, days), write=write)


def _bookmark(visit: Visit, site: Site, list_id: str) -> Bookmark | None:
    cursor = visit.parameters.get("cursor")
    if cursor is None:
        return None
    return site.cursors.read(cursor, question=_question(visit, site, list_id))


def _question(visit: Visit, site: Site, list_id: str) -> Question:
    return {"list": list_id, **site.rules.bound_to_cursor(visit.parameters)}


def _asked(visit: Visit, list_id: str, days: tuple[str, ...]) -> Hashable:
    """Return all that a page follows from, besides facts, second and language."""
    return list_id, days, *visit.parameters.items()


def _turn(visit: Visit, bookmark: Bookmark | None) -> Turn:
    return Turn(visit.parameters["limit"], bookmark.after if bookmark else None)


def _periods(visit: Visit, site: Site, bookmark: Bookmark | None) -> Periods:
    askable = site.askable()
    asked = askable.periods(visit.parameters)
    if bookmark is not None:
        return Periods(*map(TaxPeriod.parse, bookmark.days))
    return asked or site.rules.default_periods(askable.today)


async def _disclosed(visit: Visit, site: Site, operation_id: str) -> Facts:
    """Return the facts of a supplier that shows its records; raises Problem 404 or 403 (SEC-06)."""
    facts = site.facts_of(visit.parameters["uscc"])
    if site.rules.withholds(facts.disclosure):
        raise Problem(403, "disclosure-withheld")
    await site.wait_for(slow_authorities(facts, operation_id, policy=site.policy))
    return facts


def _reply(page: Page, site: Site, *, days: tuple[str, ...], question: Question) -> Reply:
    document = page.document
    if page.last is not None:
        cursor = site.cursors.write(Bookmark(days, page.last), question=question)
        document = {**document, "nextCursor": cursor}
    return json_reply(document, cache_control=OF_AN_ANSWER)
