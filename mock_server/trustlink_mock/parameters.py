"""Home of parameters: path, query and headers of a request, read by the contract."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import unquote_to_bytes

from trustlink.contract import Contract, JsonObject, Operation
from trustlink.errors import IdentifierError
from trustlink.identifiers import parse_uscc
from trustlink.schemas import CompiledSchema, compile_schema
from trustlink_mock.problems import RequestFault
from trustlink_mock.shape import shape_faults, shown

_INTEGER = re.compile("-?[0-9]{1,9}")
_USCC_LENGTH = 18
_WRONG_CHECK = ("CHECK_CHARACTER", "The check character does not fit the 17 before it.")
_MALFORMED = ("MALFORMED", "18 digits and capital letters without I, O, S, V, Z are expected.")

Location = Literal["path", "query", "header"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """Is one parameter of an operation, its schema compiled."""

    name: str
    location: Location
    required: bool
    is_integer: bool
    default: object
    schema: CompiledSchema = field(repr=False)

    def fault(self, code: str, detail: str, *, is_identifier: bool = False) -> RequestFault:
        """Return a fault of this parameter."""
        place: Literal["header", "parameter"] = (
            "header" if self.location == "header" else "parameter"
        )
        return RequestFault(place, self.name, code, detail, is_identifier)


def parameters_of(contract: Contract, operation: Operation) -> tuple[Parameter, ...]:
    """Return the parameters of an operation; raises ContractError for a bad schema."""
    references = operation.document.get("parameters", ())
    return tuple(_parameter(contract, contract.resolve(node)) for node in references)


def _parameter(contract: Contract, document: JsonObject) -> Parameter:
    schema = contract.resolve(document["schema"])
    return Parameter(
        name=document["name"],
        location=document["in"],
        required=document.get("required", False),
        is_integer=schema["type"] == "integer",
        default=schema.get("default"),
        schema=compile_schema(contract, schema),
    )


@dataclass(slots=True)
class Reading:
    """Is what was read of a request: sound values by name, and every fault found."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[RequestFault] = field(default_factory=list)


def read_parameters(
    parameters: tuple[Parameter, ...],
    *,
    path: Mapping[str, str],
    query: bytes,
    headers: Mapping[str, str],
) -> Reading:
    """Read all parameters of a request; unknown and repeated query parameters are faults."""
    reading = Reading()
    given = _query(query, parameters, reading.faults)
    for parameter in parameters:
        text = _text(parameter, path=path, query=given, headers=headers)
        if text is not None:
            _read(parameter, text, reading)
        elif parameter.default is not None:
            reading.values[parameter.name] = parameter.default
        elif parameter.required:
            reading.faults.append(parameter.fault("MISSING", "This parameter is expected."))
    return reading


def _text(
    parameter: Parameter,
    *,
    path: Mapping[str, str],
    query: Mapping[str, str],
    headers: Mapping[str, str],
) -> str | None:
    if parameter.location == "path":
        return path.get(parameter.name)
    if parameter.location == "query":
        return query.get(parameter.name)
    return headers.get(parameter.name.lower())


def _read(parameter: Parameter, text: str, reading: Reading) -> None:
    value = int(text) if parameter.is_integer and _INTEGER.fullmatch(text) else text
    is_uscc = parameter.name == "uscc"
    for fault in shape_faults(parameter.schema, value):
        reading.faults.append(parameter.fault(fault.code, fault.detail, is_identifier=is_uscc))
        return
    if is_uscc:
        fault_of_uscc = uscc_fault(text)
        if fault_of_uscc is not None:
            code, detail = fault_of_uscc
            reading.faults.append(parameter.fault(code, detail, is_identifier=True))
            return
    reading.values[parameter.name] = value


def uscc_fault(text: str) -> tuple[str, str] | None:
    """Return code and sentence if a text is no USCC, else None (ID-01, ID-02)."""
    return _judged(text) if len(text) == _USCC_LENGTH else _MALFORMED


@lru_cache(maxsize=512)
def _judged(text: str) -> tuple[str, str] | None:
    try:
        parse_uscc(text)
    except IdentifierError as error:
        return _WRONG_CHECK if error.code == "check" else _MALFORMED
    return None


def _query(
    query: bytes, parameters: tuple[Parameter, ...], faults: list[RequestFault]
) -> dict[str, str]:
    if not query:
        return {}
    known = {parameter.name for parameter in parameters if parameter.location == "query"}
    given: dict[str, str] = {}
    for name, value in _pairs(query, faults):
        if name not in known:
            faults.append(_query_fault(name, "UNKNOWN_PARAMETER", _expected(known)))
        elif name in given:
            faults.append(_query_fault(name, "REPEATED_PARAMETER", "It may be given once only."))
        else:
            given[name] = value
    return given


def _pairs(query: bytes, faults: list[RequestFault]) -> Iterator[tuple[str, str]]:
    for piece in filter(None, query.split(b"&")):
        raw_name, _, raw_value = piece.replace(b"+", b" ").partition(b"=")
        name = unquote_to_bytes(raw_name).decode("utf-8", "replace")
        try:
            yield name, unquote_to_bytes(raw_value).decode("utf-8")
        except UnicodeDecodeError:
            faults.append(_query_fault(name, "NOT_UTF8", "Text in UTF-8 is expected."))


def _expected(known: set[str]) -> str:
    if not known:
        return "This operation has no query parameters."
    return f"One of {', '.join(sorted(known))} is expected."


def _query_fault(name: str, code: str, detail: str) -> RequestFault:
    return RequestFault("parameter", shown(name), code, detail)
