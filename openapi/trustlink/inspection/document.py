"""Home of the document under inspection: its places, and which of them reach which."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from trustlink.contract import JsonObject
from trustlink.inspection.places import Kind, Place, places_of


@dataclass(frozen=True, slots=True)
class Document:
    """A document, broken or not, and its places by pointer. Make it with `document_of`."""

    value: JsonObject = field(repr=False)
    places: Mapping[str, Place] = field(repr=False)

    def of(self, *kinds: Kind) -> Iterator[Place]:
        """Return the places of these kinds where the thing itself stands, no reference to it."""
        return (p for p in self.places.values() if p.kind in kinds and not p.is_reference)

    def references(self) -> Iterator[Place]:
        """Return the places where a reference stands."""
        return (place for place in self.places.values() if place.is_reference)

    def target(self, reference: Place) -> Place | None:
        """Return the place that a reference names, if there is one."""
        text = reference.value.get("$ref")
        if not isinstance(text, str) or not text.startswith("#/"):
            return None
        return self.places.get(text.removeprefix("#"))

    def resolve(self, place: Place | None) -> Place | None:
        """Follow references until the thing itself is found; None if they lead nowhere."""
        seen = set()
        while place is not None and place.is_reference and place.pointer not in seen:
            seen.add(place.pointer)
            place = self.target(place)
        return None if place is None or place.is_reference else place

    def at(self, place: Place, *below: str | int) -> Place | None:
        """Return the thing below a place, references followed."""
        return self.resolve(self.places.get(Place(place.kind, (*place.path, *below), {}).pointer))

    def under(self, place: Place) -> Iterator[Place]:
        """Return the places inside a place, itself included; references are not followed."""
        length = len(place.path)
        return (p for p in self.places.values() if p.path[:length] == place.path)

    def reach(self, roots: Iterable[Place]) -> dict[str, Place]:
        """Return the places inside the roots and, by references, inside what they use."""
        reached: dict[str, Place] = {}
        pending = list(roots)
        while pending:
            root = pending.pop()
            new = {p.pointer: p for p in self.under(root) if p.pointer not in reached}
            reached |= new
            targets = (self.target(place) for place in new.values() if place.is_reference)
            pending.extend(target for target in targets if target is not None)
        return reached

    def info(self, name: str) -> Any:
        """Return a member of `info`, or None."""
        return object_at(self.value, "info").get(name)

    @property
    def version(self) -> str:
        """The version of the contract; empty if the document states none."""
        version = self.info("version")
        return version if isinstance(version, str) else ""


def document_of(value: JsonObject) -> Document:
    """Find the places of a document."""
    return Document(value, {place.pointer: place for place in places_of(value)})


def object_at(value: Any, *path: str) -> JsonObject:
    """Return the object at a path, or an empty one if something else or nothing stands there."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def list_at(value: JsonObject, name: str) -> list[Any]:
    """Return the list that is the member of an object, or an empty one."""
    found = value.get(name)
    return found if isinstance(found, list) else []
