"""The defects of group VER about names: too strict, too lax, or counted wrongly."""

import string
import unicodedata
from collections.abc import Collection
from dataclasses import replace

from trustlink_mock.answers.rules import Rules
from trustlink_mock.answers.rules.verifications import normal_name
from trustlink_mock.answers.vocabulary import NameMatch
from trustlink_mock.defects.declare import Joint, defect

_LATIN = string.punctuation + string.whitespace


@defect("VER-08", "Takes letters in full width for other letters.", joint=Joint.RULES)
def full_width_is_another(honest: Rules) -> Rules:
    """Leave NFKC out."""

    def agree(supplied: str, registered: str | None) -> bool:
        is_plain = unicodedata.normalize("NFKC", supplied) == supplied
        return is_plain and honest.names_agree(supplied, registered)

    return replace(honest, names_agree=agree)


@defect("VER-08", "Takes capitals for other letters.", joint=Joint.RULES)
def capitals_are_others(honest: Rules) -> Rules:
    """Compare without case folding."""

    def agree(supplied: str, registered: str | None) -> bool:
        return registered is not None and _unfolded(supplied) == _unfolded(registered)

    return replace(honest, names_agree=agree)


@defect("VER-08", "Drops no punctuation but that of ASCII.", joint=Joint.RULES)
def chinese_punctuation_counts(honest: Rules) -> Rules:
    """Know the signs of one keyboard."""

    def agree(supplied: str, registered: str | None) -> bool:
        return registered is not None and _stripped(supplied) == _stripped(registered)

    return replace(honest, names_agree=agree)


@defect("VER-08", "Takes any English name for right where none is registered.", joint=Joint.RULES)
def unregistered_is_right(honest: Rules) -> Rules:
    """Have nothing against it."""

    def agree(supplied: str, registered: str | None) -> bool:
        return registered is None or honest.names_agree(supplied, registered)

    return replace(honest, names_agree=agree)


@defect("VER-08", "Takes the beginning of a name for the name.", joint=Joint.RULES)
def beginning_is_enough(honest: Rules) -> Rules:
    """Compare as far as the supplied name goes."""

    def agree(supplied: str, registered: str | None) -> bool:
        return normal_name(registered or "").startswith(normal_name(supplied))

    return replace(honest, names_agree=agree)


@defect("VER-08", "Takes one right name of two for a match.", joint=Joint.RULES)
def one_of_two_matches(honest: Rules) -> Rules:
    """Know no PARTIAL."""

    def match(agreements: Collection[bool]) -> NameMatch:
        right = honest.name_match(agreements)
        return "MATCH" if right == "PARTIAL" else right

    return replace(honest, name_match=match)


@defect(
    "VER-08",
    "Says NO_MATCH where no name was supplied.",
    joint=Joint.RULES,
)
def unsupplied_is_no_match(honest: Rules) -> Rules:
    """Miss a name."""
    return replace(honest, name_match=lambda agreed: honest.name_match(list(agreed) or [False]))


def _unfolded(name: str) -> str:
    signs = unicodedata.normalize("NFKC", name)
    return "".join(sign for sign in signs if unicodedata.category(sign)[0] not in "ZP")


def _stripped(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in folded if sign not in _LATIN)
