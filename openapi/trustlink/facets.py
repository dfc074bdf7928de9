"""The facets of an operation: what the filters of a domain (`trustlink.domain`) look at."""

from collections.abc import Iterator, Mapping
from typing import Any

from trustlink.contract import METHODS, JsonObject

Facets = Mapping[str, frozenset[str]]
"""What an operation answers to each filter: its values, "" where the filter has none."""

_SCHEMAS = "#/components/schemas/"
_ILLUSTRATIONS = frozenset({"example", "examples"})


def facets_of(document: JsonObject) -> dict[str, Facets]:
    """Return by operationId what the operations of an OpenAPI document answer to each filter.

    What is malformed in the document answers nothing, so that a broken contract can be looked at.
    """
    found = {}
    for path, method, operation in _operations(document):
        operation_id = operation.get("operationId")
        if isinstance(operation_id, str):
            found[operation_id] = _facets(document, path, method, operation)
    return found


def _operations(document: JsonObject) -> Iterator[tuple[str, str, JsonObject]]:
    for path, item in _object(document.get("paths")).items():
        for method in METHODS:
            operation = _object(item).get(method)
            if isinstance(operation, Mapping):
                yield path, method, operation


def _facets(document: JsonObject, path: str, method: str, operation: JsonObject) -> Facets:
    responses = _object(operation.get("responses"))
    shared = _object(_object(document.get("paths")).get(path)).get("parameters")
    parameters = (*_list(shared), *_list(operation.get("parameters")))
    steps = [at for at, character in enumerate(path) if character == "/"]
    return {
        method: frozenset({""}),
        "security": frozenset(_scopes(operation)),
        "profile": frozenset(_texts(operation.get("x-profile"))),
        "path": frozenset(path[: at + 1] for at in steps),
        "parameter": frozenset(_names(document, parameters)),
        "accepts": frozenset(_schemas(document, operation.get("requestBody"))),
        "responds": frozenset({*map(str, responses), *_schemas(document, responses)}),
    }


def _scopes(operation: JsonObject) -> Iterator[str]:
    for alternative in _list(operation.get("security")):
        for scopes in _object(alternative).values():
            yield ""
            yield from (scope for scope in _list(scopes) if isinstance(scope, str))


def _names(document: JsonObject, parameters: tuple[Any, ...]) -> Iterator[str]:
    for parameter in parameters:
        reference = _object(parameter).get("$ref")
        described = _at(document, reference) if isinstance(reference, str) else parameter
        yield from _texts(_object(described).get("name"))


def _schemas(document: JsonObject, root: Any) -> set[str]:
    """Return the names of the component schemas that are reached from a place."""
    seen: set[str] = set()
    pending = [root]
    while pending:
        value = pending.pop()
        if isinstance(value, Mapping):
            reference = value.get("$ref")
            if isinstance(reference, str) and reference not in seen:
                seen.add(reference)
                pending.append(_at(document, reference))
            pending.extend(below for name, below in value.items() if name not in _ILLUSTRATIONS)
        elif isinstance(value, list):
            pending.extend(value)
    return {one.removeprefix(_SCHEMAS) for one in seen if one.startswith(_SCHEMAS)}


def _at(document: JsonObject, reference: str) -> Any:
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = _object(found).get(part)
    return found


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else ()


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _object(value: Any) -> JsonObject:
    return value if isinstance(value, Mapping) else {}
