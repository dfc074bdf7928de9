"""Home of the forecast: what is known of a target, put together without judging it."""

from dataclasses import dataclass, field
from typing import Any

from trustlink.terms import Terms, load_terms
from trustlink_conformance.forecast.costs import Costs, load_costs
from trustlink_conformance.forecast.estimate import Estimate, Extent, estimated
from trustlink_conformance.forecast.further_cases import with_further_cases
from trustlink_conformance.forecast.prospects import Prospect, not_applicable, not_testable
from trustlink_conformance.gaps import judged_in
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.plan import Situation, wanted_of
from trustlink_conformance.preflight import (
    identity_of,
    refuse_unreachable,
    situation_of,
    undiscovered,
)
from trustlink_conformance.published import published_suppliers
from trustlink_conformance.sandbox_leg import SandboxLeg
from trustlink_conformance.sandbox_report import refuse_other_site
from trustlink_conformance.session import Session
from trustlink_conformance.target import Target
from trustlink_conformance.world import World
from trustlink_fixtures.overlay_cases import cases_under

PROFILES = ("core", "records", "batch", "evidence")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Which run is forecast."""

    target: Target
    selection: tuple[str, ...] = ()
    all_cases: bool = False
    offline: bool = False
    """Whether not even the discovery document is read."""
    leg: SandboxLeg | None = None
    """The sandbox run that the verdict is to rest on as well."""


@dataclass(frozen=True)
class Forecast:
    """What a run would be like."""

    target: Target
    situation: Situation
    estimate: Estimate = field(repr=False)
    suppliers: tuple[str, ...] = field(repr=False)
    operator: str
    asked: int
    """The requests that were made for it."""
    discovery_url: str
    undiscovered: str
    """What was found in place of a discovery document; "" if there is one, or if offline."""
    requirements: int
    is_selection: bool
    not_applicable: tuple[Prospect, ...]
    not_testable: tuple[Prospect, ...]

    @property
    def seconds(self) -> float | None:
        """How long the pace alone makes it; None if nothing is paced."""
        if self.target.is_loopback or not self.target.bounds.rate:
            return None
        return self.estimate.total / self.target.bounds.rate


def forecast(inquiry: Inquiry) -> Forecast:
    """Work out what a run would send; asks for the discovery document, unless offline.

    Raises UserError if the target can't be reached.
    """
    terms = load_terms()
    found = _offline(inquiry.target) if inquiry.offline else _asked(inquiry, terms)
    wanted = wanted_of(terms.requirements, found.situation, inquiry.selection)
    rules = [
        rule
        for name, rule in terms.requirements.items()
        if not inquiry.selection or name in inquiry.selection
    ]
    judged = judged_in((rule for rule in rules if rule.id in wanted), found.situation)
    costs = _costs(inquiry, terms)
    return Forecast(
        target=inquiry.target,
        situation=found.situation,
        estimate=estimated(costs, inquiry.target, Extent(found.situation, wanted)),
        suppliers=found.suppliers,
        operator=found.operator,
        asked=found.asked,
        discovery_url=found.discovery_url,
        undiscovered=found.undiscovered,
        requirements=len(rules),
        is_selection=bool(inquiry.selection),
        not_applicable=not_applicable(rules, found.situation),
        not_testable=not_testable(judged, inquiry.target, costs, leg=inquiry.leg),
    )


def _costs(inquiry: Inquiry, terms: Terms) -> Costs:
    costs = load_costs(inquiry.target.mode)
    if not inquiry.all_cases or inquiry.target.mode == "live":
        return costs
    return with_further_cases(costs, cases_under(terms), terms.contract)


@dataclass(frozen=True, slots=True)
class _Found:
    situation: Situation
    suppliers: tuple[str, ...]
    operator: str = ""
    asked: int = 0
    discovery_url: str = ""
    undiscovered: str = ""


def _offline(target: Target) -> _Found:
    published = published_suppliers() if target.mode == "sandbox" else ()
    situation = Situation(target.mode, target.is_loopback, frozenset(PROFILES))
    return _Found(situation, target.subjects_of("suppliers") or published)


def _asked(inquiry: Inquiry, terms: Terms) -> _Found:
    target = inquiry.target
    with Session(target, lambda _: None) as session:
        world = World(target, terms, session)
        refuse_unreachable(world)
        identity: dict[str, Any] = identity_of(world)
        if inquiry.leg is not None:
            refuse_other_site(identity, inquiry.leg.as_json())
        return _Found(
            situation=situation_of(world),
            suppliers=_suppliers(world),
            operator=identity["operatorName"],
            asked=session.count,
            undiscovered=undiscovered(world),
            discovery_url=world.discovery_answer.exchange.request.url,
        )


def _suppliers(world: World) -> tuple[str, ...]:
    try:
        return world.suppliers()
    except NotTestable:
        return ()
