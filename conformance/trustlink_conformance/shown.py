"""Home of what is shown of values and exchanges: redacted first, shortened after it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from trustlink.json_text import JsonDocument, read_json
from trustlink_conformance.curl import as_curl, as_token_line
from trustlink_conformance.judgement import Words
from trustlink_conformance.pointer import json_line
from trustlink_conformance.question import MADE_BY_CHECK
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.target import MAIN_CREDENTIAL

_TOKEN = re.compile(r"\$\{?TOKEN\b")
LONGEST_VALUE = 1000
LONGEST_BODY = 600


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
    entry: Mapping[str, Any], tokens: Mapping[str, Mapping[str, Any]]
) -> ShownExchange:
    """Return an exchange as it is shown, from its entry in the evidence: that is redacted.

    `tokens` are the entries of the exchanges that brought the tokens, by label.
    """
    request, curl = entry["request"], as_curl(entry)
    label, asked = _holder(request, curl), None
    if _TOKEN.search(curl):
        asked = tokens.get(label)
    return ShownExchange(
        request=f"{request['method']} {shortened(request['url'], LONGEST_BODY)}",
        response=_response(entry),
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
