"""The variants of problems: other words, more of them or fewer, further members."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from starlette.types import ASGIApp, Scope

from trustlink_mock.substitutions.application import ChangedContents
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.variants.json_values import with_unknown_members
from trustlink_mock.visit import PROBLEM_JSON, Reply, Visit

Document = dict[str, Any]


@variant(
    "ERR-01",
    "Has titles of its own, in English only, and a detail that says what to do.",
    joint=Joint.APPLICATION,
)
def other_titles_and_details(honest: ASGIApp) -> ASGIApp:
    """Take the reason phrase of the status for a title."""

    def told(problem: Document) -> Document:
        title = HTTPStatus(problem["status"]).phrase
        detail = "See the pages for developers, and compare your request with the example there."
        return {**problem, "title": title, "detail": detail}

    in_english = _with_problems(honest, told)
    return ChangedContents(in_english, _stated_in_english)


@variant(
    "ERR-02",
    "Says in the detail of each fault which value it found, and what the expected form is.",
    joint=Joint.APPLICATION,
    warned={"REB-14": "the code of a refused cursor is a SHOULD"},
)
def more_specific_faults(honest: ASGIApp) -> ASGIApp:
    """Write longer details and other codes."""

    def told(problem: Document) -> Document:
        faults = [
            {**one, "code": f"E{at:03d}", "detail": f"{one['detail']} Expected: see section {at}."}
            for at, one in enumerate(problem.get("errors", ()), start=1)
        ]
        return {**problem, "errors": faults} if faults else problem

    return _with_problems(honest, told)


@variant(
    "ERR-02",
    "Finds more faults than one: errors begins and ends with further entries.",
    joint=Joint.APPLICATION,
)
def further_faults(honest: ASGIApp) -> ASGIApp:
    """Tell of each place a second time, as a pattern that did not match, all in another order."""

    def told(problem: Document) -> Document:
        faults = problem.get("errors", [])
        more = [
            {**one, "code": "PATTERN", "detail": "The pattern does not match."} for one in faults
        ]
        return {**problem, "errors": [*more, *reversed(faults), *more]} if faults else problem

    return _with_problems(honest, told)


@variant("ERR-01", "Leaves detail and retryable out.", joint=Joint.APPLICATION)
def terse_problems(honest: ASGIApp) -> ASGIApp:
    """Tell type, title, status, requestId, and the faults."""

    def told(problem: Document) -> Document:
        return {name: one for name, one in problem.items() if name not in ("detail", "retryable")}

    return _with_problems(honest, told)


@variant(
    "ERR-01",
    "Adds members of its own to problems and to each of their faults.",
    joint=Joint.APPLICATION,
)
def unknown_members_in_problems(honest: ASGIApp) -> ASGIApp:
    """Add the path as instance (RFC 9457) and what no RFC knows."""

    def changed(reply: Reply, scope: Scope) -> Reply:
        if not reply.content or reply.headers.get("content-type") != PROBLEM_JSON:
            return reply
        more: Document = with_unknown_members(reply.document)
        return reply.with_document({**more, "instance": quote(scope["path"])})

    return ChangedContents(honest, changed)


@variant(
    "ERR-01", "States a retryable of false where nothing else is true.", joint=Joint.APPLICATION
)
def never_retryable(honest: ASGIApp) -> ASGIApp:
    """Say false, with every problem."""
    return _with_problems(honest, lambda problem: {**problem, "retryable": False})


@variant("ERR-01", "Numbers its requests by UUID.", joint=Joint.APPLICATION)
def request_ids_as_uuid(honest: ASGIApp) -> ASGIApp:
    """Write one in each problem."""
    return _with_problems(honest, lambda problem: {**problem, "requestId": str(uuid4())})


@variant(
    "BAT-02",
    "Adds members of its own to the entries of a batch and to their problems.",
    joint=Joint.RESPONSE,
    operation="createBatch",
    refusals_too=False,
)
def unknown_members_in_batches(reply: Reply, _: Visit) -> Reply:
    """Leave the verifications as they were made."""
    return reply.with_document(with_unknown_members(reply.document, spared=("verification",)))


def _with_problems(honest: ASGIApp, told: Callable[[Document], Document]) -> ASGIApp:
    def changed(reply: Reply, _: Scope) -> Reply:
        if not reply.content or reply.headers.get("content-type") != PROBLEM_JSON:
            return reply
        return reply.with_document(told(json.loads(reply.content)))

    return ChangedContents(honest, changed)


def _stated_in_english(reply: Reply, _: Scope) -> Reply:
    if reply.headers.get("content-type") != PROBLEM_JSON:
        return reply
    return reply.with_headers(content_language="en")
