"""Home of lessons: what the contract wants of a request that was refused, with an example."""

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlencode

from jsonpointer import JsonPointer, JsonPointerException

from trustlink.contract import Contract, JsonObject, Operation
from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.sandboxes.journal.advice import advice_about, problem_of
from trustlink_mock.sandboxes.journal.entry import Entry
from trustlink_mock.visit import JSON

_PLACES = ("pointer", "parameter", "header")
_PERIODS = {"from", "to"}
_TOKENS = "/oauth2/token"
_ASKING_RIGHTLY = (
    'curl -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials "$SITE/oauth2/token"'
)


def lesson(entry: Entry, contract: Contract) -> Json | None:
    """Return what there is to learn from an entry, None if it was no refusal."""
    if entry.status < 400:
        return None
    learnt: Json = {"problem": problem_of(entry), "advice": advice_about(entry)}
    operation = _operation(entry, contract)
    if entry.path == _TOKENS:
        return {**learnt, "example": _ASKING_RIGHTLY}
    if operation is None:
        near = _nearest(entry, contract)
        return learnt | ({"advice": f"{learnt['advice']} Is {near} meant?"} if near else {})
    told = entry.refusal.get("errors", ())
    faults = [_fault(one, operation, contract) for one in told]
    asked = {str(one["parameter"]) for one in told if "parameter" in one and entry.status == 400}
    return {
        **learnt,
        "operationId": operation.operation_id,
        "requirements": list(operation.requirements),
        "faults": faults,
        "example": example(operation, contract, asked=asked),
    }


def example(operation: Operation, contract: Contract, *, asked: Iterable[str] = ()) -> str:
    """Return a curl line that asks an operation rightly, with the query parameters asked for."""
    path, query = operation.path, {}
    shown = _shown({_meant(name, operation, contract) for name in asked})
    for parameter in _parameters(operation, contract):
        value = parameter.get("example", contract.resolve(parameter["schema"]).get("example", ""))
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(value))
        elif parameter["in"] == "query" and (
            parameter.get("required") or parameter["name"] in shown
        ):
            query[parameter["name"]] = str(value)
    parts = ["curl", "-X", operation.method]
    parts += ["-H", "Authorization: Bearer $TOKEN"] if operation.scope else []
    body = _body_example(operation, contract)
    if body is not None:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        parts += ["-H", f"Content-Type: {JSON}", "-d", text]
    return _shell([*parts, "$SITE" + path + (f"?{urlencode(query)}" if query else "")])


def _meant(name: str, operation: Operation, contract: Contract) -> str:
    """Return the parameter of an operation that a name stands for, itself if there is none."""
    known = {one["name"].lower(): one["name"] for one in _parameters(operation, contract)}
    near = get_close_matches(name.lower(), known, n=1, cutoff=0.7)
    return str(known[near[0]]) if near else name


def _shown(names: set[str]) -> set[str]:
    """Return the parameters that an example shows: periods as a pair, no cursor of long ago."""
    return (names | _PERIODS if names & _PERIODS else names) - {"cursor"}


def _shell(parts: list[str]) -> str:
    return " ".join(f'"{one}"' if "$" in one else shlex.quote(one) for one in parts)


def _operation(entry: Entry, contract: Contract) -> Operation | None:
    return contract.operation_at("GET" if entry.method == "HEAD" else entry.method, entry.path)


def _nearest(entry: Entry, contract: Contract) -> str:
    paths = [operation.path for operation in contract.operations]
    return next(iter(get_close_matches(entry.path, paths, n=1, cutoff=0.7)), "")


def _fault(fault: Mapping[str, Any], operation: Operation, contract: Contract) -> Json:
    """Return a fault with what the contract says of its place, and an example of it."""
    place = next((name for name in _PLACES if name in fault), "")
    where = str(fault.get(place, ""))
    known = dict(
        _of_body(where, operation, contract)
        if place == "pointer"
        else _of_parameter(where, operation, contract)
    )
    said = {place: where} if place else {}
    return {**said, "code": fault.get("code", ""), "expected": fault.get("detail", ""), **known}


def _of_parameter(
    name: str, operation: Operation, contract: Contract
) -> Iterator[tuple[str, object]]:
    meant = _meant(name, operation, contract)
    for parameter in _parameters(operation, contract):
        if parameter["name"] == meant:
            yield "contract", parameter.get("description", "")
            schema = contract.resolve(parameter["schema"])
            for holder in (schema, parameter):
                if "example" in holder:
                    yield "example", holder["example"]


def _of_body(
    pointer: str, operation: Operation, contract: Contract
) -> Iterator[tuple[str, object]]:
    schema = _schema_at(pointer, operation, contract)
    if schema is not None and "description" in schema:
        yield "contract", schema["description"]
    try:
        yield "example", JsonPointer(pointer).resolve(_body_example(operation, contract))
    except (JsonPointerException, TypeError):
        return


def _schema_at(pointer: str, operation: Operation, contract: Contract) -> JsonObject | None:
    schema: Any = _content(operation, contract).get("schema")
    for part in pointer.split("/")[1:]:
        if schema is None:
            return None
        schema = contract.resolve(schema)
        schema = schema.get("items") if part.isdigit() else schema.get("properties", {}).get(part)
    return contract.resolve(schema) if schema is not None else None


def _parameters(operation: Operation, contract: Contract) -> list[JsonObject]:
    return [contract.resolve(node) for node in operation.document.get("parameters", ())]


def _content(operation: Operation, contract: Contract) -> JsonObject:
    body = contract.resolve(operation.document.get("requestBody", {}))
    content: JsonObject = body.get("content", {}).get(JSON, {})
    return content


def _body_example(operation: Operation, contract: Contract) -> Any:
    examples = _content(operation, contract).get("examples", {})
    return next((one["value"] for one in examples.values()), None)
