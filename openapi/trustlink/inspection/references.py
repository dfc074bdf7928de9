"""Home of the rules about references: each leads to a component, and none in a circle."""

from collections.abc import Iterator, Mapping

from trustlink.inspection.document import Document, list_at, object_at
from trustlink.inspection.fault import ContractFault, shown
from trustlink.inspection.places import SCHEMAS, Kind, Place

LONGEST_CHAIN = 32

_SECTIONS = {
    **dict.fromkeys(SCHEMAS, "schemas"),
    Kind.RESPONSE: "responses",
    Kind.PARAMETER: "parameters",
    Kind.EXAMPLE: "examples",
    Kind.REQUEST_BODY: "requestBodies",
    Kind.HEADER: "headers",
    Kind.SECURITY_SCHEME: "securitySchemes",
    Kind.LINK: "links",
}


def reference_faults(document: Document) -> Iterator[ContractFault]:
    """Return references that lead nowhere, out of the document, or back to themselves."""
    for reference in document.references():
        reason = _reason(document, reference)
        if reason:
            yield reference.fault(reason, "$ref")
    yield from _chain_faults(document)


def sibling_faults(document: Document) -> Iterator[ContractFault]:
    """Return members beside a reference: OpenAPI 3.0 ignores them."""
    for reference in document.references():
        names = sorted(str(name) for name in reference.value if name != "$ref")
        if names:
            ignored = ", ".join(names)
            yield reference.fault(f"beside $ref these members are ignored: {ignored}; use allOf")


def spare_component_faults(document: Document) -> Iterator[ContractFault]:
    """Return components that no operation reaches."""
    reached = document.reach(document.of(Kind.PATH_ITEM))
    schemes = _schemes_in_use(document)
    for place in _components(document):
        used = place.name in schemes if place.kind is Kind.SECURITY_SCHEME else False
        if not used and place.pointer not in reached:
            yield place.fault(f"no operation uses this {place.kind}")


def _components(document: Document) -> Iterator[Place]:
    for place in document.places.values():
        if place.path[:1] == ("components",) and len(place.path) == 3:
            yield place


def _schemes_in_use(document: Document) -> set[str]:
    owners = [document.value, *(place.value for place in document.of(Kind.OPERATION))]
    return {
        name
        for owner in owners
        for alternative in list_at(owner, "security")
        for name in object_at(alternative)
    }


def _reason(document: Document, reference: Place) -> str:
    text = reference.value["$ref"]
    section = _SECTIONS.get(reference.kind)
    if section is None:
        return f"{shown(text)} stands in place of a {reference.kind}, which is written out here"
    expected = f"#/components/{section}/NAME"
    if not isinstance(text, str) or not text.startswith(f"#/components/{section}/"):
        return f"{shown(text)} was expected to be {expected}, in this document"
    target = document.target(reference)
    if target is None or len(target.path) != 3:
        return f"{shown(text)} leads nowhere"
    return ""


def _chain_faults(document: Document) -> Iterator[ContractFault]:
    """Return components in a circle, or so long a chain that following it might not end well."""
    uses = {place.pointer: _targets(document, place) for place in _components(document)}
    heights = _heights(uses)
    for pointer, height in heights.items():
        if height == LONGEST_CHAIN + 1:
            reason = f"leads through more than {LONGEST_CHAIN} references in a row"
            yield document.places[pointer].fault(reason)
    for pointer in uses.keys() - heights.keys():
        if any(pointer in _reached(uses, target) for target in uses[pointer]):
            yield document.places[pointer].fault("refers back to itself: recursion is not used")


def _targets(document: Document, place: Place) -> set[str]:
    targets = (document.target(p) for p in document.under(place) if p.is_reference)
    return {target.pointer for target in targets if target is not None}


def _heights(uses: Mapping[str, set[str]]) -> dict[str, int]:
    """Return the longest chain from each component; those that end in a circle have none."""
    heights: dict[str, int] = {}
    pending = dict(uses)
    while ready := [name for name, targets in pending.items() if targets <= heights.keys()]:
        found = {
            name: 1 + max((heights[t] for t in pending.pop(name)), default=-1) for name in ready
        }
        heights |= found
    return heights


def _reached(uses: Mapping[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    pending = [start]
    while pending:
        pointer = pending.pop()
        if pointer not in reached:
            reached.add(pointer)
            pending.extend(uses.get(pointer, ()))
    return reached
