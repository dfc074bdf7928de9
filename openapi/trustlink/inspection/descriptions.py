"""Home of the rule that everything is described."""

from collections.abc import Iterator

from trustlink.inspection.document import Document, object_at
from trustlink.inspection.fault import ContractFault, is_text
from trustlink.inspection.places import Kind

DESCRIBED = (
    Kind.INFO,
    Kind.TAG,
    Kind.SERVER,
    Kind.OPERATION,
    Kind.PARAMETER,
    Kind.REQUEST_BODY,
    Kind.RESPONSE,
    Kind.HEADER,
    Kind.SECURITY_SCHEME,
    Kind.COMPONENT_SCHEMA,
    Kind.PROPERTY,
)
"""Kinds of places that carry a description."""


def description_faults(document: Document) -> Iterator[ContractFault]:
    """Return what has no description in words, scopes included."""
    for place in document.of(*DESCRIBED):
        if not is_text(place.value.get("description")):
            yield place.fault(f"this {place.kind} has no description")
    yield from _scope_faults(document)


def _scope_faults(document: Document) -> Iterator[ContractFault]:
    for scheme in document.of(Kind.SECURITY_SCHEME):
        for flow in object_at(scheme.value, "flows"):
            for scope, text in object_at(scheme.value, "flows", flow, "scopes").items():
                if not is_text(text):
                    reason = "this scope has no description"
                    yield scheme.fault(reason, "flows", flow, "scopes", scope)
