"""Home of places: every value within a JSON value, at any depth, with where it stands. Pure."""

from collections.abc import Collection
from typing import Any, NamedTuple

from trustlink_conformance.pointer import escaped


class Place(NamedTuple):
    """A value within a JSON value: where it stands, and the name of the member that it is."""

    pointer: str
    name: str
    value: Any


def places(value: Any, pointer: str = "", name: str = "") -> list[Place]:
    """Return every value within a JSON value, itself first; an item has the name of its list."""
    found: list[Place] = []
    _collect(value, pointer, name, found)
    return found


def without(told: Any, names: Collection[str], reasons: Collection[str] = ()) -> Any:
    """Return a JSON value without members of these names and without reasons of these codes."""
    if isinstance(told, list):
        kept = (one for one in told if not _has_code(one, reasons))
        return [without(one, names, reasons) for one in kept]
    if not isinstance(told, dict):
        return told
    return {key: without(one, names, reasons) for key, one in told.items() if key not in names}


def _has_code(entry: Any, codes: Collection[str]) -> bool:
    return isinstance(entry, dict) and entry.get("code") in [*codes]


def _collect(value: Any, pointer: str, name: str, found: list[Place]) -> None:
    found.append(Place(pointer, name, value))
    if isinstance(value, dict):
        for key, inner in value.items():
            _collect(inner, f"{pointer}/{escaped(key)}", key, found)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            _collect(inner, f"{pointer}/{at}", name, found)
