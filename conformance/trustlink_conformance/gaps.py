"""Decide which requirements are not testable beforehand, and what to provide. Pure.

Doctor and plan print what is decided here; a run decides by the same excuses of the same finders.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from trustlink.requirement import Requirement
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.plan import Situation, presets
from trustlink_conformance.sandbox_leg import Ground

_BINDING = ("MUST", "MUST_NOT")


@dataclass(frozen=True, slots=True)
class Lack:
    """A reason why something is not testable."""

    need: str
    """What is missing, as requirements.yaml names it; "" for anything else."""
    reason: str
    provide: str
    is_declared: bool = False
    """Whether the target file declares that there is none: a sandbox run is what is missing."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Requirements that are not testable for one reason."""

    lack: Lack
    requirements: tuple[str, ...]
    is_binding: bool
    """Whether one of them decides the verdict."""


def judged_in(rules: Iterable[Requirement], situation: Situation) -> list[Requirement]:
    """Return the requirements that checks judge at a site, before anything is asked about it."""
    listed = list(rules)
    settled = presets(listed, situation)
    offers_records = situation.mode == "sandbox" or "records" in situation.profiles
    return [
        rule
        for rule in listed
        if rule.id not in settled and (offers_records or "records" not in rule.needs)
    ]


def gaps(
    rules: Iterable[Requirement], excuses: Mapping[str, NotTestable], ground: Ground
) -> list[Gap]:
    """Return what is missing; `rules` are judged at the site, `excuses` those of unmet needs."""
    found: dict[Lack, list[Requirement]] = {}
    for rule in rules:
        for lack in _lacking(rule, excuses, ground):
            found.setdefault(lack, []).append(rule)
    return [
        Gap(
            lack,
            tuple(rule.id for rule in lacking),
            any(rule.level in _BINDING for rule in lacking),
        )
        for lack, lacking in found.items()
    ]


def _lacking(
    rule: Requirement, excuses: Mapping[str, NotTestable], ground: Ground
) -> Iterator[Lack]:
    """Yield what is lacking; nothing if the rule is testable, or the sandbox run shows it."""
    unmet = {need: excuses[need] for need in rule.needs if need in excuses}
    missing = [excuse.need or need for need, excuse in unmet.items()]
    if ground.is_declared(missing):
        if not ground.shows(rule.id):
            reason = "the target file declares that the site has none of what they need"
            yield Lack("", reason, ground.provide(rule.id), is_declared=True)
        return
    for excuse in {one.need: one for one in unmet.values()}.values():
        if excuse.need not in ground.absent:
            yield Lack(excuse.need, excuse.reason, excuse.provide)
