"""Home of the inventory: how much there was to look at; what is empty is not sound."""

from collections.abc import Iterator, Mapping

from trustlink.inspection.citations import cited_requirements
from trustlink.inspection.document import Document, object_at
from trustlink.inspection.examples import examples_of
from trustlink.inspection.fault import ContractFault, fault_at
from trustlink.inspection.places import Kind

_COUNTED = {
    "operations": Kind.OPERATION,
    "parameters": Kind.PARAMETER,
    "headers": Kind.HEADER,
    "responses": Kind.RESPONSE,
    "schemas": Kind.COMPONENT_SCHEMA,
    "properties": Kind.PROPERTY,
}


def inventory(document: Document) -> Mapping[str, int]:
    """Return how many of each kind the document has; references are counted apart."""
    places = {name: len(list(document.of(kind))) for name, kind in _COUNTED.items()}
    return {
        **places,
        "references": len(list(document.references())),
        "examples": len(list(examples_of(document))),
        "statements": len(object_at(document.value, "info", "x-sources")),
        "requirements": len(cited_requirements(document)),
    }


def emptiness_faults(document: Document) -> Iterator[ContractFault]:
    """Return what a document can't lack if its soundness is to mean anything."""
    found = inventory(document)
    for name in ("operations", "responses", "schemas", "properties", "examples"):
        if not found[name]:
            yield fault_at((), f"has no {name}: there was nothing to check")
