"""The variants of contents: the same JSON in other bytes, in chunks, compressed."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from starlette.types import ASGIApp, Scope

from trustlink_mock.substitutions.application import ChangedContents
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.variants.json_values import (
    with_fractions,
    with_unknown_members,
    with_unordered_members,
)
from trustlink_mock.variants.routes import TOKENS
from trustlink_mock.visit import Reply, joined_headers, json_bytes


@variant(
    "HTTP-01",
    "Writes JSON in lines, indented, with an empty line at the end.",
    joint=Joint.APPLICATION,
)
def pretty_printed_json(honest: ASGIApp) -> ASGIApp:
    """Indent by a tabulator."""
    return _with_json(honest, lambda value: f"{_pretty(value)}\n\n".encode())


@variant(
    "HTTP-01",
    "Writes JSON in ASCII, with \\u escapes, and escapes slashes.",
    joint=Joint.APPLICATION,
)
def escaped_json(honest: ASGIApp) -> ASGIApp:
    """Put a backslash before each slash."""
    return _with_json(honest, lambda value: json.dumps(value).replace("/", "\\/").encode())


@variant("HTTP-01", "Writes the members of objects in another order.", joint=Joint.APPLICATION)
def members_in_another_order(honest: ASGIApp) -> ASGIApp:
    """Sort them by name, the last first."""
    return _with_json(honest, lambda value: json_bytes(with_unordered_members(value)))


@variant(
    "HTTP-01",
    "Writes whole numbers with a point: 5.0 for 5, in problems too.",
    joint=Joint.APPLICATION,
)
def whole_numbers_with_a_point(honest: ASGIApp) -> ASGIApp:
    """Keep all numbers as floating-point ones; the token endpoint has rules of its own."""

    def changed(reply: Reply, scope: Scope) -> Reply:
        if not reply.content or "json" not in reply.headers.get("content-type", ""):
            return reply
        if scope["path"] == TOKENS:
            return reply
        return reply.with_document(with_fractions(reply.document))

    return ChangedContents(honest, changed)


@variant(
    "HTTP-01",
    "Adds members of its own to the answers that speak of no supplier: status, keys, tokens.",
    joint=Joint.APPLICATION,
)
def unknown_members_in_other_answers(honest: ASGIApp) -> ASGIApp:
    """Write texts, numbers, lists and objects beside what is documented."""
    other = ("/trustlink/v1/status", "/trustlink/v1/keys", "/oauth2/token")

    def changed(reply: Reply, scope: Scope) -> Reply:
        if scope["path"] not in other or reply.status != 200 or not reply.content:
            return reply
        return reply.with_document(with_unknown_members(reply.document))

    return ChangedContents(honest, changed)


@variant(
    "HTTP-01",
    "Compresses what a client admits compressed.",
    joint=Joint.CODING,
)
def gzip_contents(honest: ASGIApp) -> ASGIApp:
    """Send gzip, and say in Vary that this depends on Accept-Encoding."""

    def changed(reply: Reply, scope: Scope) -> Reply:
        accepted = joined_headers(scope["headers"]).get("accept-encoding", "")
        vary = ", ".join(filter(None, ("Accept-Encoding", reply.headers.get("vary"))))
        reply = reply.with_headers(vary=vary)
        if not reply.content or "gzip" not in accepted:
            return reply
        compressed = gzip.compress(reply.content, mtime=0)
        return replace(reply.with_headers(content_encoding="gzip"), content=compressed)

    return ChangedContents(honest, changed)


@variant("HTTP-01", "Sends contents in chunks, without their length.", joint=Joint.APPLICATION)
def chunked_contents(honest: ASGIApp) -> ASGIApp:
    """Say so in Transfer-Encoding; the server that carries the application cuts them."""

    def changed(reply: Reply, scope: Scope) -> Reply:
        has_content = reply.status != 304 and scope["method"] != "HEAD"
        return reply.with_headers(transfer_encoding="chunked") if has_content else reply

    return ChangedContents(honest, changed)


def _with_json(honest: ASGIApp, written: Callable[[Any], bytes]) -> ASGIApp:
    def changed(reply: Reply, _: Scope) -> Reply:
        if not reply.content or "json" not in reply.headers.get("content-type", ""):
            return reply
        return replace(reply, content=written(json.loads(reply.content)))

    return ChangedContents(honest, changed)


_pretty = partial(json.dumps, ensure_ascii=False, indent="\t")
