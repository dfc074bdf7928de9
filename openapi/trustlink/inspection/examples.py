"""Home of the rules about examples: every answer has one, and every one is valid."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from trustlink.contract import Contract, canonical_digest
from trustlink.errors import ContractError
from trustlink.inspection.document import Document, object_at
from trustlink.inspection.fault import ContractFault, Path, fault_at
from trustlink.inspection.places import SCHEMAS, Kind, Place
from trustlink.inspection.references import reference_faults
from trustlink.schemas import CompiledSchema, compile_schema

_ILLUSTRATED = (Kind.MEDIA_TYPE, Kind.PARAMETER, Kind.HEADER)


@dataclass(frozen=True, slots=True)
class Example:
    """A value, the path where it stands, and the schema that it illustrates."""

    path: Path
    value: Any
    schema: Place


def example_faults(document: Document) -> Iterator[ContractFault]:
    """Return answers without an example, and examples that can't be judged."""
    for place in document.of(*_ILLUSTRATED):
        if "example" in place.value and "examples" in place.value:
            yield place.fault("example and examples exclude each other", "example")
    for answer in document.of(Kind.RESPONSE):
        for name in object_at(answer.value, "content"):
            media_type = document.at(answer, "content", name)
            if media_type is not None and not any(illustrations(document, media_type)):
                yield media_type.fault("an example of this answer was expected")
    for example in document.of(Kind.EXAMPLE):
        if "value" not in example.value:
            yield example.fault("a value was expected: an example stands in the document")


def validity_faults(document: Document) -> Iterator[ContractFault]:
    """Return where an example is not what its schema says, formats included.

    Schemas are compiled with the components they refer to, so a document with a reference that
    leads nowhere gets one fault which says that this is still to come.
    """
    if any(reference_faults(document)):
        yield fault_at((), "examples can be checked once its references are right")
        return
    schemas = _Schemas(document)
    for example in examples_of(document):
        yield from schemas.faults(example)
    yield from schemas.unusable


def examples_of(document: Document) -> Iterator[Example]:
    """Return every example of the document that has a schema."""
    for place in document.of(*_ILLUSTRATED):
        schema = document.places.get(f"{place.pointer}/schema")
        for path, value in illustrations(document, place):
            if schema is not None:
                yield Example(path, value, schema)
    for schema in document.of(*SCHEMAS):
        if "example" in schema.value:
            yield Example((*schema.path, "example"), schema.value["example"], schema)


def illustrations(document: Document, place: Place) -> Iterator[tuple[Path, Any]]:
    """Return the examples of a media type, parameter or header: path and value of each."""
    if "example" in place.value:
        yield (*place.path, "example"), place.value["example"]
    for name in object_at(place.value, "examples"):
        example = document.at(place, "examples", name)
        if example is not None and "value" in example.value:
            yield (*example.path, "value"), example.value["value"]


class _Schemas:
    def __init__(self, document: Document) -> None:
        schemas = object_at(document.value, "components", "schemas")
        components = {"components": {"schemas": schemas}}
        self._contract = Contract(
            document=components, version="", digest=canonical_digest(components), operations=()
        )
        self._compiled: dict[str, CompiledSchema | None] = {}
        self.unusable: list[ContractFault] = []

    def faults(self, example: Example) -> Iterator[ContractFault]:
        schema = self._compile(example.schema)
        for fault in schema.faults(example.value) if schema else ():
            found = fault_at(example.path, f"the example is not valid: {fault.message}")
            yield ContractFault(f"{found.pointer}{fault.pointer}", found.reason)

    def _compile(self, schema: Place) -> CompiledSchema | None:
        if schema.pointer not in self._compiled:
            try:
                self._compiled[schema.pointer] = compile_schema(self._contract, schema.value)
            except ContractError as error:
                self._compiled[schema.pointer] = None
                self.unusable.append(schema.fault(str(error)))
        return self._compiled[schema.pointer]
