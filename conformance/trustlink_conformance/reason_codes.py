"""Reason codes: which of them an outcome may have (EXP-03)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from trustlink.requirements import Requirements


@dataclass(frozen=True, slots=True)
class ReasonCodes:
    """The codes that EXP-03 lists, by outcome; those of `ANY` may stand beside any other."""

    by_outcome: Mapping[str, tuple[str, ...]]

    def of(self, outcome: object) -> tuple[str, ...]:
        """Return the codes of an outcome."""
        return self.by_outcome.get(str(outcome), ())

    def fit(self, outcome: object, reasons: Sequence[object], *, is_later: bool) -> bool:
        """Return whether one reason is a code of the outcome, and none a code of another outcome.

        Codes that the contract does not know may stand beside them if the target is of a later
        version.
        """
        own, everywhere = self.of(outcome), self.of("ANY")
        judged = self.known(reasons) if is_later else reasons
        return any(one in own for one in judged) and all(
            one in own or one in everywhere for one in judged
        )

    def known(self, reasons: Iterable[object]) -> list[object]:
        """Return the codes that are listed for some outcome."""
        listed = [*chain.from_iterable(self.by_outcome.values())]
        return [one for one in reasons if one in listed]


def reason_codes_of(requirements: Requirements) -> ReasonCodes:
    """Return the codes that these requirements list."""
    return ReasonCodes(requirements["EXP-03"].allowed)
