"""Home of what is shown of values and exchanges: redacted first, shortened after it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from trustlink.json_text import JsonDocument, JsonFault, read_json
from trustlink_conformance.batch_items import cut_to_item
from trustlink_conformance.curl import as_curl, as_token_line
from trustlink_conformance.judgement import InvalidPart, Words
from trustlink_conformance.pointer import json_line
from trustlink_conformance.question import MADE_BY_CHECK
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.target import MAIN_CREDENTIAL

_TOKEN = re.compile(r"\$\{?TOKEN\b")
LONGEST_VALUE = 1000
LONGEST_BODY = 600
_LONGEST_PART = 200
_SHORT = 24


@dataclass(frozen=True, slots=True)
class ShownExchange:
    """An exchange in a few lines: what was asked, what came back, what repeats it."""

    request: str
    response: str
    curl: str
    credential: str = ""
    """Whose secrets the variables in `curl` stand for, and with which scopes."""
    token: str = ""
    """The line that gets $TOKEN, if one was asked for."""


def shown_exchange(
    entry: Mapping[str, Any],
    tokens: Mapping[str, Mapping[str, Any]],
    item: int | None = None,
) -> ShownExchange:
    """Return an exchange as it is shown, from its entry in the evidence: that is redacted.

    `tokens` are the entries of the exchanges that brought the tokens, by label. Of a batch one
    item is shown, if one is in question.
    """
    request, curl = entry["request"], as_curl(entry)
    label, asked = _holder(request, curl), None
    if _TOKEN.search(curl):
        asked = tokens.get(label)
    return ShownExchange(
        request=f"{request['method']} {shortened(request['url'], LONGEST_BODY)}",
        response=_response(entry, item),
        curl=curl,
        credential=f"{label} ({scopes_of(asked)})" if asked else label,
        token=as_token_line(asked) if asked else "",
    )


def scopes_of(token: Mapping[str, Any]) -> str:
    """Return which scopes a token has, from the exchange that brought it, in words."""
    answer = read_json(token["response"]["body"].encode("utf-8", "replace"))
    document = answer.value if isinstance(answer, JsonDocument) else None
    stated = document.get("scope") if isinstance(document, dict) else None
    asked = dict(parse_qsl(token["request"].get("body", ""))).get("scope", "")
    scopes = stated if isinstance(stated, str) else asked
    return f"scopes: {shortened(scopes, 100)}" if scopes else "all scopes of the client"


def _holder(request: Mapping[str, Any], curl: str) -> str:
    """Return the label of the client whose secrets stand as variables in a line; "" if none do."""
    if not _TOKEN.search(curl) and "$CLIENT_ID" not in curl:
        return ""
    label = str(request["credential"])
    return MAIN_CREDENTIAL if label == MADE_BY_CHECK else label


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
