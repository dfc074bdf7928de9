"""Handlers of the questions about one supplier: who it is, and the three items."""

from collections.abc import Callable
from datetime import date

from starlette.types import Receive

from trustlink_mock.answers import (
    Facts,
    Periods,
    Sight,
    credit_ratings,
    rebate_summary,
    slow_authorities,
    supplier,
    violation_status,
)
from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.handlers.caching import OF_AN_ANSWER
from trustlink_mock.handlers.trouble import answered
from trustlink_mock.site import Site
from trustlink_mock.visit import Reply, Visit, json_reply

Asked = date | Periods
"""Is the day or the range of periods that is asked about."""


async def get_supplier(visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer who the supplier is (SUP-01); raises Problem 503 or 504 if the register fails."""
    facts = await _facts(visit, site, "getSupplier")
    sight = site.sight_of(visit)

    def write() -> Reply:
        document = answered(lambda: supplier(facts, sight=sight))
        return json_reply(document, cache_control=OF_AN_ANSWER)

    return site.written.answer(facts, sight, supplier, write=write)


async def list_credit_ratings(visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer how the supplier was rated on a day (RAT-01)."""
    as_of = site.askable().as_of(visit.parameters.get("asOf"), place="parameter", where="asOf")
    facts = await _facts(visit, site, "listCreditRatings")
    sight = site.sight_of(visit)
    return _explained(credit_ratings, facts, as_of, sight, site)


async def get_rebate_summary(visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer which export tax rebates the supplier has in a range of periods (REB-01)."""
    askable = site.askable()
    periods = askable.periods(visit.parameters) or site.rules.default_periods(askable.today)
    facts = await _facts(visit, site, "getRebateSummary")
    sight = site.sight_of(visit)
    return _explained(rebate_summary, facts, periods, sight, site)


async def get_violation_status(visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer whether notices count against the supplier (VIO-01)."""
    as_of = site.askable().as_of(visit.parameters.get("asOf"), place="parameter", where="asOf")
    facts = await _facts(visit, site, "getViolationStatus")
    sight = site.sight_of(visit)
    return _explained(violation_status, facts, as_of, sight, site)


def _explained(
    answer: Callable[..., Json], facts: Facts, asked: Asked, sight: Sight, site: Site
) -> Reply:
    """Return the reply of an answer with reasons: in one language, which the request chose."""

    def write() -> Reply:
        return json_reply(
            answer(facts, asked, sight=sight),
            cache_control=OF_AN_ANSWER,
            content_language=sight.language,
            vary="Accept-Language",
        )

    return site.written.answer(facts, sight, (answer, asked), write=write)


async def _facts(visit: Visit, site: Site, operation_id: str) -> Facts:
    """Return the facts of the supplier asked about, after its slow sources had their time."""
    facts = site.facts_of(visit.parameters["uscc"])
    await site.wait_for(slow_authorities(facts, operation_id, policy=site.policy))
    return facts
