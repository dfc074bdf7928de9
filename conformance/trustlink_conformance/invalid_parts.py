"""Find the part of a request that the contract does not admit: its place, constraint and value."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from trustlink.contract import Contract, Operation
from trustlink.schemas import Fault, compile_schema
from trustlink_conformance.exchange import Outgoing
from trustlink_conformance.form_faults import flat, place_of
from trustlink_conformance.judgement import InvalidPart
from trustlink_conformance.pointer import value_at

_INDEX = re.compile(r"/[0-9]+(?=/|\Z)")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,15})")


def invalid_part(
    request: Outgoing, operation: Operation, contract: Contract, *, place: str = ""
) -> InvalidPart | None:
    """Return the first part that is not admitted, or rather the one at `place`; None if all is.

    `place` is what a generator varied, without indexes: `body/items/requester/id`, `query/asOf`.
    """
    found = [
        *_in_parameters(request, operation, contract),
        *_in_body(request, operation, contract),
    ]
    wanted = [one for one in found if _kind(one.place) == place]
    return next(iter([*wanted, *found]), None)


def _kind(place: str) -> str:
    """Return a place as generators name it."""
    if place.startswith("/") or not place:
        return f"body{_INDEX.sub('', place)}"
    return place.replace(" ", "/")


def _in_body(request: Outgoing, operation: Operation, contract: Contract) -> Iterator[InvalidPart]:
    content = operation.document.get("requestBody", {}).get("content")
    if not content or request.document is None:
        return
    schema = compile_schema(contract, next(iter(content.values()))["schema"])
    for fault in flat(schema.faults(request.document)):
        place = place_of(fault)
        yield InvalidPart(place, fault.constraint, value_at(request.document, place))


def _in_parameters(
    request: Outgoing, operation: Operation, contract: Contract
) -> Iterator[InvalidPart]:
    given = _given(request, operation)
    for node in operation.document.get("parameters", ()):
        parameter = contract.resolve(node)
        name, where = parameter["name"], parameter["in"]
        value = given.get((where, name))
        fault = None if value is None else _fault(value, parameter["schema"], contract)
        if fault is not None:
            yield InvalidPart(f"{where} {name}", fault.constraint, value)


def _fault(value: str, schema: Mapping[str, Any], contract: Contract) -> Fault | None:
    is_number = contract.resolve(dict(schema)).get("type") in ("integer", "number")
    read = int(value) if is_number and _WHOLE.fullmatch(value) else value
    faults = compile_schema(contract, dict(schema)).faults(read)
    return faults[0] if faults else None


def _given(request: Outgoing, operation: Operation) -> Mapping[tuple[str, str], str]:
    """Return the parameters of a request by where they stand and their name."""
    parts = urlsplit(request.url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    names = operation.path.split("/")
    values = parts.path.split("/")[-len(names) :]
    found = {("query", name): value for name, value in query}
    for name, value in zip(names, ["", *values][-len(names) :], strict=False):
        if name.startswith("{"):
            found["path", name[1:-1]] = unquote(value)
    return found
