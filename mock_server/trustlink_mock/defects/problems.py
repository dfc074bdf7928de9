"""The defects of group ERR: errors that break their form, mislead, or show the inside."""

import re
from dataclasses import replace
from typing import Any

from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.visit import JSON, Reply, Visit

_NAMED = "91320594TL0000024X"
_TRACE = (
    "Traceback (most recent call last):\n"
    '  File "/srv/app/suppliers.py", line 88, in find\n'
    "ValueError: embedded null byte"
)
_SQL = 'SQLSTATE 22P02: invalid input syntax for type bytea: "c"'
_LONGEST_FIELD = 1000
_LONG_LIMIT = re.compile(rb"limit=[0-9]{20}")
_BROKEN = b"<!doctype html><title>500</title><h1>Internal Server Error</h1>"


@defect(
    "ERR-01",
    "States 400 in the problem of a date that is answered 422.",
    joint=Joint.WIRE,
    refusals_too=True,
)
def another_status(reply: Reply, _: Visit) -> Reply:
    """Copy the status from the framework's validation."""
    return reply.with_members(status=400) if reply.status == 422 else reply


@defect(
    "ERR-01",
    "Calls the problem of a date plain JSON where the client does not name problems in Accept.",
    joint=Joint.WIRE,
    refusals_too=True,
    also={"HTTP-01": "the media type is not documented"},
)
def problem_as_json(reply: Reply, visit: Visit) -> Reply:
    """Follow Accept where the contract does not."""
    accepted = visit.headers.get("accept", "")
    is_meant = reply.status == 422 and "problem" not in accepted
    return reply.with_headers(content_type=JSON) if is_meant else reply


@defect(
    "ERR-01",
    "Leaves the title out where a source fails.",
    joint=Joint.WIRE,
    operation="listViolationNotices",
    refusals_too=True,
    also={"HTTP-01": "the schema demands a title"},
)
def no_title(reply: Reply, _: Visit) -> Reply:
    """Send a 503 without title."""
    return lacking(reply, "title") if reply.status == 503 else reply


@defect(
    "ERR-01",
    "Gives no id of the request to who has no token.",
    joint=Joint.WIRE,
    operation="createVerification",
    refusals_too=True,
    also={"HTTP-01": "the schema demands the id"},
)
def no_request_id(reply: Reply, _: Visit) -> Reply:
    """Send a 401 without requestId."""
    return lacking(reply, "requestId") if reply.status == 401 else reply


@defect(
    "ERR-02",
    "Calls an invalid verification worth repeating.",
    joint=Joint.RESPONSE,
    operation="createVerification",
    refusals_too=True,
)
def invalid_is_retryable(reply: Reply, _: Visit) -> Reply:
    """Set retryable with a 400."""
    return reply.with_members(retryable=True) if reply.status == 400 else reply


@defect(
    "ERR-02",
    "Names parameter and pointer for one fault of a date.",
    joint=Joint.WIRE,
    operation="getViolationStatus",
    refusals_too=True,
    also={"HTTP-01": "the schema admits exactly one of them"},
)
def two_places(reply: Reply, _: Visit) -> Reply:
    """Add a pointer to each fault of a 422."""
    if reply.status != 422:
        return reply
    faults = [{**fault, "pointer": "/asOf"} for fault in reply.document["errors"]]
    return reply.with_members(errors=faults)


@defect(
    "ERR-02",
    "Does not say which period is out of range.",
    joint=Joint.RESPONSE,
    operation="getRebateSummary",
    refusals_too=True,
)
def no_faults(reply: Reply, _: Visit) -> Reply:
    """Leave errors[] out of a 422."""
    return lacking(reply, "errors") if reply.status == 422 else reply


@defect(
    "ERR-02",
    "Calls a missing scope a missing authentication.",
    joint=Joint.RESPONSE,
    operation="listViolationNotices",
    refusals_too=True,
    also={
        "SEC-03": "the type is not insufficient-scope",
        "SEC-06": "nor is it disclosure-withheld where records are withheld",
    },
)
def type_of_another_status(reply: Reply, _: Visit) -> Reply:
    """Give a 403 the type of a 401."""
    if reply.status != 403:
        return reply
    return reply.with_members(type="https://trustlink.example/problems/authentication-required")


@defect(
    "ERR-03",
    "Shows the stack when a code has a zero byte.",
    joint=Joint.RESPONSE,
    operation="listCreditRatings",
    refusals_too=True,
)
def stack_shown(reply: Reply, visit: Visit) -> Reply:
    """Write a traceback into the detail."""
    is_meant = reply.status == 400 and "%00" in visit.path
    return reply.with_members(detail=_TRACE) if is_meant else reply


@defect(
    "ERR-03",
    "Names another supplier where one is not found.",
    joint=Joint.RESPONSE,
    operation="getRebateSummary",
    refusals_too=True,
)
def another_code_named(reply: Reply, _: Visit) -> Reply:
    """Suggest a code that nobody asked about."""
    if reply.status != 404:
        return reply
    return reply.with_members(detail=f"Did you mean {_NAMED}?")


@defect(
    "ERR-03",
    "Shows what the database says of a cursor.",
    joint=Joint.RESPONSE,
    operation="listRebateRecords",
    refusals_too=True,
)
def database_shown(reply: Reply, visit: Visit) -> Reply:
    """Copy the error of the database into the fault of a cursor."""
    if reply.status != 400 or b"cursor=" not in visit.query:
        return reply
    faults = [{**fault, "detail": _SQL} for fault in reply.document["errors"]]
    return reply.with_members(errors=faults)


@defect(
    "ERR-03",
    "Repeats an unusable token in the problem.",
    joint=Joint.RESPONSE,
    operation="createVerification",
    refusals_too=True,
)
def token_repeated(reply: Reply, visit: Visit) -> Reply:
    """Say which token can't be used."""
    token = visit.headers.get("authorization", "").partition(" ")[2]
    is_meant = reply.status == 401 and token
    return reply.with_members(detail=f"The token {token} can't be used.") if is_meant else reply


@defect(
    "ERR-04",
    "Breaks when the summary is wanted in Thai.",
    joint=Joint.WIRE,
    operation="getRebateSummary",
    also={
        "EXP-01": "there are no data in Thai to compare",
        "EXP-02": "there is no sentence in Thai",
    },
)
def broken_in_thai(reply: Reply, visit: Visit) -> Reply:
    """Answer 500 to one language."""
    is_meant = visit.headers.get("accept-language", "").startswith("th")
    return broken(reply) if is_meant else reply


@defect(
    "ERR-04",
    "Breaks at a code that is not in UTF-8.",
    joint=Joint.WIRE,
    operation="getViolationStatus",
    refusals_too=True,
)
def broken_by_bytes(reply: Reply, visit: Visit) -> Reply:
    """Answer 500 to what can't be decoded."""
    return broken(reply) if "\ufffd" in visit.path else reply


@defect(
    "ERR-04",
    "Breaks at a body that is no JSON.",
    joint=Joint.WIRE,
    operation="createVerification",
    refusals_too=True,
)
def broken_by_a_body(reply: Reply, _: Visit) -> Reply:
    """Answer 500 where reading fails."""
    if reply.status != 400:
        return reply
    codes = [fault["code"] for fault in reply.document["errors"]]
    return broken(reply) if "NOT_JSON" in codes else reply


@defect(
    "ERR-04",
    "Breaks at a long list of languages.",
    joint=Joint.WIRE,
    operation="getSupplier",
)
def broken_by_languages(reply: Reply, visit: Visit) -> Reply:
    """Answer 500 to more than a field of a database holds."""
    is_meant = len(visit.headers.get("accept-language", "")) > _LONGEST_FIELD
    return broken(reply) if is_meant else reply


@defect(
    "ERR-04",
    "Breaks at a limit that no machine word holds.",
    joint=Joint.WIRE,
    operation="listRebateRecords",
    refusals_too=True,
)
def broken_by_a_limit(reply: Reply, visit: Visit) -> Reply:
    """Answer 500 to a number of more than 19 digits."""
    return broken(reply) if _LONG_LIMIT.search(visit.query) else reply


@defect(
    "ERR-04",
    "Says that it has not implemented a method.",
    joint=Joint.EDGE,
    also={"HTTP-04": "405 is due"},
)
def not_implemented(reply: Reply, visit: Visit) -> Reply:
    """Answer 501 to PATCH."""
    is_meant = reply.status == 405 and visit.method == "PATCH"
    return replace(reply, status=501).with_members(status=501) if is_meant else reply


@defect(
    "ERR-04",
    "Calls the register of companies unavailable without a reason.",
    joint=Joint.WIRE,
    operation="getSupplier",
    refusals_too=True,
    also={"ERR-02": "the type is not one of the status"},
)
def outage_of_no_type(reply: Reply, _: Visit) -> Reply:
    """Give a 503 the type about:blank."""
    return reply.with_members(type="about:blank") if reply.status == 503 else reply


def broken(reply: Reply) -> Reply:
    """Return what a framework answers when a handler raises."""
    return Reply(500, {**reply.headers, "content-type": "text/html"}, _BROKEN)


def lacking(reply: Reply, name: str) -> Reply:
    """Return the reply without a member of its JSON object."""
    document: dict[str, Any] = reply.document
    return reply.with_document({key: one for key, one in document.items() if key != name})
