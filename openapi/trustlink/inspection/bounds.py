"""Bounds of what is inspected: beyond them the other rules would take minutes, or end in a crash.

A document that one person can read is far below each of them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from trustlink.inspection.document import Document
from trustlink.inspection.fault import ContractFault, fault_at
from trustlink.inspection.places import SCHEMAS, Kind, Place

MOST_PLACES = 20_000
MOST_PARAMETERS = 1_000
"""Of one operation or path."""
DEEPEST_PATTERN = 50
MOST_WRITTEN_OUT = 5_000
"""So many schemas a component may stand for, references written out."""


def bound_faults(document: Document) -> Iterator[ContractFault]:
    """Return where a document is beyond a bound; if it is, no other rule looks at it."""
    if len(document.places) > MOST_PLACES:
        yield fault_at((), f"holds more than {MOST_PLACES} parts, of which each is inspected")
        return
    yield from _crowded(document)
    yield from _nested_patterns(document)
    yield from _written_out(document)


def _crowded(document: Document) -> Iterator[ContractFault]:
    for place in document.of(Kind.OPERATION, Kind.PATH_ITEM):
        parameters = place.value.get("parameters")
        if isinstance(parameters, list) and len(parameters) > MOST_PARAMETERS:
            yield place.fault(f"has more than {MOST_PARAMETERS} parameters", "parameters")


def _nested_patterns(document: Document) -> Iterator[ContractFault]:
    for place in document.of(*SCHEMAS):
        pattern = place.value.get("pattern")
        if isinstance(pattern, str) and _depth(pattern) > DEEPEST_PATTERN:
            yield place.fault(f"nests groups deeper than {DEEPEST_PATTERN} levels", "pattern")


def _depth(pattern: str) -> int:
    """Return how deep the parentheses of a pattern lie, escaped ones included."""
    depth = deepest = 0
    for sign in pattern:
        depth += (sign == "(") - (sign == ")" and depth > 0)
        deepest = max(deepest, depth)
    return deepest


def _written_out(document: Document) -> Iterator[ContractFault]:
    """Return the components that stand for too many schemas; those in a circle are left out."""
    uses = {place.pointer: _uses(document, place) for place in document.of(Kind.COMPONENT_SCHEMA)}
    sizes: dict[str, int] = {}
    pending = dict(uses)
    while ready := [name for name, targets in pending.items() if targets.keys() <= sizes.keys()]:
        for name in ready:
            targets = pending.pop(name)
            sizes[name] = 1 + sum(count * sizes[target] for target, count in targets.items())
            if sizes[name] > MOST_WRITTEN_OUT:
                reason = f"stands for more than {MOST_WRITTEN_OUT} schemas, references written out"
                yield document.places[name].fault(reason)
                return


def _uses(document: Document, place: Place) -> Mapping[str, int]:
    """Return how often a component refers to each other one."""
    targets = (document.target(p) for p in document.under(place) if p.is_reference)
    return Counter(target.pointer for target in targets if target is not None)
