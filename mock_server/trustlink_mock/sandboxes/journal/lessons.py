"""Home of lessons: what the contract wants of a request that was refused, with an example."""

import json
import shlex
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlencode

from jsonpointer import JsonPointer, JsonPointerException

from trustlink.contract import Contract, JsonObject, Operation
from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.sandboxes.journal.entry import Entry
from trustlink_mock.visit import JSON

_PLACES = ("pointer", "parameter", "header")
_ADVICE: Mapping[str, str] = {
    "401": "Send 'Authorization: Bearer TOKEN', with a token of POST /oauth2/token that has not "
    "expired; ask for a new one when expires_in is over.",
    "insufficient-scope": "Ask for a token with the scope that the operation needs.",
    "disclosure-withheld": "The supplier withholds its records: use summary and status instead.",
    "supplier-not-found": "Ask about a supplier that discovery lists.",
    "verification-not-found": "Read a verification as the client that made it, until validUntil.",
    "404": "There is no such path.",
    "405": "Use one of the methods that Allow lists.",
    "406": "Accept application/json.",
    "413": "Send at most 64 KiB.",
    "415": "Send 'Content-Type: application/json'.",
    "request-in-progress": "Wait as long as Retry-After says, then send the same once more.",
    "idempotency-key-reused": "Make a new Idempotency-Key for each new request.",
    "date-out-of-range": "Ask about a day from discovery's earliestAsOf to today in Asia/Shanghai.",
    "quota-exceeded": "Wait as long as Retry-After says before you send anything.",
    "source-unavailable": "Wait as long as Retry-After says; a verification answers even so.",
    "source-timeout": "Wait as long as Retry-After says; a verification answers even so.",
    "invalid-request": "Mend each fault: all of them are listed at once.",
    "invalid-identifier": "Check the check character before you send a number.",
}
"""By the end of a problem's type, else by status."""


def lesson(entry: Entry, contract: Contract) -> Json | None:
    """Return what there is to learn from an entry, None if it was no refusal."""
    if entry.status < 400:
        return None
    refusal, operation = entry.refusal, _operation(entry, contract)
    kind = str(refusal.get("type", "")).rpartition("/problems/")[2]
    advice = _ADVICE.get(kind) or _ADVICE.get(str(entry.status), "")
    learnt: Json = {"problem": kind or str(refusal.get("error", "")), "advice": advice}
    if operation is None:
        near = _nearest(entry, contract)
        return learnt | ({"advice": f"{advice} Is {near} meant?"} if near else {})
    faults = [_fault(one, operation, contract) for one in refusal.get("errors", ())]
    return {
        **learnt,
        "operationId": operation.operation_id,
        "requirements": list(operation.requirements),
        "faults": faults,
        "example": example(operation, contract),
    }


def example(operation: Operation, contract: Contract) -> str:
    """Return a curl line that asks an operation rightly."""
    path, query = operation.path, {}
    for parameter in _parameters(operation, contract):
        value = parameter.get("example", contract.resolve(parameter["schema"]).get("example", ""))
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(value))
        elif parameter.get("required") and parameter["in"] == "query":
            query[parameter["name"]] = str(value)
    parts = ["curl", "-X", operation.method]
    parts += ["-H", "Authorization: Bearer $TOKEN"] if operation.scope else []
    body = _body_example(operation, contract)
    if body is not None:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        parts += ["-H", f"Content-Type: {JSON}", "-d", text]
    return _shell([*parts, "$SITE" + path + (f"?{urlencode(query)}" if query else "")])


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
    for parameter in _parameters(operation, contract):
        if parameter["name"] == name:
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
