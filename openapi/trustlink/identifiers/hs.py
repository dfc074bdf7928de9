"""Home of HS codes: 6 digits of the Harmonized System, 8 or 10 with China's own digits.

Scope is always decided by the first six, which all countries share, in one stated version.
"""

from collections.abc import Collection, Iterable
from typing import Final, Literal, NewType

from trustlink.wire_form import WireForm

HsCode = NewType("HsCode", str)
Hs6 = NewType("Hs6", str)
Hs10 = NewType("Hs10", str)

PilotScope = Literal["IN", "PARTIAL", "OUT", "NOT_CHECKED"]

HS_VERSION: Final = "2022"

_HS_CODE = WireForm("HS code", "[0-9]{6}(?:[0-9]{2}){0,2}", "6, 8 or 10 digits without points")
_HS6 = WireForm("HS subheading", "[0-9]{6}", "6 digits without points")
_HS10 = WireForm("Chinese HS code", "[0-9]{10}", "10 digits without points")


def parse_hs_code(text: str) -> HsCode:
    """Return the text as an HS code of 6, 8 or 10 digits; raise IdentifierError `form`."""
    _HS_CODE.match(text)
    return HsCode(text)


def parse_hs6(text: str) -> Hs6:
    """Return the text as a subheading of 6 digits; raise IdentifierError `form`."""
    _HS6.match(text)
    return Hs6(text)


def parse_hs10(text: str) -> Hs10:
    """Return the text as a Chinese code of 10 digits (REB-07); raise IdentifierError `form`."""
    _HS10.match(text)
    return Hs10(text)


def hs6_of(code: HsCode | Hs6 | Hs10) -> Hs6:
    """Return the subheading that a code belongs to."""
    return Hs6(code[:6])


def pilot_scope(codes: Iterable[HsCode | Hs6 | Hs10], *, announced: Collection[Hs6]) -> PilotScope:
    """Tell how many codes the announced subheadings hold: all, some or none (PIL-02, PIL-03).

    No codes give NOT_CHECKED.
    """
    held = {hs6_of(code) in announced for code in codes}
    if not held:
        return "NOT_CHECKED"
    if held == {True, False}:
        return "PARTIAL"
    return "IN" if True in held else "OUT"
