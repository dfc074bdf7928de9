"""Compiled schemas: whether a JSON value is what the contract says, and where it is not.

The contract avoids `nullable`, boolean `exclusiveMinimum` and recursion, so each of its schemas is
a JSON Schema 2020-12 as it stands. Formats (date, date-time, uri, uuid) are checked.
"""

import json
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs

from trustlink.contract import Contract, JsonObject
from trustlink.errors import ContractError

_LONGEST_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where a value is not what its schema says."""

    pointer: str
    """JSON pointer (RFC 6901) into the value; "" is the value itself."""
    message: str
    keyword: str
    """The keyword of JSON Schema that is not met: `required`, `pattern`, `format` ..."""
    constraint: str = ""
    """The keyword with what it demands, as `maxLength 35`."""
    value: object = field(default=None, compare=False, repr=False)
    """What stands at the pointer."""
    branches: "tuple[tuple[Fault, ...], ...]" = field(default=(), compare=False, repr=False)
    """The faults by each alternative, where the keyword is `oneOf` or `anyOf`."""


@dataclass(frozen=True, slots=True)
class CompiledSchema:
    """A schema, ready to judge many values. Make it with `compile_schema`."""

    validator: Any = field(repr=False)

    def is_valid(self, value: object) -> bool:
        """Return whether the value is what the schema says."""
        return bool(self.validator.is_valid(value))

    def faults(self, value: object) -> list[Fault]:
        """Return every fault of the value, in the order found; empty if it is valid."""
        return [_fault(error) for error in self.validator.iter_errors(value)]


_COMPILED: dict[tuple[str, str], CompiledSchema] = {}


def compile_schema(contract: Contract, schema: JsonObject) -> CompiledSchema:
    """Compile a schema of the contract, or one that refers to its components; once a process.

    Raises ContractError if the schema is none, or refers to what is not there.
    """
    key = (contract.digest, json.dumps(schema, sort_keys=True))
    if key not in _COMPILED:
        components = _components(contract) if '"$ref"' in key[1] else {}
        _COMPILED[key] = _compiled({**schema, **components})
    return _COMPILED[key]


def compile_named_schema(contract: Contract, name: str) -> CompiledSchema:
    """Compile the component schema of that name; raises ContractError."""
    contract.schema(name)
    return compile_schema(contract, {"$ref": f"#/components/schemas/{name}"})


def pointer_of(path: list[str | int]) -> str:
    """Write a path of member names and indexes as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _components(contract: Contract) -> JsonObject:
    """Return what references lead to; a validator keeps all of it, so none gets it needlessly."""
    return {"components": {"schemas": contract.document.get("components", {}).get("schemas", {})}}


def _compiled(schema: dict[str, Any]) -> CompiledSchema:
    try:
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        raise ContractError(f"a schema of the contract can't be compiled: {error}") from error
    return CompiledSchema(validator)


def _fault(error: Any) -> Fault:
    message = str(error.message)
    if len(message) > _LONGEST_MESSAGE:
        message = message[: _LONGEST_MESSAGE - 1] + "…"
    keyword = str(error.schema_path[-1]) if error.schema_path else ""
    details = error.kind.as_dict()
    context = details.pop("context", ())
    return Fault(
        pointer=pointer_of(list(error.instance_path)),
        message=message,
        keyword=keyword,
        constraint=_constraint(keyword, details),
        value=error.instance,
        branches=tuple(tuple(map(_fault, errors)) for errors in context),
    )


def _constraint(keyword: str, details: dict[str, Any]) -> str:
    """Return a keyword with what it demands, on one line."""
    told = [one for value in details.values() for one in _listed(value)]
    text = " ".join([keyword, ", ".join(map(str, told))]).strip()
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[: _LONGEST_MESSAGE - 1]}…"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
