"""Rules about verifications: whether names agree, goods are in the pilot, results are complete."""

import unicodedata
from collections.abc import Collection, Sequence

from trustlink.identifiers import HsCode, PilotScope, pilot_scope
from trustlink_mock.answers.policy import Policy
from trustlink_mock.answers.rules.outcome import Outcome
from trustlink_mock.answers.vocabulary import Completeness, NameMatch

_BLANK_OR_PUNCTUATION = ("Z", "P")
"""First letters of the general categories that names are compared without."""


def normal_name(name: str) -> str:
    """Return a name after NFKC, case folding and removal of blanks and punctuation (VER-08)."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in folded if not _is_dropped(sign))


def _is_dropped(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign)[0] in _BLANK_OR_PUNCTUATION


def names_agree(supplied: str, registered: str | None) -> bool:
    """Return whether a supplied name is the registered one; without one it is not (VER-08)."""
    return registered is not None and normal_name(supplied) == normal_name(registered)


def name_match(agreements: Collection[bool]) -> NameMatch:
    """Return how many of the supplied names agree: all, none or one of two (VER-08)."""
    if not agreements:
        return "NOT_PROCESSED"
    if all(agreements):
        return "MATCH"
    return "PARTIAL" if any(agreements) else "NO_MATCH"


def scope_of_goods(codes: Sequence[HsCode], policy: Policy) -> PilotScope:
    """Return whether goods belong to the pilot: by six digits, never by the heading (PIL-02)."""
    return pilot_scope(codes, announced=policy.pilot_goods)


def completeness(outcomes: Collection[Outcome]) -> Completeness:
    """Return PARTIAL if a result is INDETERMINATE or has the reason PARTIAL_COVERAGE (VER-03)."""
    return "PARTIAL" if any(_is_partial(one) for one in outcomes) else "COMPLETE"


def _is_partial(outcome: Outcome) -> bool:
    return outcome.value == "INDETERMINATE" or "PARTIAL_COVERAGE" in outcome.reasons
