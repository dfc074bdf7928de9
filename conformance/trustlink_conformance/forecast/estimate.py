"""Home of the estimate: which exchanges a run would have, by the costs that were measured. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from trustlink_conformance.declare import Section
from trustlink_conformance.forecast.costs import Cost, Costs, Kind
from trustlink_conformance.plan import Situation
from trustlink_conformance.target import Target

_NAMES_AN_IMPORTER = frozenset({"createVerification", "getVerification", "createBatch"})
_FOR_ITSELF = ("discovery", "token")
"""Phases in which the suite asks for itself, whichever checks are run: see `_beside`."""
_OF_NOBODY = ("none", "made-by-the-check")


@dataclass(frozen=True, slots=True)
class Extent:
    """Which part of the suite is run."""

    situation: Situation
    wanted: frozenset[str]
    """The requirements that are judged."""


@dataclass(frozen=True)
class Estimate:
    """What would be sent."""

    checks: int
    kinds: Counter[tuple[Section, Kind]] = field(repr=False)
    """How many requests of each kind, in each section."""

    @property
    def total(self) -> int:
        """All requests."""
        return self.kinds.total()

    def by_credential(self) -> Counter[str]:
        """Return the requests by the label of the client whose token they carry."""
        found: Counter[str] = Counter()
        for (_, kind), count in self.kinds.items():
            found[kind.client] += count
        return found


def estimated(costs: Costs, target: Target, extent: Extent) -> Estimate:
    """Return what would be sent to a target, if it is of the size of the mock."""
    planned = [cost for cost in costs.checks if _is_planned(cost, extent)]
    sections = _sections(planned)
    kinds: Counter[tuple[Section, Kind]] = Counter()
    for place, section in sections.items():
        if _can_be_asked(costs.asked[place], target):
            kinds[section, costs.asked[place]] += 1
    return Estimate(len(planned), kinds + _beside(costs, target, kinds))


def _is_planned(cost: Cost, extent: Extent) -> bool:
    is_wanted = bool(cost.requirements & extent.wanted)
    return is_wanted and cost.profiles <= extent.situation.profiles


def _sections(planned: Iterable[Cost]) -> dict[int, Section]:
    """Return each exchange once, in the section that asks it first."""
    sections: dict[int, Section] = {}
    for cost in planned:
        for place in cost.asks:
            sections.setdefault(place, cost.section)
    return sections


def _can_be_asked(kind: Kind, target: Target) -> bool:
    if kind.phase in _FOR_ITSELF:
        return False
    if kind.client not in _OF_NOBODY and target.credential(kind.client) is None:
        return False
    return bool(target.requesters) or kind.operation not in _NAMES_AN_IMPORTER


def _beside(
    costs: Costs, target: Target, asked: Collection[tuple[Section, Kind]]
) -> Counter[tuple[Section, Kind]]:
    """Return what the suite asks for itself: discovery once, and tokens for what is asked."""
    labels = {kind.credential for _, kind in asked}
    found: Counter[tuple[Section, Kind]] = Counter()
    for kind in costs.asked:
        if kind.phase == "discovery" or (kind.phase == "token" and kind.credential in labels):
            given = target.credential(kind.client)
            if kind.phase == "discovery" or (given is not None and not given.token):
                found["deterministic", kind] += 1
    return found
