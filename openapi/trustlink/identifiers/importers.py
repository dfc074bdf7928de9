"""Home of the numbers of importers: UEN (Singapore), TIN (Thailand), MST (Vietnam).

Each scheme belongs to one country; those of overlays stand in `further_importers`. A number is
checked against its wire form first and with python-stdnum's check digits after it: stdnum alone
drops blanks and hyphens and raises case.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NewType

from stdnum import exceptions as stdnum_exceptions
from stdnum.sg import uen as stdnum_uen
from stdnum.th import moa as stdnum_moa
from stdnum.vn import mst as stdnum_mst

from trustlink.errors import IdentifierError
from trustlink.identifiers.further_importers import FURTHER_FORMS
from trustlink.identifiers.uscc import REMEMBERED
from trustlink.wire_form import WireForm, quoted

Uen = NewType("Uen", str)
ThaiTin = NewType("ThaiTin", str)
VietnamMst = NewType("VietnamMst", str)
FurtherNumber = NewType("FurtherNumber", str)
"""A number of a scheme that an overlay adds: checked for its form alone."""
RequesterId = Uen | ThaiTin | VietnamMst | FurtherNumber

SCHEMES: Mapping[str, str] = MappingProxyType({"SG": "sg-uen", "TH": "th-tin", "VN": "vn-mst"})

_UEN_STEM = WireForm(
    "UEN without its check letter",
    "[0-9]{8,9}|[RST][0-9]{2}[A-Z]{2}[0-9]{4}",
    "8 digits (business), 9 digits (local company) or R, S or T, 2 digits, 2 capitals, 4 digits",
)
_UEN = WireForm("UEN", f"(?:{_UEN_STEM.pattern})[A-Z]", f"{_UEN_STEM.expected}, and a check letter")
_THAI_TIN = WireForm("Thai tax number of a juristic person", "0[0-9]{12}", "0 and 12 digits")
_THAI_STEM = WireForm("Thai tax number without its check digit", "0[0-9]{11}", "0 and 11 digits")
_MST = WireForm(
    "Vietnamese tax number", "[0-9]{10}(?:-[0-9]{3})?", "10 digits, or these, '-' and 3 digits"
)
_MST_STEM = WireForm(
    "Vietnamese tax number without its check digit",
    "[0-9]{9}(?:-[0-9]{3})?",
    "a stem of 9 digits, and a branch of 3 digits or none",
)


@lru_cache(maxsize=REMEMBERED)
def parse_requester_id(text: str, *, scheme: str, on: date) -> RequesterId:
    """Return the text as a number of the scheme; raise IdentifierError (ID-05, ID-07).

    The date is the day of asking; an unknown scheme has the code `scheme`.
    """
    if scheme == "sg-uen":
        return parse_uen(text, on=on)
    if scheme == "th-tin":
        return parse_thai_tin(text)
    if scheme == "vn-mst":
        return parse_mst(text)
    if scheme in FURTHER_FORMS:
        FURTHER_FORMS[scheme].match(text)
        return FurtherNumber(text)
    raise IdentifierError(
        f"{quoted(scheme)} is no scheme: expected one of {', '.join(SCHEMES.values())}",
        code="scheme",
    )


def check_scheme(scheme: str, *, country: str) -> None:
    """Raise IdentifierError `scheme` unless the scheme is that of the country (ID-06)."""
    if SCHEMES.get(country) != scheme:
        pairs = ", ".join(f"{known} {its}" for known, its in SCHEMES.items())
        raise IdentifierError(
            f"country {quoted(country)} and scheme {quoted(scheme)} disagree: expected {pairs}",
            code="scheme",
        )


def parse_uen(text: str, *, on: date) -> Uen:
    """Return the text as a UEN issued by that day; raise IdentifierError.

    The codes are `form`, `component` (entity type unknown, year to come) and `check`. stdnum
    reads the machine's clock for the year, so only its check letters are used.
    """
    _UEN.match(text)
    _refuse_unknown_entity(text)
    if _year_of_issue(text) > on.year:
        raise _UEN.wrong_component(text, expected=f"a year of issue up to {on.year}")
    expected = _uen_check_letter(text[:-1])
    if text[-1] != expected:
        raise _UEN.wrong_check(text, expected=expected)
    return Uen(text)


def parse_thai_tin(text: str) -> ThaiTin:
    """Return the text as the number of a Thai juristic person; raise IdentifierError."""
    _THAI_TIN.match(text)
    _ask_stdnum(stdnum_moa.validate, text, form=_THAI_TIN)
    return ThaiTin(text)


def parse_mst(text: str) -> VietnamMst:
    """Return the text as a Vietnamese MST, with its branch if it has one; raise IdentifierError.

    The codes are `form`, `component` (a serial or branch of zeros only) and `check`.
    """
    _MST.match(text)
    _ask_stdnum(stdnum_mst.validate, text, form=_MST)
    return VietnamMst(text)


def make_uen(stem: str) -> Uen:
    """Return the stem with its check letter; a serial 99xxx shows that it is synthetic.

    A year to come is not refused here: no day of asking is known.
    """
    _UEN_STEM.match(stem)
    _refuse_unknown_entity(stem)
    return Uen(stem + _uen_check_letter(stem))


def make_thai_tin(stem: str) -> ThaiTin:
    """Return the stem (0, province, kind, Buddhist year, serial 99xxx) with its check digit."""
    _THAI_STEM.match(stem)
    return parse_thai_tin(stem + stdnum_moa.calc_check_digit(stem))


def make_mst(stem: str, *, branch: str = "") -> VietnamMst:
    """Return the stem with its check digit, and with the branch (3 digits) if one is given.

    A stem is a province (2 digits) and a serial (7 digits, synthetic ones 99xxxxx). About 9 % of
    the stems would have the check digit 10, so are never issued: IdentifierError `component`;
    `has_mst_check_digit` tells beforehand.
    """
    suffix = f"-{branch}" if branch else ""
    _MST_STEM.match(f"{stem}{suffix}")
    if not has_mst_check_digit(stem):
        raise _MST.wrong_component(stem, expected="a stem whose check digit is not 10")
    return parse_mst(f"{stem}{stdnum_mst.calc_check_digit(stem)}{suffix}")


def has_mst_check_digit(stem: str) -> bool:
    """Tell whether a stem of 9 digits has a check digit at all, so that it can be issued."""
    return stdnum_mst.calc_check_digit(stem) != "10"


def _refuse_unknown_entity(text: str) -> None:
    if text[0] in "RST" and text[3:5] not in stdnum_uen.OTHER_UEN_ENTITY_TYPES:
        raise _UEN.wrong_component(text, expected="an entity type of Singapore's list, as LL")


def _year_of_issue(text: str) -> int:
    """Return the year a UEN names; 0 for a business, which names none."""
    if text[0] in "RST":
        return {"R": 1800, "S": 1900, "T": 2000}[text[0]] + int(text[1:3])
    return int(text[:4]) if len(text) == 10 else 0


def _uen_check_letter(stem: str) -> str:
    if stem[0] in "RST":
        return stdnum_uen.calc_other_check_digit(stem)
    if len(stem) == 8:
        return stdnum_uen.calc_business_check_digit(stem)
    return stdnum_uen.calc_local_company_check_digit(stem)


def _ask_stdnum(validate: Callable[[str], str], text: str, *, form: WireForm) -> None:
    try:
        validate(text)
    except stdnum_exceptions.InvalidChecksum as error:
        raise form.wrong_check(text) from error
    except stdnum_exceptions.ValidationError as error:
        raise form.wrong_component(text, expected="serial and branch other than zeros") from error
