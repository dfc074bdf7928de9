"""Home of asking: from an operation and its parameters to requests, with patience for a 429."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from trustlink.contract import Operation
from trustlink_conformance.answer import Answer
from trustlink_conformance.exchange import Exchange, Headers, Origin, Outgoing
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.patience import patiently
from trustlink_conformance.world import World


@dataclass(frozen=True, slots=True)
class Question:
    """A request before its credential is known."""

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    content: bytes | None = None
    credential: str | None = None
    patient: bool = True
    subject: str = ""


def question_of(
    operation: Operation,
    parameters: Mapping[str, Any],
    *,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
) -> Question:
    """Put parameters where the operation wants them: those of the path there, others in the query.

    Raises TypeError if the path lacks one: that is the check's mistake.
    """
    given = {_wire_name(name): value for name, value in parameters.items() if value is not None}
    path, missing = operation.path, []
    for name in _placeholders(operation.path):
        value = given.pop(name, None)
        if value is None:
            missing.append(name)
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    if missing:
        raise TypeError(f"{operation.operation_id} needs the parameter {', '.join(missing)}")
    return Question(
        method=operation.method,
        path=path,
        query=given,
        headers=dict(headers or {}),
        body=body,
        subject=_subject(parameters, body),
    )


def ask(world: World, ledger: Ledger, question: Question, origin: Origin) -> Answer:
    """Ask, and ask again while the answer is 429 and the question is patient."""
    request = _request(world, question)
    marked = _marked(origin, ledger, question)

    def attempt() -> Exchange:
        return _exchange(world, ledger, request, marked)

    exchange = patiently(world.session, attempt) if question.patient else attempt()
    return Answer(exchange, ledger)


def ask_together(
    world: World, ledger: Ledger, question: Question, origin: Origin, *, times: int
) -> list[Answer]:
    """Ask one question so many times at once, without patience: a 429 comes back as it is."""
    requests = [_request(world, question)] * times
    exchanges = world.session.exchange_together(requests, _marked(origin, ledger, question))
    for exchange in exchanges:
        _enter(world, ledger, exchange)
    return [Answer(exchange, ledger) for exchange in exchanges]


def read(world: World, ledger: Ledger, question: Question, origin: Origin) -> Answer:
    """Ask what no check has asked before; give the answer of before to each one after.

    The exchange is in the books of every check that reads it. Without a complete answer it is
    nobody's but the first one's, and the next check asks again.
    """
    key = _key(question)
    if key not in world.answered:
        answer = ask(world, ledger, question, origin)
        if not answer.failed:
            world.answered[key] = answer.exchange
        return answer
    return _shared(ledger, world.answered[key])


def recall(world: World, ledger: Ledger, *operation_ids: str) -> list[Answer]:
    """Return what every check so far was answered, completely; by these operations, if any."""
    ledger.recalled_operations.update(operation_ids or [""])
    known = world.history.recalled
    found = [one for one in known if not operation_ids or _is_of(world, one, operation_ids)]
    ledger.recalled.update(one.id for one in found)
    return [_shared(ledger, exchange) for exchange in found]


def _is_of(world: World, exchange: Exchange, operation_ids: Collection[str]) -> bool:
    operation = world.operation_of(exchange)
    return operation is not None and operation.operation_id in operation_ids


def _shared(ledger: Ledger, exchange: Exchange) -> Answer:
    ledger.exchanges.append(exchange.id)
    ledger.shared.append(exchange)
    if exchange.origin.subject:
        ledger.subjects.add(exchange.origin.subject)
    return Answer(exchange, ledger)


def _key(question: Question) -> str:
    """Return what makes two questions the same; the order of members does not count."""
    parts = [
        question.method, question.path, question.credential, question.query,
        question.headers, question.body,
    ]  # fmt: skip
    return json.dumps(parts, sort_keys=True, default=str) + repr(question.content)


def _exchange(world: World, ledger: Ledger, request: Outgoing, origin: Origin) -> Exchange:
    exchange = world.session.exchange(request, origin)
    _enter(world, ledger, exchange)
    return exchange


def _enter(world: World, ledger: Ledger, exchange: Exchange) -> None:
    world.history.keep(exchange)
    ledger.exchanges.append(exchange.id)
    if exchange.origin.subject:
        ledger.subjects.add(exchange.origin.subject)


def _request(world: World, question: Question) -> Outgoing:
    query = urlencode(_pairs(question.query), doseq=True, quote_via=quote)
    content = question.content
    if content is None and question.body is not None:
        content = json.dumps(question.body, ensure_ascii=False).encode("utf-8")
    return Outgoing(
        method=question.method,
        url=f"{_absolute(world, question.path)}{'?' if query else ''}{query}",
        headers=_headers(world, question),
        content=content,
        credential=_label(question),
    )


def _absolute(world: World, path: str) -> str:
    is_whole = path.startswith(("http://", "https://"))
    return path if is_whole else world.target.addresses.url_of(path)


def _headers(world: World, question: Question) -> Headers:
    headers = {"Accept": "application/json, application/problem+json"}
    if question.body is not None:
        headers["Content-Type"] = "application/json"
    if question.credential is not None and not _brings_its_own(question):
        headers["Authorization"] = f"Bearer {world.tokens.token(question.credential)}"
    for name, value in question.headers.items():
        headers = {key: old for key, old in headers.items() if key.lower() != name.lower()}
        headers[name] = value
    return tuple(headers.items())


def _brings_its_own(question: Question) -> bool:
    return any(name.lower() == "authorization" for name in question.headers)


def _label(question: Question) -> str:
    if _brings_its_own(question):
        return "made by the check"
    return question.credential or "none"


def _marked(origin: Origin, ledger: Ledger, question: Question) -> Origin:
    subject = question.subject or origin.subject
    return replace(origin, check=ledger.check, subject=subject)


def _pairs(query: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in query.items() if value is not None]


def _placeholders(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{") and part.endswith("}")]


def _wire_name(name: str) -> str:
    return name.removesuffix("_")


def _subject(parameters: Mapping[str, Any], body: Any) -> str:
    asked = parameters.get("uscc")
    if asked is None and isinstance(body, dict) and isinstance(body.get("supplier"), dict):
        asked = body["supplier"].get("uscc")
    return asked if isinstance(asked, str) else ""
