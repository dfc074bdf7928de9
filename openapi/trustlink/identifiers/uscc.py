"""Home of the Unified Social Credit Code (USCC, GB 32100-2015), which names a Chinese supplier.

18 characters: 1 registering authority, 2 category, 3-8 administrative division, 9-17 subject
code, 18 check character. What is well formed is decided by the wire form and the check
character alone. python-stdnum's `validate` is narrower: it refuses letters in the first eight
positions, and with them the legal codes that start with A1, N1 or Y1. So only its check
character is used here. Position 17 is a check digit too (GB 11714); old codes may differ, so
numbers are made with it and never refused for it.
"""

from functools import lru_cache
from typing import NewType

from stdnum.cn import uscc as stdnum_uscc

from trustlink.wire_form import WireForm

Uscc = NewType("Uscc", str)

REMEMBERED = 1024
"""Well-formed numbers of late that are known again: most are asked about more than once."""

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

_CHARACTER = "[0-9A-HJ-NPQRTUWXY]"
_USCC = WireForm(
    "Unified Social Credit Code",
    f"{_CHARACTER}{{18}}",
    "18 digits and capitals without I, O, Z, S and V",
)
_STEM = WireForm(
    "Unified Social Credit Code in parts",
    f"{_CHARACTER}{{2}}/[0-9]{{6}}/{_CHARACTER}{{8}}",
    "category (2 characters), division (6 digits), subject (8 characters)",
)
_SUBJECT_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SUBJECT_CHECKS = "0123456789X0"


@lru_cache(maxsize=REMEMBERED)
def parse_uscc(text: str) -> Uscc:
    """Return the text as a USCC; raise IdentifierError `form` or `check` (ID-01, ID-02)."""
    _USCC.match(text)
    expected = stdnum_uscc.calc_check_digit(text[:17])
    if text[17] != expected:
        raise _USCC.wrong_check(text, expected=expected)
    return Uscc(text)


def is_enterprise(uscc: Uscc) -> bool:
    """Tell whether market regulation registered an enterprise (91), which 1.0 serves.

    A 92 code (individual business, personal data) is well formed and answered 404.
    """
    return uscc.startswith("91")


def make_uscc(*, division: str, subject: str, category: str = "91") -> Uscc:
    """Return a USCC with both check digits; a subject that starts with TL shows it is synthetic.

    The subject is positions 9-16, 8 characters; the division 6 digits (GB/T 2260).
    """
    _STEM.match(f"{category}/{division}/{subject}")
    stem = f"{category}{division}{subject}{subject_check_digit(subject)}"
    return Uscc(stem + stdnum_uscc.calc_check_digit(stem))


def subject_check_digit(subject: str) -> str:
    """Return position 17 for positions 9-16: 11 - weighted sum mod 11, 10 is X, 11 is 0."""
    total = sum(
        weight * int(character, 36)
        for weight, character in zip(_SUBJECT_WEIGHTS, subject, strict=True)
    )
    return _SUBJECT_CHECKS[11 - total % 11]
