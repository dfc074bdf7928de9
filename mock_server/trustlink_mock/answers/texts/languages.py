"""Home of the choice of a language: lookup (RFC 4647, section 3.4) in an Accept-Language header."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, Literal

Language = Literal["en", "zh-CN", "th", "vi"]

DEFAULT: Final = "en"
LANGUAGES: Final[dict[str, Language]] = {"en": "en", "zh": "zh-CN", "th": "th", "vi": "vi"}
"""By primary subtag: lookup shortens every range to it, and every zh gives zh-CN (EXP-02)."""

_ELEMENT = re.compile(
    r"[ \t]*(?P<primary>[A-Za-z]{1,8}|\*)(?P<rest>(?:-[A-Za-z0-9]{1,8})*)"
    r"[ \t]*(?:;[ \t]*[qQ]=(?P<weight>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)[ \t]*)?"
)


@lru_cache(maxsize=256)
def choose_language(accept_language: str | None) -> Language:
    """Return the language of reasons and problems for a header; never raises.

    The range of the greatest weight that fits decides, the first of equals. Ranges with weight 0,
    `*` and whatever is malformed are passed over; if nothing is left the language is en.
    """
    wanted = sorted(_wanted(accept_language or ""), key=lambda range_: -range_[1])
    return next((LANGUAGES[primary] for primary, _ in wanted), DEFAULT)


def _wanted(header: str) -> Iterator[tuple[str, float]]:
    for element in header.split(","):
        found = _ELEMENT.fullmatch(element)
        if found and (primary := found["primary"].lower()) in LANGUAGES:
            weight = float(found["weight"] or 1)
            if weight > 0:
                yield primary, weight
