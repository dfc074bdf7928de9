"""Turn a question into the request that goes out, with the token that its operation needs."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from trustlink_conformance.exchange import Headers, Outgoing
from trustlink_conformance.kept_tokens import Held
from trustlink_conformance.patience import refuse_shut_out
from trustlink_conformance.question import TOKEN, HeaderValue, Question, lines_of
from trustlink_conformance.world import World


def request_of(world: World, question: Question) -> Outgoing:
    """Return the request, with a token if the question carries one; raises NotTestable."""
    refuse_shut_out(world.session, question.label)
    url = _absolute(world, question.path)
    held = _held(world, question, url)
    query = urlencode(_pairs(question.query), doseq=True, quote_via=quote)
    content = question.content
    if content is None and question.body is not None:
        content = json.dumps(question.body, ensure_ascii=False).encode("utf-8")
    return Outgoing(
        method=question.method,
        url=f"{url}{'?' if query else ''}{query}",
        headers=_headers(question, held),
        content=content,
        credential=held.label if held else question.label,
    )


def _held(world: World, question: Question, url: str) -> Held | None:
    """Return the token that is sent, if any: one with the scope that the operation needs."""
    if question.token_label is None:
        return None
    operation = world.operation_at(question.method, url)
    scope = operation.scope if operation else None
    return world.tokens.held(question.token_label, scope or "")


def _absolute(world: World, path: str) -> str:
    is_whole = path.startswith(("http://", "https://"))
    return path if is_whole else world.target.addresses.url_of(path)


def _headers(question: Question, held: Held | None) -> Headers:
    headers: dict[str, HeaderValue] = {"Accept": question.accepted}
    if question.body is not None:
        headers["Content-Type"] = "application/json"
    if held is not None:
        headers["Authorization"] = f"Bearer {TOKEN}"
    for name, value in question.headers.items():
        headers = {key: old for key, old in headers.items() if key.lower() != name.lower()}
        headers[name] = value
    lines = ((name, line) for name, value in headers.items() for line in lines_of(value))
    return tuple((name, _with_token(held, name, line)) for name, line in lines)


def _with_token(held: Held | None, name: str, line: str) -> str:
    if held is None or name.lower() != "authorization":
        return line
    return line.replace(TOKEN, held.token)


def _pairs(query: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in query.items() if value is not None]
