"""Home of the contract edited in memory, for generation alone: answers are judged as published.

What is conditional is dropped (If-None-Match: any value is valid, few are meant), and so is what
only an answer can give (a cursor) or what our session adds (Idempotency-Key).
"""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from trustlink.contract import JsonObject
from trustlink_conformance.generation.vocabulary import LANGUAGES, Vocabulary

_DROPPED = frozenset({"If-None-Match", "Idempotency-Key", "cursor"})
_NEVER_REFUSED = frozenset({"Accept-Language"})

Document = dict[str, Any]


def acceptable_document(contract: JsonObject, vocabulary: Vocabulary) -> Document:
    """Return the contract narrowed to the vocabulary: every request that fits is acceptable."""
    document = _copy(contract)
    for parameter in _parameters(document):
        values = _values(parameter["name"], vocabulary)
        if values:
            parameter["schema"] = {"type": "string", "enum": list(values)}
            parameter["required"] = parameter["name"] != "Accept-Language"
    _edit_body(document, vocabulary, keyword="enum")
    return document


def refusable_document(contract: JsonObject, vocabulary: Vocabulary) -> Document:
    """Return the contract as published, with the vocabulary as its examples.

    So a request with one invalid part is acceptable everywhere else.
    """
    document = _copy(contract, without=_NEVER_REFUSED)
    for parameter in _parameters(document):
        values = _values(parameter["name"], vocabulary)
        if values:
            parameter["example"] = values[0]
    _edit_body(document, vocabulary, keyword="example")
    return document


def _copy(contract: JsonObject, *, without: frozenset[str] = frozenset()) -> Document:
    document = copy.deepcopy(dict(contract))
    for operation in _operations(document):
        kept = [_resolved(document, entry) for entry in operation.get("parameters", ())]
        operation["parameters"] = [
            entry for entry in kept if entry["name"] not in _DROPPED | without
        ]
    return document


def _edit_body(document: Document, vocabulary: Vocabulary, *, keyword: str) -> None:
    """Give requests a schema of their own: that of answers must stay as published."""
    schemas = document["components"]["schemas"]
    request = copy.deepcopy(schemas["VerificationRequest"])
    subject = copy.deepcopy(schemas["VerificationSubject"])
    requester = copy.deepcopy(schemas["Requester"])
    if keyword == "enum":
        requester = {"type": "object", "enum": [one.as_json() for one in vocabulary.requesters]}
        subject["properties"]["uscc"] = {"type": "string", "enum": list(vocabulary.suppliers)}
        request["properties"]["asOf"] = {"type": "string", "enum": list(vocabulary.days)}
    request["properties"] |= {"supplier": subject, "requester": requester}
    schemas["GeneratedRequest"] = request
    content = document["paths"]["/trustlink/v1/verifications"]["post"]["requestBody"]["content"]
    content["application/json"] = {
        "schema": {"$ref": "#/components/schemas/GeneratedRequest"},
        "example": example_body(vocabulary),
    }


def example_body(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return one acceptable body of createVerification."""
    return {
        "supplier": {"uscc": vocabulary.suppliers[0]},
        "requester": vocabulary.requesters[0].as_json(),
        "checks": ["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION"],
        "stage": "CONTRACT",
        "hsCodes": ["853221"],
        "asOf": vocabulary.days[-1],
        "clientReference": "generated",
    }


def _values(name: str, vocabulary: Vocabulary) -> Sequence[str]:
    return {
        "uscc": vocabulary.suppliers,
        "verificationId": vocabulary.verifications,
        "asOf": vocabulary.days,
        "from": vocabulary.first_periods,
        "to": vocabulary.last_periods,
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
