"""Home of the plan: which requirements are judged in this run, and why the others are not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from trustlink.requirements import Requirement
from trustlink_conformance.declare import Mode
from trustlink_conformance.results import Outcome


@dataclass(frozen=True, slots=True)
class Preset:
    """An outcome that needs no check."""

    outcome: Outcome
    reason: str
    provide: str = ""


NO_CHECK = Preset(
    Outcome.NOT_TESTABLE,
    "no check is left that tells: the published cases for it assume what an overlay changes",
)


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides, before anything is asked, whether a requirement speaks of the target."""

    mode: Mode
    is_loopback: bool
    profiles: frozenset[str]
    """As announced; core is always among them."""


def presets(requirements: Iterable[Requirement], situation: Situation) -> dict[str, Preset]:
    """Return the requirements that no check is asked about, by id."""
    found = {rule.id: preset_of(rule, situation) for rule in requirements}
    return {key: preset for key, preset in found.items() if preset is not None}


def wanted_of(
    requirements: Mapping[str, Requirement], situation: Situation, selection: Collection[str]
) -> frozenset[str]:
    """Return the requirements that checks are asked about; no selection is all of them."""
    applicable = requirements.keys() - presets(requirements.values(), situation).keys()
    return frozenset(applicable & set(selection or requirements))


def preset_of(requirement: Requirement, situation: Situation) -> Preset | None:
    """Return why a requirement is not applicable to the target, or None if it is."""
    reason = _not_applicable(requirement, situation)
    return Preset(Outcome.NOT_APPLICABLE, reason) if reason else None


def _not_applicable(requirement: Requirement, situation: Situation) -> str:
    if not requirement.testable:
        return f"can't be judged from outside: {requirement.untestable_because}"
    if situation.mode not in requirement.modes:
        return f"judged in {' and '.join(requirement.modes)} mode only"
    if requirement.profile not in situation.profiles:
        return f"the profile {requirement.profile} is not announced"
    if situation.is_loopback and "https" in requirement.needs:
        return "the site runs on loopback, where plain http is allowed"
    return ""
