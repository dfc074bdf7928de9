"""Home of the contract edited in memory, for generation alone: answers are judged as published.

What is conditional is dropped (If-None-Match: any value is valid, few are meant), and so is what
only an answer can give (a cursor; `pages` has those) or what our session adds (Idempotency-Key).
"""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from trustlink.contract import JsonObject
from trustlink_conformance.generation.bodies import illustrate_bodies, narrow_bodies
from trustlink_conformance.generation.vocabulary import LANGUAGES, Vocabulary

CURSOR = "cursor"

_DROPPED = frozenset({"If-None-Match", "Idempotency-Key"})
_NEVER_REFUSED = frozenset({"Accept-Language"})
_ONE_A_PAGE = 1
"""So that there are next pages, and cursors."""
_OPTIONAL = frozenset({"Accept-Language", "hsCode"})

Document = dict[str, Any]


def acceptable_document(contract: JsonObject, vocabulary: Vocabulary) -> Document:
    """Return the contract narrowed to the vocabulary: every request that fits is acceptable."""
    document = _copy(contract, without=frozenset({CURSOR}))
    for parameter in _parameters(document):
        values = _values(parameter["name"], vocabulary)
        if values:
            parameter["schema"] = {"type": "string", "enum": list(values)}
            parameter["required"] = parameter["name"] not in _OPTIONAL
        if parameter["name"] == "limit":
            parameter["example"] = _ONE_A_PAGE
    narrow_bodies(document, vocabulary)
    return document


def refusable_document(
    contract: JsonObject, vocabulary: Vocabulary, *, with_cursor: bool = False
) -> Document:
    """Return the contract as published, with the vocabulary as its examples.

    So a request with one invalid part is acceptable everywhere else; but no cursor is, save one
    that an answer gave: with it, only requests whose cursor is the invalid part have one fault.
    """
    without = _NEVER_REFUSED if with_cursor else _NEVER_REFUSED | {CURSOR}
    document = _copy(contract, without=without)
    for parameter in _parameters(document):
        values = _values(parameter["name"], vocabulary)
        if values:
            parameter["example"] = values[0]
    illustrate_bodies(document, vocabulary)
    return document


def _copy(contract: JsonObject, *, without: frozenset[str] = frozenset()) -> Document:
    document = copy.deepcopy(dict(contract))
    for operation in _operations(document):
        kept = [_resolved(document, entry) for entry in operation.get("parameters", ())]
        operation["parameters"] = [
            entry for entry in kept if entry["name"] not in _DROPPED | without
        ]
    return document


def _values(name: str, vocabulary: Vocabulary) -> Sequence[str]:
    return {
        "uscc": vocabulary.suppliers,
        "verificationId": vocabulary.verifications,
        "consultationNumber": vocabulary.consultations,
        "asOf": vocabulary.days,
        "from": vocabulary.first_periods,
        "to": vocabulary.last_periods,
        "hsCode": vocabulary.goods,
        "Accept-Language": LANGUAGES,
    }.get(name, ())


def _parameters(document: Document) -> list[dict[str, Any]]:
    return [entry for operation in _operations(document) for entry in operation["parameters"]]


def _operations(document: Document) -> list[dict[str, Any]]:
    return [
        operation
        for item in document["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict) and "operationId" in operation
    ]


def _resolved(document: Document, entry: Mapping[str, Any]) -> dict[str, Any]:
    if "$ref" not in entry:
        return dict(entry)
    name = str(entry["$ref"]).rpartition("/")[2]
    return copy.deepcopy(document["components"]["parameters"][name])
