"""Reason codes: which of them an outcome may have (EXP-03)."""

from collections.abc import Iterable, Sequence
from itertools import chain

from trustlink.requirements import load_requirements


def codes_of(outcome: object) -> tuple[str, ...]:
    """Return the codes that the contract lists for an outcome."""
    return load_requirements()["EXP-03"].allowed.get(str(outcome), ())


def fits_outcome(outcome: object, reasons: Sequence[object], *, is_later: bool) -> bool:
    """Return whether an outcome has a code of its own, and none but DATA_STALE beside.

    Codes that the contract does not know may stand beside them if the target is of a later version.
    """
    own, everywhere = codes_of(outcome), codes_of("ANY")
    judged = known_codes(reasons) if is_later else reasons
    return any(one in own for one in judged) and all(
        one in own or one in everywhere for one in judged
    )


def known_codes(reasons: Iterable[object]) -> list[object]:
    """Return the codes that the contract knows."""
    known = [*chain.from_iterable(load_requirements()["EXP-03"].allowed.values())]
    return [one for one in reasons if one in known]
