"""Home of the bodies of generated requests: what a verification and a batch are made of.

Schemas that only requests use are edited under names of their own: those of answers must stay as
published.
"""

import copy
import re
from collections.abc import Callable, Mapping
from itertools import cycle
from typing import Any

from trustlink.json_text import JsonDocument, read_json
from trustlink_conformance.expectations import is_civil_date
from trustlink_conformance.generation.generated_request import GeneratedRequest
from trustlink_conformance.generation.vocabulary import Vocabulary

JSON = "application/json"
VERIFICATION, BATCH = "GeneratedRequest", "GeneratedBatch"

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CHECKS = ("CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION")
_STAGES = ("INQUIRY", "QUOTATION", "CONTRACT", "PRE_SHIPMENT", "PERIODIC_REVIEW")

Schema = dict[str, Any]


def example_body(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return one acceptable body of createVerification."""
    return {
        "supplier": {"uscc": vocabulary.suppliers[0]},
        "requester": vocabulary.requesters[0].as_json(),
        "checks": list(_CHECKS),
        "stage": "CONTRACT",
        "hsCodes": ["853221"],
        "asOf": vocabulary.days[-1],
        "clientReference": "generated",
    }


def batch_items(vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Return acceptable items of createBatch, one of each supplier: any choice is a batch."""
    chosen = zip(
        vocabulary.suppliers,
        cycle(vocabulary.requesters),
        cycle(_CHECKS),
        cycle(_STAGES),
        cycle(vocabulary.days),
        strict=False,
    )
    return [
        {
            "supplier": {"uscc": uscc},
            "requester": requester.as_json(),
            "checks": [check],
            "stage": stage,
            "asOf": day,
        }
        for uscc, requester, check, stage, day in chosen
    ]


def narrow_bodies(document: dict[str, Any], vocabulary: Vocabulary) -> None:
    """Let bodies be made of acceptable values alone."""
    schemas = document["components"]["schemas"]
    request = copy.deepcopy(schemas["VerificationRequest"])
    subject = copy.deepcopy(schemas["VerificationSubject"])
    subject["properties"]["uscc"] = {"type": "string", "enum": list(vocabulary.suppliers)}
    requesters = [one.as_json() for one in vocabulary.requesters]
    request["properties"] |= {
        "supplier": subject,
        "requester": {"type": "object", "enum": requesters},
        "asOf": {"type": "string", "enum": list(vocabulary.days)},
    }
    items = batch_items(vocabulary)
    batch = copy.deepcopy(schemas["BatchRequest"])
    batch["properties"]["items"] |= {
        "items": {"type": "object", "enum": items},
        "maxItems": len(items),
        "uniqueItems": True,
    }
    schemas |= {VERIFICATION: request, BATCH: batch}
    _put_in(document, vocabulary)


def illustrate_bodies(document: dict[str, Any], vocabulary: Vocabulary) -> None:
    """Leave bodies as published, but give what is not invalid in one an acceptable value."""
    schemas = document["components"]["schemas"]
    request = copy.deepcopy(schemas["VerificationRequest"])
    request["properties"] |= {
        "supplier": copy.deepcopy(schemas["VerificationSubject"]),
        "requester": copy.deepcopy(schemas["Requester"]),
    }
    batch = copy.deepcopy(schemas["BatchRequest"])
    batch["properties"]["items"]["items"] = _with_examples(request, example_body(vocabulary))
    schemas |= {VERIFICATION: request, BATCH: batch}
    _put_in(document, vocabulary)


def has_unreal_day_in_item(request: GeneratedRequest) -> bool:
    """Return whether an item of a batch has a day in the right form that there is not.

    A validator that does not know `format` leaves it to the item (openapi/README.md).
    """
    read = read_json(request.content or b"")
    body = read.value if isinstance(read, JsonDocument) else None
    items = body.get("items") if isinstance(body, dict) else None
    listed = items if isinstance(items, list) else []
    days = [one.get("asOf") for one in listed if isinstance(one, dict)]
    return any(
        isinstance(day, str) and _DAY.fullmatch(day) and not is_civil_date(day) for day in days
    )


def _put_in(document: dict[str, Any], vocabulary: Vocabulary) -> None:
    bodies: Mapping[str, tuple[str, Callable[[], Any]]] = {
        "/trustlink/v1/verifications": (VERIFICATION, lambda: example_body(vocabulary)),
        "/trustlink/v1/verification-batches": (BATCH, lambda: {"items": batch_items(vocabulary)}),
    }
    for path, (schema, example) in bodies.items():
        content = document["paths"][path]["post"]["requestBody"]["content"]
        content[JSON] = {
            "schema": {"$ref": f"#/components/schemas/{schema}"},
            "example": example(),
        }


def _with_examples(schema: Schema, value: Mapping[str, Any]) -> Schema:
    """Return an object's schema with the members of a value as examples of its properties."""
    properties = {
        name: {**member, "example": value[name]} if name in value else member
        for name, member in schema["properties"].items()
    }
    return {**schema, "properties": properties}
