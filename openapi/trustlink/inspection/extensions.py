"""Home of the extensions: those that the contract knows, and what each looks like.

A mistyped extension would be ignored without a word, and with it what it was to say.
"""

from collections.abc import Callable, Iterator
from typing import Any

from trustlink.inspection.document import Document
from trustlink.inspection.fault import ContractFault, is_text
from trustlink.inspection.places import SCHEMAS, Kind, Place
from trustlink.inspection.questions import is_instant, is_question

KNOWN = (
    "x-asked",
    "x-asked-at",
    "x-assumed",
    "x-basis",
    "x-disclosure",
    "x-extensible-enum",
    "x-not-expressible",
    "x-ordered",
    "x-presence",
    "x-profile",
    "x-requirements",
    "x-source",
    "x-sources",
)


def extension_faults(document: Document) -> Iterator[ContractFault]:
    """Return extensions that are unknown, or that do not have their form."""
    for place in document.of(*Kind):
        for name in place.value:
            if name.startswith("x-") and name not in KNOWN:
                yield place.fault("is no extension of this contract", name)
        for name, (is_formed, expected) in _FORMS.items():
            if name in place.value and not is_formed(place):
                yield place.fault(f"{expected} was expected", name)


def _is_ordered(place: Place) -> bool:
    is_array = place.kind in SCHEMAS and place.value.get("type") == "array"
    return is_array and place.value["x-ordered"] is True


def _says_what_is_assumed(place: Place) -> bool:
    return place.value.get("x-basis") == "stated" and is_text(place.value["x-assumed"])


def _is_extensible(place: Place) -> bool:
    is_list = place.kind in SCHEMAS and isinstance(place.value.get("enum"), list)
    return is_list and place.value["x-extensible-enum"] is True


_FORMS: dict[str, tuple[Callable[[Place], Any], str]] = {
    "x-asked": (is_question, "scenario, parameters and body of a question, at an example,"),
    "x-asked-at": (is_instant, "an instant as 2026-10-01T04:00:00Z, at info,"),
    "x-ordered": (_is_ordered, "true, at an array"),
    "x-extensible-enum": (_is_extensible, "true, beside an enum,"),
    "x-disclosure": (lambda place: place.value["x-disclosure"] == "optional", "optional"),
    "x-presence": (lambda place: is_text(place.value["x-presence"]), "a condition in words"),
    "x-assumed": (_says_what_is_assumed, "a text, beside x-basis: stated,"),
}
