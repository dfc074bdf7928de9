"""Home of the OpenAPI specification's own rules, as openapi-spec-validator knows them."""

from collections.abc import Iterator, Mapping
from typing import Any

from openapi_spec_validator import OpenAPIV30SpecValidator
from openapi_spec_validator.schemas import schema_v30
from openapi_spec_validator.schemas.backend.jsonschema import create_validator
from openapi_spec_validator.validation import keywords
from openapi_spec_validator.validation.exceptions import (
    DuplicateOperationIDError,
    OpenAPIValidationError,
)

from trustlink.inspection.document import Document
from trustlink.inspection.fault import ContractFault, Path, fault_at
from trustlink.inspection.references import reference_faults

_LONGEST_REASON = 240


def form_faults(document: Document) -> Iterator[ContractFault]:
    """Return where the document has not the form of an OpenAPI 3.0 document.

    The library's fast validator decides; its slow one is asked for reasons, as it says which branch
    of several a value misses.
    """
    errors = _form_errors(document)
    for error in (_explained(document) if errors else []) or errors:
        cause = _innermost(error)
        yield fault_at(tuple(cause.absolute_path), _shortened(cause.message))


def meaning_faults(document: Document) -> Iterator[ContractFault]:
    """Return what the form can't say: path parameters, defaults, required members.

    The library takes the form and the references for granted here, so a document that lacks them
    gets one fault which says that this is still to come.
    """
    if _form_errors(document) or any(reference_faults(document)):
        yield fault_at((), "path parameters and defaults can be checked once its form is right")
        return
    for error in _Validator(document.value).iter_errors():
        if not isinstance(error, DuplicateOperationIDError):
            yield fault_at(_path_of(document.value, error), _shortened(error.message))


def _form_errors(document: Document) -> list[Any]:
    return list(_Validator.schema_validator.iter_errors(document.value))


def _explained(document: Document) -> list[Any]:
    validator = create_validator(schema_v30)
    with_formats = validator.evolve(format_checker=validator.FORMAT_CHECKER)
    return list(with_formats.iter_errors(document.value))


class _Operation(keywords.OperationValidator):
    def __call__(self, url: str, name: str, *args: Any) -> Iterator[Any]:
        try:
            yield from _led_by(("paths", url, name), super().__call__(url, name, *args))
        except ValueError as error:
            reason = f"the path is no template: {error}"
            yield from _led_by(("paths", url), [OpenAPIValidationError(reason)])


class _Schema(keywords.OpenAPIV30SchemaValidator):
    def __call__(self, schema: Any, *args: Any, **options: Any) -> Iterator[Any]:
        yield from _led_by(tuple(schema.parts), super().__call__(schema, *args, **options))


class _Validator(OpenAPIV30SpecValidator):
    """Names the place of every error, and opens neither files nor sockets for a reference."""

    resolver_handlers = {}  # noqa: RUF012 -- the library's own class attribute
    keyword_validators = {  # noqa: RUF012 -- the library's own class attribute
        **OpenAPIV30SpecValidator.keyword_validators,
        "operation": _Operation,
        "schema": _Schema,
    }


def _led_by(path: Path, errors: Any) -> Iterator[Any]:
    for error in errors:
        if not hasattr(error, "is_placed"):
            error.is_placed = True
            error.path.extendleft(reversed(path))
        yield error


def _path_of(document: Any, error: Any) -> Path:
    """Return the error's path as one that leads through no reference."""
    path: Path = ()
    value = document
    for part in error.absolute_path:
        path, value = _followed(document, path, value)
        path, value = (*path, part), _member(value, part)
    return _followed(document, path, value)[0]


def _followed(document: Any, path: Path, value: Any) -> tuple[Path, Any]:
    while isinstance(value, Mapping) and "$ref" in value:
        path = tuple(value["$ref"].removeprefix("#/").split("/"))
        value = document[path[0]][path[1]][path[2]]
    return path, value


def _member(value: Any, part: str | int) -> Any:
    try:
        return value[part]
    except (LookupError, TypeError):
        return None


def _innermost(error: Any) -> Any:
    """Return, of the branches that a value fits none of, the error that lies deepest in it."""
    while True:
        branches = [e for e in error.context or () if e.message != "'$ref' is a required property"]
        deeper = [e for e in branches if len(e.absolute_path) >= len(error.absolute_path)]
        if not deeper:
            return error
        error = max(deeper, key=lambda e: len(e.absolute_path))


def _shortened(message: str) -> str:
    if len(message) <= _LONGEST_REASON:
        return message
    half = _LONGEST_REASON // 2
    return f"{message[:half]} ... {message[-half:]}"
