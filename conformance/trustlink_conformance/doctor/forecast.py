"""Say what will be NOT_TESTABLE, and which setting would change that. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from trustlink.requirement import Requirement
from trustlink_conformance.doctor.symptom import State, Symptom
from trustlink_conformance.gaps import Gap, gaps
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.provisions import PROVISIONS, provision_for, use_of
from trustlink_conformance.sandbox_leg import Ground

SANDBOX_REPORT = "sandbox report"
"""What the line is about that asks for a sandbox run."""


def forecast(
    rules: Iterable[Requirement], excuses: Mapping[str, NotTestable], ground: Ground
) -> Iterator[Symptom]:
    """Return a line for each thing that is missing and of use at the site.

    `rules` are the requirements that are judged at the site, `excuses` those of the needs that are
    not met.
    """
    applicable = list(rules)
    found = gaps(applicable, excuses, ground)
    yield from (_missing(gap) for gap in found)
    told = {gap.lack.need for gap in found}
    for provision in PROVISIONS:
        unmet = [need for need in provision.needs if need in excuses and need not in told]
        use = use_of((need for need in unmet if need not in ground.absent), applicable)
        if use.widens and not use.decides:
            text = f"would show more: {_listed(use.widens)}"
            yield Symptom(provision.key, State.NOTE, text, provision.purpose, provision.key)


def _missing(gap: Gap) -> Symptom:
    lack, named = gap.lack, _listed(gap.requirements)
    provision = provision_for(lack.need)
    key = provision.key if provision else ""
    return Symptom(
        SANDBOX_REPORT if lack.is_declared else key or lack.need or "examination",
        State.GAP if gap.is_binding else State.NOTE,
        f"NOT_TESTABLE without it ({len(gap.requirements)}): {named}: {lack.reason}",
        f"Provide {lack.provide}.",
        key,
        requirements=gap.requirements,
    )


def _listed(names: Collection[str]) -> str:
    return ", ".join(names)
