"""Home of what is shown of values and exchanges: redacted first, shortened after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trustlink_conformance.curl import as_curl
from trustlink_conformance.judgement import Words
from trustlink_conformance.pointer import json_line
from trustlink_conformance.redaction import Redactor

LONGEST_VALUE = 1000
LONGEST_BODY = 600


@dataclass(frozen=True, slots=True)
class ShownExchange:
    """An exchange in three lines: what was asked, what came back, what repeats it."""

    request: str
    response: str
    curl: str


def shown_exchange(entry: Mapping[str, Any]) -> ShownExchange:
    """Return an exchange as it is shown, from its entry in the evidence: that is redacted."""
    request = entry["request"]
    return ShownExchange(
        request=f"{request['method']} {shortened(request['url'], LONGEST_BODY)}",
        response=_response(entry),
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


def shortened(text: str, length: int) -> str:
    """Return the text, cut to a length that says so."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _response(entry: Mapping[str, Any]) -> str:
    response, failure = entry.get("response"), entry.get("failure")
    parts = [] if response is None else [f"{response['status']}", _media_type(response)]
    if failure is not None:
        parts.append(f"no complete answer: {failure['message']}")
    if response is not None:
        parts.append(shortened(response["body"], LONGEST_BODY))
    return " ".join(part for part in parts if part)


def _media_type(response: Mapping[str, Any]) -> str:
    for name, value in response["headers"]:
        if name.lower() == "content-type":
            return shortened(value, 80)
    return ""
