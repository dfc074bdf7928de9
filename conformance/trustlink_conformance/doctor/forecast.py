"""Home of the forecast: what will be NOT_TESTABLE, and which setting would change that. Pure."""

from collections.abc import Collection, Iterable, Iterator

from trustlink.requirement import Requirement
from trustlink_conformance.doctor.symptom import State, Symptom
from trustlink_conformance.provisions import PROVISIONS, Provision, use_of

_BINDING = ("MUST", "MUST_NOT")


def forecast(rules: Iterable[Requirement], met: Collection[str]) -> Iterator[Symptom]:
    """Return a line for each provision that is missing and of use at the site.

    `rules` are the requirements that speak of the site in the mode, `met` the needs that are met.
    """
    applicable = list(rules)
    for provision in PROVISIONS:
        missing = [need for need in provision.needs if need not in met]
        use = use_of(missing, applicable)
        if use.decides:
            is_binding = any(r.level in _BINDING for r in applicable if r.id in use.decides)
            state = State.GAP if is_binding else State.NOTE
            yield _missing(
                provision,
                state,
                f"NOT_TESTABLE without it ({len(use.decides)}): {_listed(use.decides)}",
                use.decides,
            )
        elif use.widens:
            yield _missing(provision, State.NOTE, f"would show more: {_listed(use.widens)}", ())


def _missing(
    provision: Provision, state: State, text: str, requirements: tuple[str, ...]
) -> Symptom:
    return Symptom(
        provision.key, state, text, provision.purpose, provision.key, requirements=requirements
    )


def _listed(names: Collection[str]) -> str:
    return ", ".join(names)
