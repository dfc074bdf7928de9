"""Home of the rules that make each schema valid both in OpenAPI 3.0 and in JSON Schema 2020-12."""

from collections.abc import Iterator

from trustlink.inspection.document import Document
from trustlink.inspection.fault import ContractFault
from trustlink.inspection.places import SCHEMAS, Kind


def keyword_faults(document: Document) -> Iterator[ContractFault]:
    """Return keywords that mean something else, or nothing, in JSON Schema 2020-12."""
    for schema in document.of(*SCHEMAS):
        if "nullable" in schema.value:
            yield schema.fault("null is never used: leave the member out instead", "nullable")
        for bound in ("exclusiveMinimum", "exclusiveMaximum"):
            if isinstance(schema.value.get(bound), bool):
                reason = "a flag in OpenAPI 3.0, a number in 2020-12: say it without this keyword"
                yield schema.fault(reason, bound)


def parameter_type_faults(document: Document) -> Iterator[ContractFault]:
    """Return parameters whose schema states no type: Connexion answers them with 500."""
    for parameter in document.of(Kind.PARAMETER):
        schema = document.at(parameter, "schema")
        if schema is not None and not isinstance(schema.value.get("type"), str):
            yield parameter.fault("one single type was expected", "schema")
