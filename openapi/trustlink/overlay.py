"""Home of an overlay: a file that changes the contract in one point (OpenAPI Overlay 1.0).

Beyond the specification it has one extension, `x-requirements`: by id, the members that change of
those requirements whose sentence would no longer be true.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from trustlink.contract import JsonObject, canonical_digest
from trustlink.errors import OverlayError
from trustlink.resources import overlays_folder
from trustlink.schemas import pointer_of

_MOST_FAULTS = 10
_EXTENSIONS: Final[Mapping[str, Any]] = {"^x-": {}}

_FORM: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["overlay", "info", "actions"],
    "additionalProperties": False,
    "properties": {
        "overlay": {"type": "string", "pattern": r"^1\.0\.[0-9]+$"},
        "extends": {"type": "string"},
        "info": {
            "type": "object",
            "required": ["title", "version"],
            "additionalProperties": False,
            "properties": {
                "title": {"type": "string", "minLength": 1},
                "version": {"type": "string", "minLength": 1},
            },
            "patternProperties": _EXTENSIONS,
        },
        "actions": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["target"],
                "anyOf": [
                    {"required": ["update"]},
                    {"required": ["remove"], "properties": {"remove": {"const": True}}},
                ],
                "additionalProperties": False,
                "properties": {
                    "target": {"type": "string", "pattern": r"^\$", "maxLength": 1000},
                    "description": {"type": "string"},
                    "update": {},
                    "remove": {"type": "boolean"},
                },
                "patternProperties": _EXTENSIONS,
            },
        },
        "x-requirements": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": "^[A-Z]+-[0-9]{2}$"},
            "additionalProperties": {
                "type": "object",
                "minProperties": 1,
                "propertyNames": {"not": {"const": "id"}},
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Action:
    """One change: whatever the target selects is removed, or the update is merged into it."""

    number: int
    """Its place in the file, from 1 on."""
    target: str
    """A JSONPath (RFC 9535)."""
    remove: bool
    update: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Overlay:
    """A file of actions, and of requirements that change with them. Made by `read_overlay`."""

    file: Path
    title: str
    actions: tuple[Action, ...] = field(repr=False)
    requirements: JsonObject = field(repr=False)
    """Requirement id -> the members of its row that change."""
    digest: str
    """SHA-256 (hex) of the file's value: independent of layout and comments."""

    @property
    def name(self) -> str:
        """The name of the file without its ending, as `boundary-exclusive`."""
        return self.file.stem


def shipped_overlays() -> tuple[Path, ...]:
    """Return the files of the overlays that are shipped, by name."""
    return tuple(sorted(overlays_folder().glob("*.yaml")))


def read_overlay(given: Path) -> Overlay:
    """Read an overlay: a file, or one that is shipped by its bare name, as `boundary-exclusive`.

    Raises OverlayError that names file, place and what was expected.
    """
    from trustlink.inspection.source import read_source  # noqa: PLC0415 -- takes a second

    file = _found(given)
    source = read_source(file)
    faults = [f"{fault.pointer}: {fault.reason}".removeprefix(": ") for fault in source.faults]
    _refuse(file, faults or list(_form_faults(source.value)))
    return _overlay_of(file, source.value)


def _found(given: Path) -> Path:
    shipped = overlays_folder() / f"{given}.yaml"
    if given.exists() or given.name != str(given) or not shipped.exists():
        _refuse_absent(given)
        return given
    return shipped


def _refuse_absent(given: Path) -> None:
    if not given.is_file():
        names = ", ".join(file.stem for file in shipped_overlays())
        raise OverlayError(
            f"{given}: an overlay was expected, there is no such file",
            hint=f"Give a file, or the name of one that is shipped: {names}.",
        )


def _refuse(file: Path, faults: list[str]) -> None:
    if faults:
        left_out = len(faults) - _MOST_FAULTS
        shown = [*faults[:_MOST_FAULTS], *([f"and {left_out} more"] if left_out > 0 else [])]
        raise OverlayError(
            f"{file}: no overlay in the form of OpenAPI Overlay 1.0:\n  " + "\n  ".join(shown),
            hint="openapi/README.md shows one; https://spec.openapis.org/overlay/v1.0.0.html "
            "says what each member means.",
        )


def _form_faults(value: JsonObject) -> Iterator[str]:
    for error in _validator().iter_errors(value):
        yield f"{_place(list(error.instance_path))}: {error.message}"


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(dict(_FORM))


def _place(path: list[str | int]) -> str:
    """Return a JSON pointer, led by the number of the action where it lies in one."""
    pointer = pointer_of(path) or "the document"
    if len(path) > 1 and path[0] == "actions":
        return f"action {int(path[1]) + 1} ({pointer})"
    return pointer


def _overlay_of(file: Path, value: JsonObject) -> Overlay:
    return Overlay(
        file=file,
        title=value["info"]["title"],
        actions=tuple(_action_of(*entry) for entry in enumerate(value["actions"], start=1)),
        requirements=value.get("x-requirements", {}),
        digest=canonical_digest(value),
    )


def _action_of(number: int, value: JsonObject) -> Action:
    return Action(number, value["target"], value.get("remove", False), value.get("update"))
