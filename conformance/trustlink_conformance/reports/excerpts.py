"""Home of excerpts: the exchange behind a finding as text, taken from the evidence, bounded."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from trustlink.json_text import JsonFault, read_json
from trustlink_conformance.shown import shortened

MOST_EXCERPTS = 150
LONGEST_EXCERPT = 4000
SHOWN = 2
"""Exchanges of one finding: a relation is between two answers."""

_MOST_HEADERS = 40
_LONGEST_HEADER = 300
_NUMBER = re.compile(rb'\{"kind": "exchange", "id": (\d{1,9}),')


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One exchange as it is read: the line, the headers, a blank line, the body. Redacted."""

    credential: str
    """The label of the credential that was used; `none` if none was."""
    sent: str
    received: str


def with_excerpts(document: Mapping[str, Any], evidence: Path) -> dict[str, Any]:
    """Return a report with the exchanges that readers have to see, as far as they were kept.

    Those are the ones behind the first finding of each requirement, the likeliest causes first.
    """
    found = read_excerpts(evidence, wanted_exchanges(document))
    excerpts = [{"exchange": number, **asdict(found[number])} for number in sorted(found)]
    return {**document, "excerpts": excerpts}


def wanted_exchanges(document: Mapping[str, Any]) -> list[int]:
    """Return the last exchanges behind the first finding of each requirement."""
    order = document["likeliestFirst"]
    found = [one for one in document["requirements"] if one["findings"]]
    found.sort(key=lambda one: order.index(one["id"]) if one["id"] in order else len(order))
    shown = (one["findings"][0]["exchanges"][-SHOWN:] for one in found)
    return list(dict.fromkeys(number for numbers in shown for number in numbers))[:MOST_EXCERPTS]


def read_excerpts(evidence: Path, wanted: Iterable[int]) -> dict[int, Excerpt]:
    """Return what the evidence holds of these exchanges; what was not kept is left out."""
    missing = set(wanted)
    if not missing or not evidence.is_file():
        return {}
    with evidence.open("rb") as lines:
        return dict(_found(lines, missing))


def excerpt_of(entry: Mapping[str, Any]) -> Excerpt:
    """Return an exchange as text, from its entry in the evidence: that is redacted."""
    request = entry["request"]
    asked = f"{request['method']} {shortened(request['url'], _LONGEST_HEADER * 2)}"
    sent = _message(asked, request["headers"], request.get("body", ""))
    return Excerpt(shortened(request["credential"], _LONGEST_HEADER), sent, _received(entry))


def _found(lines: Iterable[bytes], wanted: set[int]) -> Iterator[tuple[int, Excerpt]]:
    for line in lines:
        match = _NUMBER.match(line)
        number = int(match[1]) if match else None
        if number in wanted:
            yield number, excerpt_of(json.loads(line))


def _received(entry: Mapping[str, Any]) -> str:
    response, failure = entry.get("response"), entry.get("failure")
    broken = f"(no complete answer: {failure['message']})" if failure else ""
    if response is None:
        return shortened(broken, LONGEST_EXCERPT)
    first = f"{response['httpVersion']} {response['status']} {broken}".rstrip()
    return _message(first, response["headers"], response["body"])


def _message(first: str, headers: Iterable[tuple[str, str]], body: str) -> str:
    lines = [shortened(f"{name}: {value}", _LONGEST_HEADER) for name, value in headers]
    if len(lines) > _MOST_HEADERS:
        lines[_MOST_HEADERS:] = [f"(and {len(lines) - _MOST_HEADERS} more headers)"]
    head = "\n".join([first, *lines])
    return shortened(f"{head}\n\n{_readable(body)}".rstrip(), LONGEST_EXCERPT)


def _readable(body: str) -> str:
    """Return a small JSON body with a member a line; anything else as it is."""
    if len(body) > LONGEST_EXCERPT:
        return body
    document = read_json(body.encode("utf-8", "replace"))
    if isinstance(document, JsonFault) or document.repeated:
        return body
    return json.dumps(document.value, ensure_ascii=False, indent=2)
