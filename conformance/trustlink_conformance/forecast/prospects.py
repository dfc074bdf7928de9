"""Home of the prospects: what will not be judged, as far as is known beforehand. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from trustlink.identifiers import SCHEMES
from trustlink.requirements import Requirement
from trustlink_conformance.forecast.costs import Costs
from trustlink_conformance.gaps import gaps
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.plan import Situation, preset_of
from trustlink_conformance.provisions import (
    PROVISIONS,
    lacking,
    needs_without,
    without_credential,
    without_requesters,
)
from trustlink_conformance.sandbox_leg import Ground, SandboxLeg
from trustlink_conformance.target import MAIN_CREDENTIAL, Target


@dataclass(frozen=True, slots=True)
class Prospect:
    """A reason why requirements will not be judged."""

    reason: str
    requirements: tuple[str, ...]
    provide: str = ""


def not_applicable(
    requirements: Iterable[Requirement], situation: Situation
) -> tuple[Prospect, ...]:
    """Return what does not speak of the target."""
    presets = ((one.id, preset_of(one, situation)) for one in requirements)
    return _grouped((name, preset.reason, "") for name, preset in presets if preset)


def not_testable(
    requirements: Iterable[Requirement],
    target: Target,
    costs: Costs,
    *,
    leg: SandboxLeg | None = None,
) -> tuple[Prospect, ...]:
    """Return what lacks something that the tester can give, as far as the target file tells."""
    rules = list(requirements)
    if target.credential(MAIN_CREDENTIAL) is None:
        reason = f"no credential {MAIN_CREDENTIAL!r} is configured"
        names = (one.id for one in rules if costs.asks_always(one.id, MAIN_CREDENTIAL))
        provide = f"credentials.{MAIN_CREDENTIAL} in the target file"
        return _grouped((name, reason, provide) for name in names)
    ground = Ground(needs_without(target.absent), leg)
    found = gaps(rules, _excuses(target), ground)
    return tuple(Prospect(gap.lack.reason, gap.requirements, gap.lack.provide) for gap in found)


def _excuses(target: Target) -> dict[str, NotTestable]:
    """Return the excuses for what the target file does not give, or declares absent."""
    given = {f"credentials.{one.label}" for one in target.credentials}
    excuses = {
        one.needs[0]: without_credential(one.key.partition(".")[2])
        for one in PROVISIONS
        if one.key.startswith("credentials.") and one.key not in given
    }
    for need in needs_without(target.absent):
        excuses.setdefault(need, lacking(need, "the target file declares that there is none"))
    given_countries = {one.country for one in target.requesters}
    return excuses | without_requesters(set(SCHEMES) - given_countries)


def _grouped(found: Iterable[tuple[str, str, str]]) -> tuple[Prospect, ...]:
    groups: dict[tuple[str, str], list[str]] = {}
    for name, reason, provide in found:
        groups.setdefault((reason, provide), []).append(name)
    return tuple(
        Prospect(reason, tuple(names), provide) for (reason, provide), names in groups.items()
    )
