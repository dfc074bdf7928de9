"""Home of the adjustments: how the users of a sandbox change what its site knows and admits.

They are no violations: a site with another quota, with late registers or other suppliers conforms.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from trustlink.calendar import full_hour
from trustlink.errors import UserError
from trustlink_fixtures.scenarios import load_scenarios
from trustlink_mock.answers import Facts
from trustlink_mock.registry import load_registry
from trustlink_mock.substitutions import Joint, find

_OWN = ("uscc", "legalNameZh", "legalNameEn", "websites", "mandate")
"""Members that say who a supplier is: they stay when it is shown in another's situation."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Is one change at a joint; it is a `Substitution`."""

    joint: Joint
    substitute: Callable[..., Any] = field(repr=False)
    operation: str | None = None
    refusals_too: bool = False


def in_situation_of(scenario: str) -> Adjustment:
    """Show every supplier as if it were that of a scenario; raises UserError for an unknown one."""
    scenarios = {one.id: one for one in load_scenarios()}
    found = find(scenario, scenarios, noun="scenario", listed_by="fixtures/README.md")
    model = next((facts for facts in load_registry() if facts.uscc == found.uscc), None)
    if model is None:
        raise UserError(f"the site does not answer for the supplier of {scenario}")
    return Adjustment(Joint.FACTS, lambda facts: _shown_as(facts, model))


def _shown_as(facts: Facts, model: Facts) -> Facts:
    others = {name: value for name, value in model.registration.items() if name not in _OWN}
    own = {name: facts.registration[name] for name in _OWN if name in facts.registration}
    return replace(model, uscc=facts.uscc, registration={**others, **own})


def silent_since(instant: datetime) -> Adjustment:
    """Let registers that are asked every hour say nothing new since then: data grow stale."""
    hour = full_hour(instant)

    def silent(facts: Facts) -> Facts:
        sources = {
            authority: source if source.refreshed else replace(source, refreshed=hour)
            for authority, source in facts.sources.items()
        }
        return replace(facts, sources=sources)

    return Adjustment(Joint.FACTS, silent)
