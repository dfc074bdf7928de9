"""Choose a hint by the value that was found, where its type or constraint tells the cause. Pure."""

from trustlink.schemas import Fault
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import InvalidPart


def hint_for_fault(fault: Fault) -> str:
    """Return what usually writes a value that a schema does not admit, or leaves it out."""
    wanted = fault.constraint.partition(" ")[2].partition(", ")[0]
    if fault.keyword == "type":
        return hint_for_type(wanted, fault.value)
    if fault.keyword == "format":
        return _FORMATS.get(wanted, "")
    return ""


_FORMATS = {"date": Hint.DATE_WITH_TIME, "date-time": Hint.NO_OFFSET}


def hint_for_admitted(part: InvalidPart) -> str:
    """Return what usually lets a part of a request pass that the contract does not admit."""
    keyword, _, demanded = part.constraint.partition(" ")
    if keyword == "format" and demanded == "date":
        return Hint.LOOSE_DATE
    if keyword == "pattern" and isinstance(part.value, str):
        return _for_text(part.value)
    return _FOR_ADMITTED.get(keyword, "")


def _for_text(admitted: str) -> str:
    if admitted.endswith("\n"):
        return Hint.LINE_FEED
    if admitted != admitted.strip():
        return Hint.TRIMMED
    if any(sign.isdigit() and not sign.isascii() for sign in admitted):
        return Hint.UNICODE_DIGITS
    return Hint.CHECKED_ELSEWHERE


_FOR_ADMITTED = {
    "maxLength": Hint.CHECKED_ELSEWHERE,
    "minLength": Hint.CHECKED_ELSEWHERE,
    "maximum": Hint.CLAMPED,
    "minimum": Hint.CLAMPED,
    "maxItems": Hint.CHECKED_ELSEWHERE,
    "additionalProperties": Hint.UNKNOWN_MEMBERS,
    "type": Hint.COERCED,
}


def hint_for_type(wanted: str, found: object) -> str:
    """Return what usually writes a value of another JSON type than the one wanted."""
    if found is None:
        return Hint.NULL_FOR_ABSENT
    if wanted == "object":
        return _for_object(found)
    if wanted == "array":
        return _for_array(found)
    if wanted in ("number", "integer"):
        return Hint.NUMBER_AS_TEXT if isinstance(found, str) else ""
    if wanted == "boolean":
        return Hint.BOOLEAN_AS_NUMBER if isinstance(found, int | str) else ""
    return Hint.TEXT_AS_NUMBER if isinstance(found, int | float) else ""


def _for_object(found: object) -> str:
    if isinstance(found, str):
        return Hint.ENCODED_TWICE if found[:1] == "{" else ""
    return Hint.EMPTY_LIST if found == [] else ""


def _for_array(found: object) -> str:
    if isinstance(found, dict):
        if not found:
            return Hint.EMPTY_OBJECT
        return Hint.NUMBERED_OBJECT if all(name.isdecimal() for name in found) else Hint.ONE_ITEM
    return Hint.ENCODED_TWICE if isinstance(found, str) and found[:1] == "[" else ""


def hint_for_text(body: bytes) -> str:
    """Return what usually makes a body that is no JSON."""
    if body.startswith(b"\xef\xbb\xbf"):
        return Hint.BYTE_ORDER_MARK
    if any(word in body for word in (b"NaN", b"Infinity")):
        return Hint.NOT_STRICT_JSON
    first, last = body.lstrip()[:1], body.rstrip()[-1:]
    return Hint.OUTPUT_BEFORE_JSON if first not in b"{[" and last in b"}]" and body else ""
