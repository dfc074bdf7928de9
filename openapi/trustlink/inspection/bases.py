"""Home of the rules about bases: each part says whether the article states it, and where."""

import re
from collections.abc import Iterator
from typing import Any

from trustlink.article import Article
from trustlink.contract import JsonObject
from trustlink.inspection.document import Document, list_at, object_at
from trustlink.inspection.fault import ContractFault, fault_at, is_text, shown
from trustlink.inspection.places import SCHEMAS, Kind, Place

BASES = ("stated", "assumed")
LABELLED = (
    Kind.OPERATION,
    Kind.PARAMETER,
    Kind.HEADER,
    Kind.RESPONSE,
    Kind.SECURITY_SCHEME,
    Kind.COMPONENT_SCHEMA,
    Kind.PROPERTY,
)
"""Kinds of places that carry an x-basis of their own."""

_STATEMENT = re.compile(r"C[1-9][0-9]*[.][1-9][0-9]*")


def basis_faults(document: Document) -> Iterator[ContractFault]:
    """Return parts whose basis is missing, unknown or without its source."""
    statements = object_at(document.value, "info", "x-sources")
    for place in document.of(*LABELLED):
        yield from _basis_faults(place, statements)
    for place in document.references():
        if place.kind in LABELLED and place.kind in SCHEMAS:
            yield place.fault("a bare $ref has no x-basis of its own: wrap it in allOf")


def statement_faults(document: Document) -> Iterator[ContractFault]:
    """Return statements of the article that are ill-formed, or neither cited nor set aside."""
    statements = object_at(document.value, "info", "x-sources")
    set_aside = object_at(document.value, "info", "x-not-expressible")
    if not statements:
        yield fault_at(("info",), "x-sources was expected: the clauses of the article, by id")
    for name, text in statements.items():
        if not _STATEMENT.fullmatch(name) or not is_text(text):
            yield _statement_fault(name, "an id as C6.2 and the clause in words were expected")
    for name, reason in set_aside.items():
        if name not in statements or not is_text(reason):
            yield _set_aside_fault(name, "an id of x-sources and a reason were expected")
    yield from _citation_faults(statements, set_aside, cited=_cited(document))


def article_faults(document: Document, *, article: Article) -> Iterator[ContractFault]:
    """Return clauses that info.x-sources words otherwise than article.yaml, or that one lacks."""
    statements = object_at(document.value, "info", "x-sources")
    for name in {**article.clauses, **statements}:
        if name not in article.clauses:
            yield _statement_fault(name, "is no clause of article.yaml")
        elif statements.get(name) != article.clauses[name]:
            yield _statement_fault(name, f"{shown(article.clauses[name])} was expected")


def _basis_faults(place: Place, statements: JsonObject) -> Iterator[ContractFault]:
    if "x-basis" not in place.value:
        yield place.fault(f"this {place.kind} has no x-basis: stated or assumed was expected")
    elif place.value["x-basis"] not in BASES:
        found = shown(place.value["x-basis"])
        yield place.fault(f"{found} is no basis: stated or assumed was expected", "x-basis")
    elif place.value["x-basis"] == "stated":
        yield from _source_faults(place, statements)
    elif "x-source" in place.value:
        yield place.fault("what is assumed has no source: remove it", "x-source")


def _source_faults(place: Place, statements: JsonObject) -> Iterator[ContractFault]:
    ids = list_at(place.value, "x-source")
    if not ids:
        yield place.fault("a stated part names its clauses: x-source, as [C6.2], was expected")
    for index, name in enumerate(ids):
        if not isinstance(name, str) or name not in statements:
            yield place.fault(f"{shown(name)} is none of info.x-sources", "x-source", index)
        elif name in ids[:index]:
            yield place.fault(f"{name} stands twice", "x-source", index)


def _cited(document: Document) -> set[Any]:
    return {
        name
        for place in document.of(*LABELLED)
        for name in list_at(place.value, "x-source")
        if isinstance(name, str)
    }


def _citation_faults(
    statements: JsonObject, set_aside: JsonObject, *, cited: set[Any]
) -> Iterator[ContractFault]:
    for name in statements:
        if name not in cited and name not in set_aside:
            yield _statement_fault(name, "is neither cited nor listed in info.x-not-expressible")
    for name in sorted(cited.intersection(set_aside)):
        yield _set_aside_fault(name, "is cited, so it is expressible: remove one of the two")


def _statement_fault(name: str, reason: str) -> ContractFault:
    return fault_at(("info", "x-sources", name), reason)


def _set_aside_fault(name: str, reason: str) -> ContractFault:
    return fault_at(("info", "x-not-expressible", name), reason)
