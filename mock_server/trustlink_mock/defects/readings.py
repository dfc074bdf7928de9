"""The defects of what can be read in two ways: a third reading."""

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

from trustlink_mock.defects.changes import body_of, with_body
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.substitutions.layer import Asked

_RATINGS, _STATUS, _RECORDS = "listCreditRatings", "getViolationStatus", "listRebateRecords"
_ESCAPED = re.compile(rb"/suppliers/%(?=3[0-9])")

Pairs = list[tuple[str, str]]


@defect(
    "VIO-10",
    "Answers for today where the year 0000 is asked about.",
    joint=Joint.REQUEST,
    operation=_RATINGS,
)
def year_nought_is_today(asked: Asked) -> Asked:
    """Take it for no day at all."""
    return _with_pairs(asked, lambda pairs: [one for one in pairs if not one[1].startswith("0000")])


@defect(
    "VIO-10",
    "Verifies for today where a body asks about the year 0000.",
    joint=Joint.REQUEST,
    operation="createVerification",
)
def year_nought_of_a_body_is_today(asked: Asked) -> Asked:
    """Leave it out."""
    body = body_of(asked)
    if not isinstance(body, dict) or not str(body.get("asOf", "")).startswith("0000"):
        return asked
    return with_body(asked, {name: one for name, one in body.items() if name != "asOf"})


@defect(
    "REB-05",
    "Sums up the latest twelve periods where those of the year 0000 are asked about.",
    joint=Joint.REQUEST,
    operation="getRebateSummary",
)
def periods_of_year_nought_left_out(asked: Asked) -> Asked:
    """Take them for none."""
    return _with_pairs(asked, lambda pairs: [one for one in pairs if not one[1].startswith("0000")])


@defect(
    "HTTP-07",
    "Answers for today where a day is given twice.",
    joint=Joint.REQUEST,
    operation=_STATUS,
)
def day_given_twice_ignored(asked: Asked) -> Asked:
    """Find a list where a text is expected, and take neither."""
    names = [name for name, _ in parse_qsl(asked.query.decode("latin-1"), keep_blank_values=True)]
    is_twice = names.count("asOf") > 1
    kept = _with_pairs(asked, lambda pairs: [one for one in pairs if one[0] != "asOf"])
    return kept if is_twice else asked


@defect(
    "HTTP-07",
    "Answers for today where a day has no value.",
    joint=Joint.REQUEST,
    operation=_STATUS,
    also={"VIO-10": "the empty text is no day"},
)
def empty_day_left_out(asked: Asked) -> Asked:
    """Take the empty text for nothing."""
    return _with_pairs(asked, lambda pairs: [one for one in pairs if one != ("asOf", "")])


@defect(
    "ID-01",
    "Compares a code in a path without decoding it.",
    joint=Joint.APPLICATION,
    also={"SUP-02": "the code is not the one that was asked about"},
)
def code_not_decoded(honest: ASGIApp) -> ASGIApp:
    """Take %39 for three characters."""

    async def undecoded(scope: Scope, receive: Receive, send: Send) -> None:
        raw = scope.get("raw_path") or b""
        if _ESCAPED.search(raw):
            scope = {**scope, "raw_path": _ESCAPED.sub(b"/suppliers/%25", raw)}
        await honest(scope, receive, send)

    return undecoded


@defect(
    "REB-10",
    "Takes a limit with a point for none.",
    joint=Joint.REQUEST,
    operation=_RECORDS,
    also={"ERR-02": "a limit of half a row is taken as well"},
)
def limit_with_a_point_left_out(asked: Asked) -> Asked:
    """Go on with the default."""
    return _with_pairs(
        asked, lambda pairs: [one for one in pairs if one[0] != "limit" or "." not in one[1]]
    )


@defect(
    "REB-10",
    "Begins anew if a cursor comes with the default limit, which the request before left out.",
    joint=Joint.REQUEST,
    operation=_RECORDS,
)
def default_limit_begins_anew(asked: Asked) -> Asked:
    """Take it for another request."""
    names = dict(parse_qsl(asked.query.decode("latin-1")))
    if names.get("limit") != "50" or "status" in names:
        return asked
    return _with_pairs(asked, lambda pairs: [one for one in pairs if one[0] != "cursor"])


def _with_pairs(asked: Asked, change: Callable[[Pairs], Pairs]) -> Asked:
    pairs = parse_qsl(asked.query.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    changed = change(pairs)
    query = urlencode(changed, encoding="latin-1").encode()
    return asked if changed == pairs else replace(asked, query=query)
