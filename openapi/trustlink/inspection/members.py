"""Home of the rules about members: which may be absent, and where unknown ones may come."""

from collections.abc import Iterator

from trustlink.contract import JsonObject
from trustlink.inspection.document import Document, list_at, object_at
from trustlink.inspection.fault import ContractFault, shown
from trustlink.inspection.places import SCHEMAS, Kind, Place

_EXCUSES = ("x-disclosure", "x-presence")
_CLOSING = "additionalProperties"


def required_faults(document: Document) -> Iterator[ContractFault]:
    """Return names in `required` that are no property, and required members with an excuse."""
    for schema in document.of(*SCHEMAS):
        properties = _properties(document, schema)
        for index, name in enumerate(list_at(schema.value, "required")):
            is_known = isinstance(name, str) and name in properties
            if "allOf" not in schema.value and not is_known:
                yield schema.fault(f"{shown(name)} is none of the properties", "required", index)
        own = object_at(schema.value, "properties")
        for name in _texts(schema, "required"):
            for excuse in (e for e in _EXCUSES if e in object_at(own, name)):
                yield schema.fault("a required member is never absent", "properties", name, excuse)


def answer_faults(document: Document) -> Iterator[ContractFault]:
    """Return objects of answers that refuse unknown members, or don't say why one is absent."""
    for schema in _schemas_of(document, Kind.RESPONSE):
        if schema.value.get(_CLOSING) is False:
            reason = "answers admit unknown members, and one uses this schema"
            yield schema.fault(reason, _CLOSING)
        for name in _unexcused(schema):
            reason = "x-presence or x-disclosure was expected: why an answer may lack this member"
            yield schema.fault(reason, "properties", name)


def request_faults(document: Document) -> Iterator[ContractFault]:
    """Return objects of requests that admit unknown members."""
    for schema in _schemas_of(document, Kind.REQUEST_BODY):
        is_open = schema.value.get(_CLOSING) is not False
        if schema.value.get("type") == "object" and is_open:
            yield schema.fault("requests admit no unknown members: false was expected", _CLOSING)


def _properties(document: Document, schema: Place) -> JsonObject:
    """Return the properties that `required` may name: an alternative's are those of its object."""
    own = object_at(schema.value, "properties")
    if schema.path[-2:-1] not in (("oneOf",), ("anyOf",)):
        return own
    around = Place(schema.kind, schema.path[:-2], {}).pointer
    return {**object_at(document.places[around].value, "properties"), **own}


def _unexcused(schema: Place) -> Iterator[str]:
    properties = object_at(schema.value, "properties")
    for name in properties:
        is_required = name in _texts(schema, "required")
        if not is_required and not any(e in object_at(properties, name) for e in _EXCUSES):
            yield name


def _schemas_of(document: Document, kind: Kind) -> Iterator[Place]:
    reached = document.reach(document.of(kind))
    return (p for p in reached.values() if p.kind in SCHEMAS and not p.is_reference)


def _texts(schema: Place, name: str) -> list[str]:
    return [text for text in list_at(schema.value, name) if isinstance(text, str)]
