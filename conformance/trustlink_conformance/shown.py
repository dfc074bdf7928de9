"""Home of what is shown of values and exchanges: redacted first, shortened after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trustlink.json_text import JsonFault, read_json
from trustlink_conformance.batch_items import cut_to_item
from trustlink_conformance.curl import as_curl
from trustlink_conformance.judgement import InvalidPart, Words
from trustlink_conformance.pointer import json_line
from trustlink_conformance.redaction import Redactor

LONGEST_VALUE = 1000
LONGEST_BODY = 600
_LONGEST_PART = 200
_SHORT = 24


@dataclass(frozen=True, slots=True)
class ShownExchange:
    """An exchange in three lines: what was asked, what came back, what repeats it."""

    request: str
    response: str
    curl: str


def shown_exchange(entry: Mapping[str, Any], item: int | None = None) -> ShownExchange:
    """Return an exchange as it is shown, from its entry in the evidence: that is redacted.

    Of a batch one item is shown, if one is in question.
    """
    request = entry["request"]
    return ShownExchange(
        request=f"{request['method']} {shortened(request['url'], LONGEST_BODY)}",
        response=_response(entry, item),
        curl=as_curl(entry),
    )


def shown_expected(value: object, redactor: Redactor) -> str:
    """Return what was expected: words as they are, other values as JSON."""
    text = value if isinstance(value, str) else json_line(value)
    return shortened(redactor.text(text), LONGEST_VALUE)


def shown_actual(value: object, redactor: Redactor) -> str:
    """Return what was found: our words as they are, the target's values as JSON."""
    text = str(value) if isinstance(value, Words) else json_line(value)
    return shortened(redactor.text(text), LONGEST_VALUE)


def shown_pointer(pointer: str, redactor: Redactor) -> str:
    """Return where something was found; a target chooses the names of its members."""
    return shortened(redactor.text(pointer), LONGEST_VALUE)


def shown_line(text: str, redactor: Redactor) -> str:
    """Return a line of details, which may quote what a target wrote, or a requester's number."""
    return shortened(redactor.text(text), LONGEST_VALUE * 2)


def shown_invalid(part: InvalidPart | None, redactor: Redactor) -> dict[str, str]:
    """Return the part of a request that had to be refused; if it is long, its length, too."""
    if part is None:
        return {}
    text = json_line(part.value)
    return {
        "place": shown_pointer(part.place, redactor),
        "constraint": shortened(part.constraint, LONGEST_VALUE),
        "value": f"{shortened(redactor.text(text), _LONGEST_PART)}{_length(part.value)}",
    }


def _length(value: object) -> str:
    if isinstance(value, str) and len(value) > _SHORT:
        return f" ({len(value)} characters)"
    return f" ({len(value)} items)" if isinstance(value, list) else ""


def shortened(text: str, length: int) -> str:
    """Return the text, cut to a length that says so."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _response(entry: Mapping[str, Any], item: int | None) -> str:
    response, failure = entry.get("response"), entry.get("failure")
    parts = [] if response is None else [f"{response['status']}", _media_type(response)]
    if failure is not None:
        parts.append(f"no complete answer: {failure['message']}")
    if response is not None:
        parts.append(shortened(_cut(response["body"], item), LONGEST_BODY))
    return " ".join(part for part in parts if part)


def _cut(body: str, item: int | None) -> str:
    if item is None:
        return body
    read = read_json(body.encode("utf-8", "replace"))
    return body if isinstance(read, JsonFault) else json_line(cut_to_item(read.value, item))


def _media_type(response: Mapping[str, Any]) -> str:
    for name, value in response["headers"]:
        if name.lower() == "content-type":
            return shortened(value, 80)
    return ""
