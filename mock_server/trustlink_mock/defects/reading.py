"""The defects of group HTTP about reading: what may be kept, what is known, what GET does."""

from collections.abc import Callable
from dataclasses import replace

from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink_mock.conditional import unless_known
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.problems import Problem, problem_reply
from trustlink_mock.substitutions.layer import Asked
from trustlink_mock.visit import Reply, Visit, record

_VERIFICATION, _IF_NONE_MATCH = "getVerification", "if-none-match"
_BEGINNING = 9
"""Characters of an ETag, the quotation mark among them."""


@defect(
    "HTTP-02",
    "Calls the ETag of a verification weak.",
    joint=Joint.WIRE,
    operation=_VERIFICATION,
    refusals_too=True,
)
def weak_etag(reply: Reply, _: Visit) -> Reply:
    """Put W/ before the ETag, wherever there is one."""
    etag = reply.headers.get("etag")
    return reply.with_headers(etag=f"W/{etag}") if etag else reply


@defect(
    "HTTP-02",
    "Leaves Vary out when nothing has changed.",
    joint=Joint.WIRE,
    operation=_VERIFICATION,
    refusals_too=True,
)
def no_vary_on_304(reply: Reply, _: Visit) -> Reply:
    """Send 304 with the ETag alone."""
    return without(reply, "vary") if reply.status == 304 else reply


@defect(
    "HTTP-02",
    "Gives another ETag when nothing has changed.",
    joint=Joint.WIRE,
    operation="getKeys",
    refusals_too=True,
)
def another_etag_on_304(reply: Reply, _: Visit) -> Reply:
    """Cut the ETag of a 304 short."""
    return reply.with_headers(etag='"0"') if reply.status == 304 else reply


@defect(
    "HTTP-02",
    "Sends the keys again to a client that has some already (`*`).",
    joint=Joint.REQUEST,
    operation="getKeys",
)
def any_state_ignored(asked: Asked) -> Asked:
    """Overlook `*` in If-None-Match."""
    return unconditional(asked) if asked.headers.get(_IF_NONE_MATCH) == "*" else asked


@defect(
    "HTTP-02",
    "Looks at the first ETag of a list alone.",
    joint=Joint.REQUEST,
    operation=_VERIFICATION,
)
def first_of_the_list(asked: Asked) -> Asked:
    """Cut If-None-Match at the comma."""
    if _IF_NONE_MATCH not in asked.headers:
        return asked
    first = asked.headers[_IF_NONE_MATCH].partition(",")[0]
    return replace(asked, headers={**asked.headers, _IF_NONE_MATCH: first})


@defect(
    "HTTP-02",
    "Looks for blanks between the ETags of a list.",
    joint=Joint.REQUEST,
    operation=_VERIFICATION,
)
def list_by_blanks(asked: Asked) -> Asked:
    """Take two ETags without a blank between them for one."""
    named = asked.headers.get(_IF_NONE_MATCH, "").replace('","', "-")
    return replace(asked, headers={**asked.headers, _IF_NONE_MATCH: named}) if named else asked


@defect(
    "HTTP-02",
    "Does not know an ETag again that a proxy has called weak.",
    joint=Joint.REQUEST,
    operation=_VERIFICATION,
)
def weak_etag_not_known(asked: Asked) -> Asked:
    """Overlook the members of If-None-Match that begin with W/."""
    return _with_members(asked, lambda one: not one.strip().startswith("W/"))


@defect(
    "HTTP-02",
    "Does not know an ETag again that has a blank before the comma.",
    joint=Joint.REQUEST,
    operation=_VERIFICATION,
)
def blank_before_comma(asked: Asked) -> Asked:
    """Overlook the members of If-None-Match that end in a blank."""
    return _with_members(asked, lambda one: one == one.rstrip())


@defect(
    "HTTP-02",
    "Calls a verification unchanged, whatever state the client has.",
    joint=Joint.REQUEST,
    operation=_VERIFICATION,
)
def always_unchanged(asked: Asked) -> Asked:
    """Take any If-None-Match for `*`."""
    if _IF_NONE_MATCH not in asked.headers:
        return asked
    return replace(asked, headers={**asked.headers, _IF_NONE_MATCH: "*"})


@defect(
    "HTTP-02",
    "Compares the beginnings of ETags alone.",
    joint=Joint.WIRE,
    operation=_VERIFICATION,
)
def beginnings_of_etags_compared(reply: Reply, visit: Visit) -> Reply:
    """Call a verification unchanged if eight characters are the same."""
    known, etag = visit.headers.get(_IF_NONE_MATCH, ""), reply.headers.get("etag", "")
    begins_alike = etag and known[:_BEGINNING] == etag[:_BEGINNING]
    return unless_known(reply, "*") if reply.status == 200 and begins_alike else reply


@defect(
    "HTTP-03",
    "Lets anybody keep the summaries of rebates.",
    joint=Joint.WIRE,
    operation="getRebateSummary",
)
def shared_summaries(reply: Reply, _: Visit) -> Reply:
    """Say public."""
    return reply.with_headers(cache_control="public, max-age=60")


@defect(
    "HTTP-03",
    "Says nothing of keeping where a supplier is not found.",
    joint=Joint.WIRE,
    refusals_too=True,
)
def not_found_without_cache_control(reply: Reply, _: Visit) -> Reply:
    """Leave Cache-Control out of a 404."""
    return without(reply, "cache-control") if reply.status == 404 else reply


@defect(
    "HTTP-03",
    "Does not say that refused dates are told in the language of the request.",
    joint=Joint.WIRE,
    refusals_too=True,
)
def no_vary_on_422(reply: Reply, _: Visit) -> Reply:
    """Leave Vary out of a 422."""
    return without(reply, "vary") if reply.status == 422 else reply


@defect(
    "HTTP-03",
    "Names two languages where the outcome of violations is not determined.",
    joint=Joint.WIRE,
    operation="getViolationStatus",
)
def two_languages(reply: Reply, _: Visit) -> Reply:
    """Say that the answer is in Chinese as well."""
    if reply.document["outcome"] != "INDETERMINATE":
        return reply
    return reply.with_headers(content_language=f"{reply.headers['content-language']}, zh-CN")


@defect(
    "HTTP-05",
    "Leaves the subheadings out of a summary that was asked for just before.",
    joint=Joint.APPLICATION,
)
def kept_from_before(app: ASGIApp) -> ASGIApp:
    """Drop them from the second of two answers in a row."""
    last: list[object] = []

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        reply = await record(app, scope, receive)
        is_meant = scope["path"].endswith("/summary") and reply.status == 200
        if is_meant and scope["method"] == "GET":
            asked = [scope["path"], scope["query_string"], _wishes(scope)]
            is_again, last[:] = asked == last, [] if asked == last else asked
            reply = reply.with_members(hs6=[]) if is_again else reply
        await reply.send(send)

    return answer


@defect(
    "HTTP-05",
    "Gives violations to HEAD as a page.",
    joint=Joint.WIRE,
    operation="getViolationStatus",
)
def page_for_head(reply: Reply, visit: Visit) -> Reply:
    """State text/html, as the shop in front of the interface does."""
    return reply.with_headers(content_type="text/html") if visit.method == "HEAD" else reply


@defect(
    "HTTP-05",
    "Does not find a supplier that is asked for with HEAD.",
    joint=Joint.WIRE,
    operation="getSupplier",
)
def head_not_found(reply: Reply, visit: Visit) -> Reply:
    """Answer 404 to HEAD."""
    if visit.method != "HEAD":
        return reply
    return problem_reply(Problem(404, "supplier-not-found"), visit)


def without(reply: Reply, *names: str) -> Reply:
    """Return the reply without these headers."""
    kept = {name: value for name, value in reply.headers.items() if name not in names}
    return replace(reply, headers=kept)


def unconditional(asked: Asked) -> Asked:
    """Return the request without If-None-Match."""
    kept = {name: value for name, value in asked.headers.items() if name != _IF_NONE_MATCH}
    return replace(asked, headers=kept)


def _with_members(asked: Asked, is_kept: Callable[[str], bool]) -> Asked:
    """Return the request with some members of If-None-Match; with another ETag if none is kept."""
    if _IF_NONE_MATCH not in asked.headers:
        return asked
    kept = [one for one in asked.headers[_IF_NONE_MATCH].split(",") if is_kept(one)]
    return replace(asked, headers={**asked.headers, _IF_NONE_MATCH: ",".join(kept) or '"none"'})


def _wishes(scope: Scope) -> list[bytes]:
    return [value for name, value in scope["headers"] if name.startswith(b"accept")]
