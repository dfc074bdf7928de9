"""Home of the prospects: what will not be judged, as far as is known beforehand. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trustlink.identifiers import SCHEMES
from trustlink.requirements import Requirement
from trustlink_conformance.forecast.costs import Costs
from trustlink_conformance.plan import Situation, preset_of
from trustlink_conformance.target import MAIN_CREDENTIAL, Target

_CLIENTS: Mapping[str, str] = {
    "second-client": "importer-b",
    "quota-client": "quota-used-up",
    "expired-token": "expired-tokens",
    "foreign-audience-token": "foreign-audience",
}


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
    requirements: Iterable[Requirement], target: Target, costs: Costs
) -> tuple[Prospect, ...]:
    """Return what lacks something that the tester can give."""
    rules = list(requirements)
    if target.credential(MAIN_CREDENTIAL) is None:
        reason = f"no credential {MAIN_CREDENTIAL!r} is configured"
        names = (one.id for one in rules if costs.asks_always(one.id, MAIN_CREDENTIAL))
        provide = f"credentials.{MAIN_CREDENTIAL} in the target file"
        return _grouped((name, reason, provide) for name in names)
    return _grouped(
        (rule.id, f"it needs {need}", provide)
        for rule in rules
        for need in rule.needs
        if (provide := _missing(need, target))
    )


def _missing(need: str, target: Target) -> str:
    """Return what to provide for a need; "" if it is met, or can't be told without asking."""
    if need in _CLIENTS and target.credential(_CLIENTS[need]) is None:
        return f"credentials.{_CLIENTS[need]} in the target file"
    countries = {one.country for one in target.requesters}
    if need == "requester" and not countries:
        return "requesters.SG, TH or VN in the target file"
    missing = [country for country in SCHEMES if country not in countries]
    if need == "requester-of-each-country" and missing:
        return f"{', '.join(f'requesters.{country}' for country in missing)} in the target file"
    return ""


def _grouped(found: Iterable[tuple[str, str, str]]) -> tuple[Prospect, ...]:
    groups: dict[tuple[str, str], list[str]] = {}
    for name, reason, provide in found:
        groups.setdefault((reason, provide), []).append(name)
    return tuple(
        Prospect(reason, tuple(names), provide) for (reason, provide), names in groups.items()
    )
