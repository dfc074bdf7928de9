"""Home of the identifiers in a request's body: which are ill-formed, and where."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from trustlink.errors import IdentifierError
from trustlink.identifiers import CONSUMER, FURTHER_FORMS, SCHEMES, parse_requester_id
from trustlink_mock.parameters import uscc_fault
from trustlink_mock.problems import RequestFault
from trustlink_mock.shape import ShapeFault

UsedOn = Callable[[], date]
"""Returns today's civil date: a UEN names its year of issue, which can't lie ahead."""

_USCC, _ID = "/supplier/uscc", "/requester/id"
_IDENTIFIER = re.compile(f"(?:/items/[0-9]+)?(?:{_USCC}|{_ID})")
_COUNTRY, _SCHEME, _NAME = "/requester/country", "/requester/scheme", "/requester/name"
_NUMBER_CODES = {"check": "CHECK_CHARACTER", "component": "IMPOSSIBLE"}
_NUMBER_DETAILS = {
    "check": "The check character does not fit the characters before it.",
    "component": "A part of the number has no meaning.",
}


def body_identifier_faults(
    shape: Sequence[ShapeFault], body: object, *, today: UsedOn
) -> list[RequestFault]:
    """Return the faults of shape, and of the identifiers whose shape is right (ID-05, ID-06)."""
    faulty = {fault.pointer for fault in shape}
    faults = [_of_shape(fault) for fault in shape]
    if isinstance(body, Mapping):
        knows_the_pair = not faulty & {_COUNTRY, _SCHEME}
        found = _identifiers(body, today) if knows_the_pair else _supplier(body)
        faults += [fault for fault in found if fault.where not in faulty]
    return faults


def _of_shape(fault: ShapeFault) -> RequestFault:
    is_text = fault.code not in ("MISSING", "WRONG_TYPE")
    is_identifier = is_text and _IDENTIFIER.fullmatch(fault.pointer) is not None
    return RequestFault("pointer", fault.pointer, fault.code, fault.detail, is_identifier)


def _identifiers(body: Mapping[str, object], today: UsedOn) -> Iterator[RequestFault]:
    yield from _supplier(body)
    requester = body.get("requester")
    if isinstance(requester, Mapping):
        yield from _requester(requester, today)


def _supplier(body: Mapping[str, object]) -> Iterator[RequestFault]:
    supplier = body.get("supplier")
    if isinstance(supplier, Mapping) and (uscc := _text(supplier, "uscc")) is not None:
        found = uscc_fault(uscc)
        if found is not None:
            yield RequestFault("pointer", _USCC, *found, is_identifier=True)


def _requester(requester: Mapping[str, object], today: UsedOn) -> Iterator[RequestFault]:
    """Judge the number by its scheme; where scheme and country disagree, nobody knows by which.

    A scheme begins with the code of its country; one without a hyphen goes with each of them. Of a
    scheme that only an overlay of the user's knows, no number is refused.
    """
    country, scheme, number = (_text(requester, name) for name in ("country", "scheme", "id"))
    if country is None or scheme is None or number is None:
        return
    if "-" in scheme and scheme.partition("-")[0].upper() != country:
        detail = "A scheme of the country is expected: one that begins with its code, as sg-uen."
        yield RequestFault("pointer", _SCHEME, "SCHEME_MISMATCH", detail)
        return
    if scheme == CONSUMER and "name" in requester:
        detail = "No name is expected: a consumer asks under a pseudonym."
        yield RequestFault("pointer", _NAME, "NAME_OF_CONSUMER", detail)
    if scheme not in (*SCHEMES.values(), *FURTHER_FORMS):
        return
    try:
        parse_requester_id(number, scheme=scheme, on=today())
    except IdentifierError as error:
        code = _NUMBER_CODES.get(error.code, "MALFORMED")
        detail = _NUMBER_DETAILS.get(error.code, f"A number in the form of {scheme} is expected.")
        yield RequestFault("pointer", _ID, code, detail, is_identifier=True)


def _text(members: Mapping[str, object], name: str) -> str | None:
    value = members.get(name)
    return value if isinstance(value, str) else None
