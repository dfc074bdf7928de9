"""Home of the places of an OpenAPI 3.0 document: where an operation, a schema, an example stands.

A table says what is found where. What stands elsewhere (in an example's value, in an extension) is
no place, so nothing is mistaken for a schema because it looks like one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from trustlink.contract import METHODS, JsonObject
from trustlink.inspection.fault import ContractFault, Path, fault_at
from trustlink.schemas import pointer_of


class Kind(StrEnum):
    """What stands at a place."""

    DOCUMENT = "document"
    INFO = "info"
    TAG = "tag"
    SERVER = "server"
    PATH_ITEM = "path item"
    OPERATION = "operation"
    PARAMETER = "parameter"
    REQUEST_BODY = "request body"
    RESPONSE = "response"
    HEADER = "header"
    MEDIA_TYPE = "media type"
    EXAMPLE = "example"
    LINK = "link"
    SECURITY_SCHEME = "security scheme"
    COMPONENT_SCHEMA = "component schema"
    PROPERTY = "property"
    SCHEMA = "schema"


SCHEMAS = (Kind.COMPONENT_SCHEMA, Kind.PROPERTY, Kind.SCHEMA)
"""Kinds of places that hold a Schema Object."""

_SCHEMA_MEMBERS = {
    "properties/*": Kind.PROPERTY,
    "items": Kind.SCHEMA,
    "allOf/*": Kind.SCHEMA,
    "oneOf/*": Kind.SCHEMA,
    "anyOf/*": Kind.SCHEMA,
    "not": Kind.SCHEMA,
    "additionalProperties": Kind.SCHEMA,
}
_VALUE_MEMBERS = {
    "schema": Kind.SCHEMA,
    "examples/*": Kind.EXAMPLE,
    "content/*": Kind.MEDIA_TYPE,
}
_MEMBERS: Mapping[Kind, Mapping[str, Kind]] = {
    Kind.DOCUMENT: {
        "info": Kind.INFO,
        "tags/*": Kind.TAG,
        "servers/*": Kind.SERVER,
        "paths/*": Kind.PATH_ITEM,
        "components/schemas/*": Kind.COMPONENT_SCHEMA,
        "components/responses/*": Kind.RESPONSE,
        "components/parameters/*": Kind.PARAMETER,
        "components/examples/*": Kind.EXAMPLE,
        "components/requestBodies/*": Kind.REQUEST_BODY,
        "components/headers/*": Kind.HEADER,
        "components/securitySchemes/*": Kind.SECURITY_SCHEME,
        "components/links/*": Kind.LINK,
        "components/callbacks/*/*": Kind.PATH_ITEM,
    },
    Kind.PATH_ITEM: {
        "parameters/*": Kind.PARAMETER,
        **dict.fromkeys(METHODS, Kind.OPERATION),
    },
    Kind.OPERATION: {
        "parameters/*": Kind.PARAMETER,
        "requestBody": Kind.REQUEST_BODY,
        "responses/*": Kind.RESPONSE,
        "callbacks/*/*": Kind.PATH_ITEM,
    },
    Kind.PARAMETER: _VALUE_MEMBERS,
    Kind.HEADER: _VALUE_MEMBERS,
    Kind.REQUEST_BODY: {"content/*": Kind.MEDIA_TYPE},
    Kind.RESPONSE: {
        "headers/*": Kind.HEADER,
        "content/*": Kind.MEDIA_TYPE,
        "links/*": Kind.LINK,
    },
    Kind.MEDIA_TYPE: {
        "schema": Kind.SCHEMA,
        "examples/*": Kind.EXAMPLE,
        "encoding/*/headers/*": Kind.HEADER,
    },
    **dict.fromkeys(SCHEMAS, _SCHEMA_MEMBERS),
}
_EXTENSIBLE = ("paths/*", "responses/*")


@dataclass(frozen=True, slots=True)
class Place:
    """An object in the document, what it is, and the path that leads to it."""

    kind: Kind
    path: Path
    value: JsonObject = field(repr=False)

    @property
    def pointer(self) -> str:
        """JSON pointer of the place."""
        return pointer_of(list(self.path))

    @property
    def name(self) -> str:
        """The last part of the path: the name of a component or property, the status code ..."""
        return str(self.path[-1]) if self.path else ""

    @property
    def is_reference(self) -> bool:
        """Whether a reference to a component stands here instead of the thing."""
        return "$ref" in self.value

    def fault(self, reason: str, *below: str | int) -> ContractFault:
        """Return a fault at this place, or at what stands below it."""
        return fault_at((*self.path, *below), reason)


def places_of(document: JsonObject) -> Iterator[Place]:
    """Return every place of a document, outer ones first; what is no object is left out."""
    pending = [Place(Kind.DOCUMENT, (), document)]
    while pending:
        place = pending.pop()
        yield place
        if not place.is_reference:
            pending.extend(_below(place))


def _below(place: Place) -> Iterator[Place]:
    for pattern, kind in _MEMBERS.get(place.kind, {}).items():
        for path, value in _matches(place.value, tuple(pattern.split("/"))):
            extension = pattern in _EXTENSIBLE and str(path[-1]).startswith("x-")
            if isinstance(value, Mapping) and not extension:
                yield Place(kind, (*place.path, *path), value)


def _matches(value: Any, pattern: tuple[str, ...]) -> Iterator[tuple[Path, Any]]:
    if not pattern:
        yield (), value
        return
    for name, member in _members(value, pattern[0]):
        for path, match in _matches(member, pattern[1:]):
            yield (name, *path), match


def _members(value: Any, name: str) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        yield from value.items() if name == "*" else _member(value, name)
    elif isinstance(value, list) and name == "*":
        yield from enumerate(value)


def _member(value: JsonObject, name: str) -> Iterator[tuple[str, Any]]:
    if name in value:
        yield name, value[name]
