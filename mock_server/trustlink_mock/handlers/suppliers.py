"""Handlers of the questions about one supplier: who it is, and the three items."""

from starlette.types import Receive

from trustlink_mock.answers import (
    Facts,
    credit_ratings,
    rebate_summary,
    slow_authorities,
    supplier,
    violation_status,
)
from trustlink_mock.handlers.caching import OF_AN_ANSWER
from trustlink_mock.handlers.trouble import answered
from trustlink_mock.site import Site
from trustlink_mock.visit import Reply, Visit, json_reply


async def get_supplier(visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer who the supplier is (SUP-01); raises Problem 503 or 504 if the register fails."""
    facts = await _facts(visit, site, "getSupplier")
    document = answered(lambda: supplier(facts, sight=site.sight_of(visit)))
    return json_reply(document, cache_control=OF_AN_ANSWER)


async def list_credit_ratings(visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer how the supplier was rated on a day (RAT-01)."""
    as_of = site.askable().as_of(visit.parameters.get("asOf"), place="parameter", where="asOf")
    facts = await _facts(visit, site, "listCreditRatings")
    sight = site.sight_of(visit)
    return explained_reply(credit_ratings(facts, as_of, sight=sight), language=sight.language)


async def get_rebate_summary(visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer which export tax rebates the supplier has in a range of periods (REB-01)."""
    askable = site.askable()
    periods = askable.periods(visit.parameters) or site.rules.default_periods(askable.today)
    facts = await _facts(visit, site, "getRebateSummary")
    sight = site.sight_of(visit)
    return explained_reply(rebate_summary(facts, periods, sight=sight), language=sight.language)


async def get_violation_status(visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer whether notices count against the supplier (VIO-01)."""
    as_of = site.askable().as_of(visit.parameters.get("asOf"), place="parameter", where="asOf")
    facts = await _facts(visit, site, "getViolationStatus")
    sight = site.sight_of(visit)
    return explained_reply(violation_status(facts, as_of, sight=sight), language=sight.language)


def explained_reply(document: object, *, language: str) -> Reply:
    """Return the reply of an answer with reasons: in one language, which the request chose."""
    return json_reply(
        document,
        cache_control=OF_AN_ANSWER,
        content_language=language,
        vary="Accept-Language",
    )


async def _facts(visit: Visit, site: Site, operation_id: str) -> Facts:
    """Return the facts of the supplier asked about, after its slow sources had their time."""
    facts = site.facts_of(visit.parameters["uscc"])
    await site.wait_for(slow_authorities(facts, operation_id, policy=site.policy))
    return facts
