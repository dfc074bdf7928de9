"""Home of the terms that a site is held to: contract and requirements, with overlays applied."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from trustlink.citing import with_citations
from trustlink.contract import Contract, JsonObject, contract_of, load_contract
from trustlink.domain import DomainError
from trustlink.errors import OverlayError, UserError
from trustlink.overlay import Overlay, read_overlay
from trustlink.requirements import Requirements, load_requirements, requirements_of

_MOST_FAULTS = 10
_HINT = "Let x-requirements of the overlay change the `domain` of that requirement as well."


@dataclass(frozen=True, slots=True)
class Terms:
    """What a site is held to. Made by `load_terms`."""

    contract: Contract
    requirements: Requirements
    overlays: tuple[Overlay, ...] = ()
    """What has been applied, in this order."""


def load_terms(overlays: Iterable[Path] = ()) -> Terms:
    """Return the shipped contract and requirements, with overlays applied in the order given.

    Raises OverlayError for an overlay that can't be read or applied, or whose result is no sound
    contract.
    """
    terms = Terms(load_contract(), load_requirements())
    for file in overlays:
        terms = _sound(overlaid_terms(terms, read_overlay(file)))
    return terms


def overlaid_terms(terms: Terms, overlay: Overlay) -> Terms:
    """Return the terms with one overlay more; whether the result is sound is not asked."""
    from trustlink.overlaying import (  # noqa: PLC0415 -- JSONPath is not spent on who has no overlay
        overlaid_document,
    )

    document = overlaid_document(terms.contract.document, overlay)
    requirements = overlaid_requirements(terms.requirements, overlay)
    return replace(
        terms,
        contract=_contract_of(overlaid_citations(document, requirements, overlay), overlay),
        requirements=requirements,
        overlays=(*terms.overlays, overlay),
    )


def overlaid_requirements(requirements: Requirements, overlay: Overlay) -> Requirements:
    """Return the requirements with those changed that the overlay changes; raises OverlayError."""
    unknown = [name for name in overlay.requirements if name not in requirements]
    if unknown:
        raise OverlayError(
            f"{overlay.file}: /x-requirements: there is no requirement {', '.join(unknown)}",
            hint="`trustlink requirements` lists them.",
        )
    rows: list[JsonObject] = [
        {**row.document, **overlay.requirements.get(name, {})} for name, row in requirements.items()
    ]
    try:
        return requirements_of(_document(requirements, rows), origin=str(overlay.file))
    except UserError as error:
        raise OverlayError(error.message, hint=error.hint) from error


def overlaid_citations(
    document: JsonObject, requirements: Requirements, overlay: Overlay
) -> JsonObject:
    """Return the document with x-requirements derived anew; raises OverlayError."""
    try:
        return with_citations(document, requirements)
    except DomainError as error:
        raise OverlayError(f"{overlay.file}: with it {error}", hint=_HINT) from error


def _document(requirements: Requirements, rows: list[JsonObject]) -> dict[str, Any]:
    return {
        "contractVersion": requirements.contract_version,
        "needs": {
            need.name: {"description": need.description, "provide": need.provide}
            for need in requirements.vocabulary.values()
        },
        "groups": dict(requirements.groups),
        "requirements": rows,
    }


def _contract_of(document: JsonObject, overlay: Overlay) -> Contract:
    try:
        return contract_of(document)
    except (UserError, AttributeError, TypeError, ValueError) as error:
        raise OverlayError(
            f"{overlay.file}: with it the document has not the form of a contract: {error}",
            hint=f"`trustlink contract check --overlay {overlay.file}` says where.",
        ) from error


def _sound(terms: Terms) -> Terms:
    from trustlink.inspection import contract_rules, inspect_document  # noqa: PLC0415 -- slow

    rules = contract_rules(terms.requirements, {})
    faults = inspect_document(terms.contract.document, rules=rules).faults
    if faults:
        shown = "\n  ".join(f"{fault.pointer}: {fault.reason}" for fault in faults[:_MOST_FAULTS])
        file = terms.overlays[-1].file
        raise OverlayError(
            f"{file}: with it the contract is not sound ({len(faults)} faults):\n  {shown}",
            hint=f"`trustlink contract check --overlay {file}` lists every fault.",
        )
    return terms
