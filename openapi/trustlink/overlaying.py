"""Home of applying an overlay: its actions, one after the other, each to the result of the last.

Stricter than OpenAPI Overlay 1.0 where that leaves a mistake unseen: a target that selects nothing
is an error, and an update never turns one kind of value into another. Arrays are not merged (the
specification does not say how): remove the old one first, or append to it.
"""

from collections.abc import Iterable
from copy import deepcopy
from itertools import islice
from typing import Any

import jsonpath_rfc9535
from jsonpath_rfc9535 import JSONPathError

from trustlink.contract import JsonObject
from trustlink.errors import OverlayError
from trustlink.overlay import Action, Overlay

_MOST_NODES = 10_000

Location = tuple[str | int, ...]


def overlaid_document(document: JsonObject, overlay: Overlay) -> JsonObject:
    """Return the document with the overlay's actions applied; the one given stays as it is.

    Raises OverlayError that names file, action and what was expected.
    """
    changed = deepcopy(dict(document))
    for action in overlay.actions:
        try:
            _apply(action, changed)
        except _ActionError as error:
            raise OverlayError(
                f"{overlay.file}: action {action.number} ({action.target}): {error}",
                hint=error.hint,
            ) from error
    return changed


class _ActionError(Exception):
    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def _apply(action: Action, document: dict[str, Any]) -> None:
    locations = _selected(action.target, document)
    if action.remove:
        _remove(locations, document)
        return
    for location in locations:
        _update(_at(location, document), action.update)


def _selected(target: str, document: dict[str, Any]) -> list[Location]:
    """Return where the target's nodes are, innermost and last first, each once.

    Paths compare: after the same path stands the same container, so names meet names only.
    """
    try:
        nodes = jsonpath_rfc9535.compile(target).finditer(document)
        found = {node.location: node.value for node in islice(nodes, _MOST_NODES + 1)}
    except (JSONPathError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise _ActionError(f"the target is no JSONPath (RFC 9535): {reason}") from error
    _refuse_unfit(found)
    return sorted(found, reverse=True)


def _refuse_unfit(found: dict[Location, Any]) -> None:
    if not found:
        raise _ActionError(
            "the target was expected to select something, it selects nothing",
            hint="Is a name misspelt, or was it removed by an action before?",
        )
    if len(found) > _MOST_NODES:
        raise _ActionError(f"the target selects more than {_MOST_NODES} places")
    for value in found.values():
        if not isinstance(value, dict | list):
            raise _ActionError(
                f"the target was expected to select objects or arrays, it selects {value!r}"[:200],
                hint="Select the object that holds it, and update the member.",
            )


def _at(location: Iterable[str | int], document: Any) -> Any:
    for part in location:
        document = document[part]
    return document


def _remove(locations: Iterable[Location], document: dict[str, Any]) -> None:
    for location in locations:
        if not location:
            raise _ActionError("the document as a whole can't be removed")
        del _at(location[:-1], document)[location[-1]]


def _update(target: Any, update: Any) -> None:
    if isinstance(target, list):
        target.append(deepcopy(update))
    elif isinstance(update, dict):
        _merge(target, update)
    else:
        raise _ActionError(
            "the target selects an object, so an object was expected as update, "
            f"found {_kind(update)}"
        )


def _merge(target: dict[str, Any], update: JsonObject) -> None:
    for name, value in update.items():
        present = target.get(name)
        if isinstance(present, dict) and isinstance(value, dict):
            _merge(present, value)
        elif name in target and isinstance(present, dict | list) | isinstance(value, dict | list):
            raise _ActionError(
                f"the update can't be merged into member {name!r}: {_kind(present)} stands there, "
                f"{_kind(value)} was given",
                hint="Remove the member in an action before, or target the array to append to it.",
            )
        else:
            target[name] = deepcopy(value)


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    return "an array" if isinstance(value, list) else "a single value"
