"""The variants of open readings: what is left open, read in another way than the mock reads it.

They are listed in openapi/README.md, in the section "Open, both accepted".
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink_mock.answers.facts import Facts
from trustlink_mock.answers.vocabulary import SourceState
from trustlink_mock.authorization import Authorize
from trustlink_mock.clients import Client
from trustlink_mock.problems import Problem, RequestFault, invalid_request, problem_reply
from trustlink_mock.receipts import KEYS_PATH
from trustlink_mock.substitutions.application import (
    ChangedRequestHeaders,
    Lines,
    Narrowed,
    header,
    with_header,
)
from trustlink_mock.substitutions.layer import Asked
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.variants.routes import DISCOVERY
from trustlink_mock.visit import Reply, Visit

_NOT_ADMITTED: Final = b"application/none"
_LIST_OF_ETAGS: Final = re.compile(r'(?:W/)?"[^"]*"(?:[ \t]*,[ \t]*(?:W/)?"[^"]*")*')
_IN_TROUBLE: Final = "91410100TL0000163D"
_WITHHELD: Final = 403
_RETRY: Final = {"retry-after": "30"}


@variant(
    "SEC-01",
    "Takes Bearer with nothing behind it for no token at all: 401 without an error.",
    joint=Joint.AUTHORIZATION,
)
def bare_bearer_is_no_token(honest: Authorize) -> Authorize:
    """Look at the whole of Authorization."""
    return _unless(honest, lambda value: value.strip().lower() == "bearer", "")


@variant(
    "SEC-01",
    "Takes a token after one blank alone; what comes after more of them is unusable.",
    joint=Joint.AUTHORIZATION,
)
def one_blank_before_token(honest: Authorize) -> Authorize:
    """Take further blanks for a part of the token."""
    is_meant = re.compile("bearer  ", re.IGNORECASE).match
    return _unless(honest, lambda value: bool(is_meant(value)), ', error="invalid_token"')


@variant(
    "HTTP-04",
    "Goes by */* in Accept, even where JSON alone has the weight 0.",
    joint=Joint.APPLICATION,
)
def wildcard_beats_zero_weight(honest: ASGIApp) -> ASGIApp:
    """Look for the wildcard."""
    return _with_accept(honest, lambda value: b"*/*" if value.endswith(b", */*") else value)


@variant("HTTP-04", "Takes an empty Accept for one that admits nothing.", joint=Joint.APPLICATION)
def empty_accept_admits_nothing(honest: ASGIApp) -> ASGIApp:
    """Answer 406."""
    return _with_accept(honest, lambda value: value or _NOT_ADMITTED)


@variant(
    "HTTP-04",
    "Has no representation with the parameter that Accept asks for.",
    joint=Joint.APPLICATION,
)
def parameters_in_accept_count(honest: ASGIApp) -> ASGIApp:
    """Answer 406 to a charset."""
    return _with_accept(honest, lambda value: _NOT_ADMITTED if b"charset" in value else value)


@variant("HTTP-04", "Reads the first line of Accept alone.", joint=Joint.APPLICATION)
def first_line_of_accept(honest: ASGIApp) -> ASGIApp:
    """Drop the others."""
    return _with_accept(honest, lambda value: value)


@variant(
    "HTTP-04",
    "Looks at Accept at discovery and keys too, and answers 406 with a page.",
    joint=Joint.APPLICATION,
)
def discovery_and_keys_negotiate(honest: ASGIApp) -> ASGIApp:
    """Refuse a request that accepts neither JSON nor a wildcard."""
    return Narrowed(honest, _Negotiating(honest), paths=(DISCOVERY, KEYS_PATH))


@variant(
    "VER-09",
    "Has keys of its own for each operation.",
    joint=Joint.REQUEST,
    operation="createBatch",
)
def keys_of_each_operation(asked: Asked) -> Asked:
    """Mark the keys of batches."""
    key = asked.headers.get("idempotency-key")
    if key is None or len(key) > 100:
        return asked
    return replace(asked, headers={**asked.headers, "idempotency-key": f"batch-{key}"})


@variant("VER-09", "Takes an empty Idempotency-Key for none.", joint=Joint.APPLICATION)
def empty_key_is_none(honest: ASGIApp) -> ASGIApp:
    """Drop the header."""

    def changed(lines: Lines) -> Lines:
        is_empty = header(lines, b"idempotency-key") == b""
        return with_header(lines, b"idempotency-key") if is_empty else lines

    return ChangedRequestHeaders(honest, changed)


@variant(
    "HTTP-02",
    "Knows an ETag again without its quotation marks, and * within a list.",
    joint=Joint.APPLICATION,
)
def etags_without_quotation_marks(honest: ASGIApp) -> ASGIApp:
    """Put the marks where they are missing."""

    def changed(lines: Lines) -> Lines:
        asked = header(lines, b"if-none-match")
        if asked is None or (b'"' in asked and not asked.startswith(b"*,")):
            return lines
        return with_header(lines, b"if-none-match", b"*" if b"*" in asked else b'"%b"' % asked)

    return ChangedRequestHeaders(honest, changed)


@variant(
    "HTTP-02",
    "Refuses an If-None-Match that is no list of ETags: 400.",
    joint=Joint.REQUEST,
    operation="getVerification",
)
def odd_etags_refused(asked: Asked) -> Asked:
    """Count it as a fault of the header."""
    value = asked.headers.get("if-none-match", "*").strip()
    if value == "*" or _LIST_OF_ETAGS.fullmatch(value):
        return asked
    detail = "A list of ETags in quotation marks is expected."
    raise invalid_request(RequestFault("header", "If-None-Match", "MALFORMED", detail))


@variant(
    "SEC-06",
    "Asks the source before it looks whether records are withheld, and the source is down.",
    joint=Joint.RESPONSE,
    operation="listRebateRecords",
    only="live",
)
def source_before_disclosure(reply: Reply, visit: Visit) -> Reply:
    """Answer 503 where 403 would be as right."""
    if reply.status != _WITHHELD or "www-authenticate" in reply.headers:
        return reply
    return problem_reply(Problem(503, "source-unavailable", headers=_RETRY), visit)


@variant(
    "HTTP-06",
    "Has one source that is down and one that is slow, and answers 503.",
    joint=Joint.FACTS,
    only="live",
)
def down_before_slow(honest: Facts) -> Facts:
    """Ask customs first, which is down."""
    return _with_states(honest, {"GACC": "DOWN", "STA": "SLOW"})


@variant(
    "HTTP-06",
    "Has one source that is slow and one that is down, and answers 504.",
    joint=Joint.FACTS,
    only="live",
)
def slow_before_down(honest: Facts) -> Facts:
    """Ask customs first, which is slow."""
    return _with_states(honest, {"GACC": "SLOW", "STA": "DOWN"})


def _with_states(honest: Facts, states: Mapping[str, SourceState]) -> Facts:
    """Return the facts of one supplier with other states of its sources; of others, as they are."""
    if honest.uscc != _IN_TROUBLE:
        return honest
    changed = {
        name: replace(one, state=states.get(name, one.state))
        for name, one in honest.sources.items()
    }
    return replace(honest, sources=changed)


def _unless(honest: Authorize, is_meant: Callable[[str], bool], error: str) -> Authorize:
    """Return an authorization that refuses some values of Authorization with its own challenge."""

    def authorize(visit: Visit, scope: str) -> Client:
        if is_meant(visit.headers.get("authorization", "")):
            challenge = {"www-authenticate": f'Bearer realm="trustlink"{error}'}
            raise Problem(401, "authentication-required", headers=challenge)
        return honest(visit, scope)

    return authorize


def _with_accept(honest: ASGIApp, read: Callable[[bytes], bytes]) -> ASGIApp:
    """Return the application that reads the first line of Accept in this way; others are dropped.

    Files, which look at no Accept, are not concerned.
    """

    def changed(lines: Lines) -> Lines:
        found = header(lines, b"accept")
        return lines if found is None else with_header(lines, b"accept", read(found))

    return ChangedRequestHeaders(honest, changed)


@dataclass(frozen=True, slots=True)
class _Negotiating:
    app: ASGIApp = field(repr=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = header(list(scope["headers"]), b"accept") or b"*/*"
        if b"json" in wanted or b"*" in wanted:
            await self.app(scope, receive, send)
            return
        page = b"<html><head><title>406</title></head></html>"
        await Reply(406, {"content-type": "text/html"}, page).send(send)
