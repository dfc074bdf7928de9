"""The defects of group HTTP about what is asked: methods, types, sizes, names, quotas, paths."""

import json
import re
from dataclasses import replace

from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.defects.reading import without
from trustlink_mock.problems import Problem, problem_reply
from trustlink_mock.substitutions.layer import Asked
from trustlink_mock.visit import Reply, Visit, json_reply

_PAGE = b"<!doctype html><title>Page not found</title><p>Back to the shop</p>"
_SHOWN_AS_PAGE = "/balance-sheet"
_UNKNOWN = re.compile(rb"[a-z-]*page=|status=")


@defect(
    "HTTP-01",
    "States text/json for suppliers that are no longer active.",
    joint=Joint.WIRE,
    operation="getSupplier",
)
def another_media_type(reply: Reply, _: Visit) -> Reply:
    """Use the name that JSON never had."""
    is_active = reply.document["registrationStatus"] == "ACTIVE"
    return reply if is_active else reply.with_headers(content_type="text/json")


@defect(
    "HTTP-01",
    "States its own media type to a client that takes any application.",
    joint=Joint.WIRE,
    operation="getViolationStatus",
)
def own_media_type(reply: Reply, visit: Visit) -> Reply:
    """Look at Accept for the wrong purpose."""
    if not visit.headers.get("accept", "").startswith("application/*"):
        return reply
    return reply.with_headers(content_type="application/vnd.trustlink+json")


@defect(
    "HTTP-01",
    "Writes the supplier's code twice where it has several ratings.",
    joint=Joint.WIRE,
    operation="listCreditRatings",
)
def repeated_member(reply: Reply, _: Visit) -> Reply:
    """Join two objects as texts."""
    document = reply.document
    if len(document["ratings"]) < 2:
        return reply
    again = json.dumps({"uscc": document["uscc"]})[:-1].encode()
    return replace(reply, content=again + b"," + reply.content[1:])


@defect("HTTP-04", "Does not say which methods ratings have.", joint=Joint.EDGE)
def no_allow(reply: Reply, visit: Visit) -> Reply:
    """Leave Allow out at one path."""
    return without(reply, "allow") if visit.path.endswith("/credit-ratings") else reply


@defect("HTTP-04", "Says that verifications can be read where they are made.", joint=Joint.EDGE)
def wrong_allow(reply: Reply, visit: Visit) -> Reply:
    """List GET in place of POST."""
    is_meant = reply.status == 405 and visit.path.endswith("/verifications")
    return reply.with_headers(allow="GET, HEAD") if is_meant else reply


@defect("HTTP-04", "Does not know the path of a summary by another method.", joint=Joint.EDGE)
def method_not_found(reply: Reply, visit: Visit) -> Reply:
    """Answer 404 where 405 is due."""
    if reply.status != 405 or not visit.path.endswith("/summary"):
        return reply
    return problem_reply(Problem(404), visit)


@defect(
    "HTTP-04",
    "Takes application/* for something that it can't give.",
    joint=Joint.REQUEST,
    operation="getSupplier",
)
def wildcard_refused(asked: Asked) -> Asked:
    """Know application/json and */* alone."""
    is_meant = asked.headers.get("accept", "").startswith("application/*")
    return with_header(asked, "accept", "application/none") if is_meant else asked


@defect(
    "HTTP-04",
    "Gives JSON to a client that wants XML.",
    joint=Joint.REQUEST,
    operation="getRebateSummary",
)
def accept_ignored(asked: Asked) -> Asked:
    """Overlook Accept."""
    return with_header(asked, "accept", "*/*")


@defect(
    "HTTP-04",
    "Refuses JSON whose media type has a parameter.",
    joint=Joint.REQUEST,
    operation="createVerification",
)
def charset_refused(asked: Asked) -> Asked:
    """Compare the media type with its parameters."""
    is_meant = ";" in asked.headers.get("content-type", "")
    return with_header(asked, "content-type", "text/plain") if is_meant else asked


@defect(
    "HTTP-04",
    "Reads a batch whatever its media type.",
    joint=Joint.REQUEST,
    operation="createBatch",
)
def any_content_type(asked: Asked) -> Asked:
    """Take everything for JSON."""
    return with_header(asked, "content-type", "application/json")


@defect(
    "HTTP-04",
    "Calls a body that is too large invalid.",
    joint=Joint.WIRE,
    operation="createVerification",
    refusals_too=True,
    also={"ERR-02": "a 400 has to name the fault"},
)
def too_large_is_invalid(reply: Reply, visit: Visit) -> Reply:
    """Answer 400 in place of 413."""
    if reply.status != 413:
        return reply
    return problem_reply(Problem(400, "invalid-request"), visit)


@defect(
    "HTTP-06",
    "Does not tell who has no quota left when to verify again.",
    joint=Joint.WIRE,
    operation="createVerification",
    refusals_too=True,
)
def quota_without_retry_after(reply: Reply, _: Visit) -> Reply:
    """Leave Retry-After out of one operation's 429."""
    return without(reply, "retry-after") if reply.status == 429 else reply


@defect(
    "HTTP-06",
    "Does not tell when the register of companies will be back.",
    joint=Joint.WIRE,
    operation="getSupplier",
    refusals_too=True,
)
def outage_without_retry_after(reply: Reply, _: Visit) -> Reply:
    """Leave Retry-After out of a 503."""
    return without(reply, "retry-after") if reply.status == 503 else reply


@defect(
    "HTTP-06",
    "Writes the time to wait with its unit.",
    joint=Joint.WIRE,
    operation="listViolationNotices",
    refusals_too=True,
)
def retry_after_with_unit(reply: Reply, _: Visit) -> Reply:
    """Write 30s in a 504."""
    return reply.with_headers(retry_after="30s") if reply.status == 504 else reply


@defect(
    "HTTP-06",
    "Calls a used-up quota a source that is out of reach.",
    joint=Joint.WIRE,
    operation="listCreditRatings",
    refusals_too=True,
    also={"ERR-02": "the type is not one of the status"},
)
def quota_of_another_type(reply: Reply, _: Visit) -> Reply:
    """Give a 429 another type."""
    if reply.status != 429:
        return reply
    return reply.with_members(type="https://trustlink.example/problems/source-unavailable")


@defect(
    "HTTP-07",
    "Overlooks parameters of the list of notices that it does not know.",
    joint=Joint.REQUEST,
    operation="listViolationNotices",
)
def unknown_page_ignored(asked: Asked) -> Asked:
    """Drop each name that ends in `page`, and `status`."""
    kept = [one for one in asked.query.split(b"&") if not _UNKNOWN.match(one)]
    return replace(asked, query=b"&".join(kept))


@defect(
    "HTTP-07",
    "Overlooks names without a value in the query of the status.",
    joint=Joint.REQUEST,
    operation="getStatus",
)
def bare_name_ignored(asked: Asked) -> Asked:
    """Read pairs alone."""
    return replace(asked, query=asked.query if b"=" in asked.query else b"")


@defect(
    "HTTP-07",
    "Reads asof as asOf, and answers about another day than was meant.",
    joint=Joint.REQUEST,
    operation="listCreditRatings",
)
def names_folded(asked: Asked) -> Asked:
    """Compare names of parameters without regard to case."""
    return replace(asked, query=asked.query.replace(b"asof=", b"asOf="))


@defect(
    "HTTP-07",
    "Refuses an unknown parameter of the status without naming it.",
    joint=Joint.RESPONSE,
    operation="getStatus",
    refusals_too=True,
)
def unknown_name_not_told(reply: Reply, _: Visit) -> Reply:
    """Name the query as a whole."""
    if reply.status != 400:
        return reply
    faults = [{**fault, "parameter": "query"} for fault in reply.document["errors"]]
    return reply.with_members(errors=faults)


@defect(
    "HTTP-08",
    "Shows the shop's own page below a supplier.",
    joint=Joint.EDGE,
    also={"ERR-01": "a page is no problem"},
)
def page_for_a_path(reply: Reply, visit: Visit) -> Reply:
    """Answer 404 as text/html."""
    if not visit.path.endswith(_SHOWN_AS_PAGE):
        return reply
    return Reply(404, {**reply.headers, "content-type": "text/html"}, _PAGE)


@defect(
    "HTTP-08", "Says of a path it does not know that the supplier is unknown.", joint=Joint.EDGE
)
def path_taken_for_a_supplier(reply: Reply, visit: Visit) -> Reply:
    """Give the 404 the type supplier-not-found."""
    if not visit.path.startswith("/trustlink/v1/suppliers/") or reply.status != 404:
        return reply
    return reply.with_members(type="https://trustlink.example/problems/supplier-not-found")


@defect("HTTP-08", "Offers GET to who posts to an unknown path.", joint=Joint.EDGE)
def unknown_path_offers_get(reply: Reply, visit: Visit) -> Reply:
    """Answer 405 where there is nothing."""
    is_meant = visit.method == "POST" and reply.status == 404
    return problem_reply(Problem(405, headers={"allow": "GET"}), visit) if is_meant else reply


@defect("HTTP-08", "Serves the status as a file, too.", joint=Joint.EDGE)
def suffix_known(reply: Reply, visit: Visit) -> Reply:
    """Overlook .json at the end of a path."""
    is_meant = visit.path.endswith("/status.json")
    return json_reply({"state": "OPERATIONAL"}, cache_control="private") if is_meant else reply


@defect("HTTP-08", "Answers an unknown path with an empty list.", joint=Joint.EDGE)
def empty_list_of_suppliers(reply: Reply, visit: Visit) -> Reply:
    """Invent an operation that lists suppliers."""
    if visit.path != "/trustlink/v1/suppliers" or reply.status != 404:
        return reply
    kept = {**reply.headers, "content-type": "application/json"}
    return Reply(200, kept, b'{"items":[]}')


def with_header(asked: Asked, name: str, value: str) -> Asked:
    """Return the request with a header in place of its own."""
    return replace(asked, headers={**asked.headers, name: value})
