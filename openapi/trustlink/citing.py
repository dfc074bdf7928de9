"""`x-requirements` of each operation, as the domains of the requirements say it."""

from collections.abc import Mapping
from typing import Any

from trustlink.contract import JsonObject
from trustlink.domain import DomainError
from trustlink.facets import Facets, facets_of
from trustlink.requirement import Requirement
from trustlink.requirements import Requirements

MEMBER = "x-requirements"

_HINT = "Correct `domain` of the requirement in requirements.yaml; its head explains the form."


def citations_of(document: JsonObject, requirements: Requirements) -> dict[str, tuple[str, ...]]:
    """Return by operationId the ids of the requirements that hold for it, in their order.

    Raises DomainError, which names the requirement, for a domain that selects nothing.
    """
    facets = facets_of(document)
    cited: dict[str, list[str]] = {name: [] for name in facets}
    for name, row in requirements.items():
        for operation_id in _selected(row, facets):
            cited[operation_id].append(name)
    return {name: tuple(ids) for name, ids in cited.items()}


def with_citations(document: JsonObject, requirements: Requirements) -> JsonObject:
    """Return the document with `x-requirements` of each operation derived; raises DomainError."""
    cited = citations_of(document, requirements)
    paths = document.get("paths")
    if not isinstance(paths, Mapping):
        return document
    return {**document, "paths": {path: _cited(item, cited) for path, item in paths.items()}}


def difference(found: object, expected: tuple[str, ...]) -> str:
    """Say how a list of ids differs from the derived one; empty if it does not."""
    if found == list(expected):
        return ""
    ids = [str(one) for one in found] if isinstance(found, list) else []
    missing = [name for name in expected if name not in ids]
    surplus = [name for name in ids if name not in expected]
    parts = [f"lacks {', '.join(missing)}"] if missing else []
    parts += [f"has {', '.join(surplus)} too much"] if surplus else []
    return "; ".join(parts) or "has an id twice, or another order than requirements.yaml"


def _cited(item: Any, cited: Mapping[str, tuple[str, ...]]) -> Any:
    if not isinstance(item, Mapping):
        return item
    return {name: _with_ids(operation, cited) for name, operation in item.items()}


def _with_ids(operation: Any, cited: Mapping[str, tuple[str, ...]]) -> Any:
    name = operation.get("operationId") if isinstance(operation, Mapping) else None
    if not isinstance(name, str) or name not in cited:
        return operation
    return {**operation, MEMBER: list(cited[name])}


def _selected(row: Requirement, facets: Mapping[str, Facets]) -> tuple[str, ...]:
    try:
        return row.domain.operations(facets)
    except DomainError as error:
        raise DomainError(f"{row.id}: {error}", hint=_HINT) from error
