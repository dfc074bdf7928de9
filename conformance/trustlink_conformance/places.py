"""Home of places: every value within a JSON value, at any depth, with where it stands. Pure."""

from dataclasses import dataclass
from typing import Any

from trustlink_conformance.pointer import escaped


@dataclass(frozen=True, slots=True)
class Place:
    """A value within a JSON value: where it stands, and the name of the member that it is."""

    pointer: str
    name: str
    value: Any


def places(value: Any, pointer: str = "", name: str = "") -> list[Place]:
    """Return every value within a JSON value, itself first; an item has the name of its list."""
    found: list[Place] = []
    _collect(value, pointer, name, found)
    return found


def _collect(value: Any, pointer: str, name: str, found: list[Place]) -> None:
    found.append(Place(pointer, name, value))
    if isinstance(value, dict):
        for key, inner in value.items():
            _collect(inner, f"{pointer}/{escaped(key)}", key, found)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            _collect(inner, f"{pointer}/{at}", name, found)
