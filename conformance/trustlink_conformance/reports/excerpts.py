"""Home of excerpts: the exchange behind a finding as text, taken from the evidence, bounded."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from trustlink.json_text import JsonFault, read_json
from trustlink_conformance.batch_items import cut_to_item, item_in
from trustlink_conformance.shown import shortened

MOST_EXCERPTS = 300
LONGEST_EXCERPT = 4000
SHOWN = 2
"""Exchanges of one finding: a relation is between two answers."""
MOST_FINDINGS = 3
"""Findings of one requirement that are shown with their exchanges."""

_MOST_HEADERS = 40
_LONGEST_HEADER = 300
_LARGEST_BODY = 1024 * 1024
_NUMBER = re.compile(rb'\{"kind": "exchange", "id": (\d{1,9}),')


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One exchange as it is read: the line, the headers, a blank line, the body. Redacted."""

    credential: str
    """The label of the credential that was used; `none` if none was."""
    sent: str
    received: str
    started: str = ""
    """When it was sent, in ISO 8601, by the clock of the suite."""
    seconds: float = 0.0
    """How long it took, connecting included."""


def with_excerpts(document: Mapping[str, Any], evidence: Path) -> dict[str, Any]:
    """Return a report with the exchanges that readers have to see, as far as they were kept.

    Those are the ones behind the first findings of each requirement, the likeliest causes first.
    """
    found = read_excerpts(evidence, wanted_exchanges(document))
    excerpts = [{"exchange": number, **asdict(found[number])} for number in sorted(found)]
    return {**document, "excerpts": excerpts}


def wanted_exchanges(document: Mapping[str, Any]) -> dict[int, int | None]:
    """Return the last exchanges of the findings that are shown, each with the item in question.

    The first findings of all requirements come before the second ones. An exchange that is shown
    because of several items is not cut to one.
    """
    order = document["likeliestFirst"]
    found = [one["findings"] for one in _ranked(document["requirements"], order)]
    turns = [one[at] for at in range(MOST_FINDINGS) for one in found if at < len(one)]
    wanted: dict[int, int | None] = {}
    for finding in turns:
        item = item_in(finding["pointer"], finding.get("invalid", {}).get("place", ""))
        for number in finding["exchanges"][-SHOWN:]:
            wanted[number] = item if wanted.get(number, item) == item else None
    return dict(list(wanted.items())[:MOST_EXCERPTS])


def read_excerpts(evidence: Path, wanted: Mapping[int, int | None]) -> dict[int, Excerpt]:
    """Return what the evidence holds of these exchanges; what was not kept is left out."""
    if not wanted or not evidence.is_file():
        return {}
    with evidence.open("rb") as lines:
        return dict(_found(lines, wanted))


def excerpt_of(entry: Mapping[str, Any], item: int | None = None) -> Excerpt:
    """Return an exchange as text, from its entry in the evidence: that is redacted.

    Of a batch one item is shown, if one is in question.
    """
    request = entry["request"]
    asked = f"{request['method']} {shortened(request['url'], _LONGEST_HEADER * 2)}"
    sent = _message(asked, request["headers"], _readable(request.get("body", ""), item))
    return Excerpt(
        credential=shortened(request["credential"], _LONGEST_HEADER),
        sent=sent,
        received=_received(entry, item),
        started=entry.get("started", ""),
        seconds=entry.get("seconds", 0.0),
    )


def _ranked(requirements: Iterable[Mapping[str, Any]], order: list[str]) -> list[Mapping[str, Any]]:
    return sorted(
        requirements,
        key=lambda one: order.index(one["id"]) if one["id"] in order else len(order),
    )


def _found(
    lines: Iterable[bytes], wanted: Mapping[int, int | None]
) -> Iterator[tuple[int, Excerpt]]:
    for line in lines:
        match = _NUMBER.match(line)
        number = int(match[1]) if match else None
        if number is not None and number in wanted:
            yield number, excerpt_of(json.loads(line), wanted[number])


def _received(entry: Mapping[str, Any], item: int | None) -> str:
    response, failure = entry.get("response"), entry.get("failure")
    broken = f"(no complete answer: {failure['message']})" if failure else ""
    if response is None:
        return shortened(broken, LONGEST_EXCERPT)
    first = f"{response['httpVersion']} {response['status']} {broken}".rstrip()
    return _message(first, response["headers"], _readable(response["body"], item))


def _message(first: str, headers: Iterable[tuple[str, str]], body: str) -> str:
    lines = [shortened(f"{name}: {value}", _LONGEST_HEADER) for name, value in headers]
    if len(lines) > _MOST_HEADERS:
        lines[_MOST_HEADERS:] = [f"(and {len(lines) - _MOST_HEADERS} more headers)"]
    head = "\n".join([first, *lines])
    return shortened(f"{head}\n\n{body}".rstrip(), LONGEST_EXCERPT)


def _readable(body: str, item: int | None) -> str:
    """Return a small JSON body with a member a line, a batch cut to one item; else as it is."""
    if len(body) > _LARGEST_BODY:
        return body
    document = read_json(body.encode("utf-8", "replace"))
    if isinstance(document, JsonFault) or document.repeated:
        return body
    value = cut_to_item(document.value, item)
    is_small = len(body) <= LONGEST_EXCERPT or value is not document.value
    return json.dumps(value, ensure_ascii=False, indent=2) if is_small else body
