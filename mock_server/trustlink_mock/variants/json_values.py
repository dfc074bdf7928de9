"""Home of changes to JSON values as a whole: to every object, every array, every text in them."""

import json
from collections.abc import Callable, Collection
from functools import partial
from typing import Any, Final

ORDERED: Final = ("items", "hs6", "suppliers")
"""Arrays whose order counts, by the contract's `x-ordered`."""

_EXTENSION: Final = {"revision": 3, "outcome": "SYNCED", "labels": ["a", "b"]}
_UNKNOWN: Final = {
    "remark": "A member that only this site knows.",
    "displayOrder": 7,
    "labels": [["first"], []],
    "extension": _EXTENSION,
}


def with_unknown_members(value: Any, *, spared: Collection[str] = ()) -> Any:
    """Return a value whose objects, at any depth, have members that no contract knows.

    Those that have them already stay as they are, and so do the values of spared members.
    """
    if isinstance(value, dict):
        if value == _EXTENSION:
            return value
        within = {
            name: inner if name in spared else with_unknown_members(inner, spared=spared)
            for name, inner in value.items()
        }
        return {**within, **_UNKNOWN}
    if isinstance(value, list):
        return [with_unknown_members(inner, spared=spared) for inner in value]
    return value


def with_unordered_arrays(value: Any, name: str = "") -> Any:
    """Return a value whose arrays are in another order, unless it counts: last text first."""
    if isinstance(value, dict):
        return {key: with_unordered_arrays(inner, key) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    listed = [with_unordered_arrays(inner) for inner in value]
    by_text = partial(json.dumps, sort_keys=True)
    return listed if name in ORDERED else sorted(listed, key=by_text, reverse=True)


def with_unordered_members(value: Any) -> Any:
    """Return a value whose objects have their members in another order: last name first."""
    if isinstance(value, dict):
        names = sorted(value, reverse=True)
        return {name: with_unordered_members(value[name]) for name in names}
    if isinstance(value, list):
        return [with_unordered_members(inner) for inner in value]
    return value


def without_members(value: Any, names: Collection[str]) -> Any:
    """Return a value without members of these names, at any depth."""
    if isinstance(value, dict):
        kept = {name: inner for name, inner in value.items() if name not in names}
        return {name: without_members(inner, names) for name, inner in kept.items()}
    if isinstance(value, list):
        return [without_members(inner, names) for inner in value]
    return value


def with_fractions(value: Any) -> Any:
    """Return a value whose whole numbers are written with a point: 5.0 for 5."""
    if isinstance(value, dict):
        return {name: with_fractions(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [with_fractions(inner) for inner in value]
    return float(value) if type(value) is int else value


def with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value whose texts are changed, at any depth."""
    if isinstance(value, dict):
        return {name: with_texts(inner, change) for name, inner in value.items()}
    if isinstance(value, list):
        return [with_texts(inner, change) for inner in value]
    return change(value) if isinstance(value, str) else value
