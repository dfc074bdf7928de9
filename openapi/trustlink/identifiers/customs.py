"""Home of the numbers of Chinese customs: customs code, AEO code, export declaration number.

None of them has a check digit, and python-stdnum knows none of them.
"""

from typing import NewType

from trustlink.wire_form import WireForm

CustomsCode = NewType("CustomsCode", str)
AeoCode = NewType("AeoCode", str)
DeclarationNumber = NewType("DeclarationNumber", str)

_CUSTOMS_CODE = WireForm(
    "customs code",
    "[0-9]{5}[1-9][0-9A-Z]{4}",
    "5 digits, the enterprise type 1-9, and 4 digits or capitals",
)
_CUSTOMS_PARTS = WireForm(
    "customs code in parts",
    "[0-9]{4}/[0-9]/[1-9]/[0-9A-Z]{4}",
    "division (4 digits), zone (1 digit), type (1-9), serial (4 digits or capitals)",
)
_AEO_CODE = WireForm(
    "AEO code", f"AEOCN{_CUSTOMS_CODE.pattern}", "AEOCN and the 10 characters of a customs code"
)
_DECLARATION = WireForm("customs declaration number", "[0-9]{18}", "18 digits")
_DECLARATION_PARTS = WireForm(
    "customs declaration number in parts",
    "[0-9]{4}/[0-9]{4}/[0-9]{9}",
    "customs office (4 digits), year (4 digits), serial (up to 9 digits)",
)


def parse_customs_code(text: str) -> CustomsCode:
    """Return the text as a customs code; raise IdentifierError `form`."""
    _CUSTOMS_CODE.match(text)
    return CustomsCode(text)


def parse_aeo_code(text: str) -> AeoCode:
    """Return the text as a Chinese AEO code; raise IdentifierError `form`."""
    _AEO_CODE.match(text)
    return AeoCode(text)


def parse_declaration_number(text: str) -> DeclarationNumber:
    """Return the text as an export declaration number, in full; raise IdentifierError.

    The code is `form`, or `component` for an import declaration: only exports are refunded.
    """
    _DECLARATION.match(text)
    if text[8] != "0":
        raise _DECLARATION.wrong_component(text, expected="0 (export) as its ninth digit")
    return DeclarationNumber(text)


def mask_declaration_number(number: DeclarationNumber) -> str:
    """Return the only form that leaves a site: digits 10-14 as asterisks (REB-06)."""
    return f"{number[:9]}*****{number[14:]}"


def make_customs_code(
    *, division: str, zone: str, enterprise_type: str, serial: str
) -> CustomsCode:
    """Return a customs code; a serial that starts with TL shows that it is synthetic."""
    parts = (division, zone, enterprise_type, serial)
    _CUSTOMS_PARTS.match("/".join(parts))
    return CustomsCode("".join(parts))


def make_aeo_code(customs_code: CustomsCode) -> AeoCode:
    """Return the AEO code of the enterprise with this customs code (ID-08)."""
    return AeoCode(f"AEOCN{customs_code}")


def make_declaration_number(*, office: str, year: int, serial: int) -> DeclarationNumber:
    """Return an export declaration number; a serial from 990000000 shows that it is synthetic."""
    _DECLARATION_PARTS.match(f"{office}/{year:04d}/{serial:09d}")
    return DeclarationNumber(f"{office}{year:04d}0{serial:09d}")
