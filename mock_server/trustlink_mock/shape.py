"""Home of the wording of faults: what the contract expects of a value that is not as it should be.

Nothing of the value is repeated but the names of members, cut short: what a client sent may be
hostile, and is known to it anyway.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from trustlink.schemas import CompiledSchema, pointer_of

_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class ShapeFault:
    """Is one fault of a value: where in it, a code for software, a sentence for people."""

    pointer: str
    code: str
    detail: str


def shape_faults(schema: CompiledSchema, value: object) -> list[ShapeFault]:
    """Return the faults of a value, for each place the first; empty if it is valid."""
    if schema.is_valid(value):
        return []
    faults: dict[str, ShapeFault] = {}
    for error in schema.validator.iter_errors(value):
        for fault in _faults(error):
            faults.setdefault(fault.pointer, fault)
    return list(faults.values())


def shown(name: str) -> str:
    """Return a name from outside in printable ASCII, at most 40 characters of it."""
    return ascii(name[:_LONGEST_NAME])[1:-1]


def _faults(error: Any) -> Iterator[ShapeFault]:
    path: list[str | int] = [_part(part) for part in error.instance_path]
    limits = error.kind.as_dict()
    keyword = str(error.schema_path[-1])
    if keyword == "required":
        yield _fault([*path, limits["property"]], "MISSING", "This member is required.")
    elif keyword == "additionalProperties":
        for name in limits["unexpected"]:
            yield _fault([*path, shown(name)], "UNKNOWN_MEMBER", "The contract has no such member.")
    else:
        yield _fault(path, *_wording(keyword, limits))


def _fault(path: Sequence[str | int], code: str, detail: str) -> ShapeFault:
    return ShapeFault(pointer_of(list(path)), code, detail)


def _part(part: str | int) -> str | int:
    return shown(part) if isinstance(part, str) else part


def _wording(keyword: str, limits: dict[str, Any]) -> tuple[str, str]:
    """Return code and sentence for a keyword of JSON Schema and what it demands."""
    code, sentence, demanded = _WORDINGS.get(keyword, _UNFORESEEN)
    demand = limits.get(demanded, "")
    words = ", ".join(map(str, demand)) if isinstance(demand, list) else str(demand)
    return code, sentence.format(words)


_UNFORESEEN = ("INVALID", "A value as the contract describes it is expected.", "")
_WORDINGS = {
    "enum": ("UNKNOWN_VALUE", "One of {} is expected.", "options"),
    "type": ("WRONG_TYPE", "A value of type {} is expected.", "types"),
    "pattern": ("MALFORMED", "A text that matches {} is expected.", "pattern"),
    "format": ("MALFORMED", "A real {} is expected.", "format"),
    "uniqueItems": ("DUPLICATE", "Each item may appear once only.", ""),
    "minLength": ("TOO_SHORT", "At least {} characters are expected.", "limit"),
    "maxLength": ("TOO_LONG", "At most {} characters are expected.", "limit"),
    "minItems": ("TOO_FEW", "At least {} items are expected.", "limit"),
    "maxItems": ("TOO_MANY", "At most {} items are expected.", "limit"),
    "minimum": ("TOO_SMALL", "A number not below {} is expected.", "limit"),
    "maximum": ("TOO_LARGE", "A number not above {} is expected.", "limit"),
}
"""By keyword: the code, the sentence, and which of the keyword's demands the sentence names."""
