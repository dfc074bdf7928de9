"""The defects of REB-10: lists that lose, repeat or reorder rows, and cursors that fit too much."""

from collections.abc import Mapping
from dataclasses import replace

from trustlink_mock.answers.rules import Place, Rules
from trustlink_mock.answers.vocabulary import Json, JsonObject
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.substitutions.layer import Asked
from trustlink_mock.visit import Reply, Visit

_RECORDS, _NOTICES = "listRebateRecords", "listViolationNotices"
_MANY = 20
_CODE = b'"CURSOR_INVALID"'
_ROWS_LOST: Mapping[str, str] = {
    "REB-13": "fewer records are listed than are counted",
    "VIO-09": "fewer notices are listed than are counted",
    "REB-11": "a filtered list has other seams",
}
_ROWS_REPEATED: Mapping[str, str] = {"REB-13": "more records are listed than are counted"}


@defect(
    "REB-10",
    "Goes on with the next day after a page, whatever is left of the day it ended with.",
    joint=Joint.RULES,
    also=_ROWS_LOST,
)
def rest_of_the_day_lost(honest: Rules) -> Rules:
    """Page by the day of the last row, not by its id."""
    return replace(honest, follows=lambda place, last: place.day < last.day)


@defect(
    "REB-10",
    "Begins a page with the last row of the page before.",
    joint=Joint.RULES,
    also=_ROWS_REPEATED,
)
def last_row_repeated(honest: Rules) -> Rules:
    """Go on from a row instead of after it."""

    def follows(place: Place, last: Place) -> bool:
        return place == last or honest.follows(place, last)

    return replace(honest, follows=follows)


@defect("REB-10", "Gives 101 rows if 100 are asked for.", joint=Joint.RULES)
def one_row_more_than_a_hundred(honest: Rules) -> Rules:
    """Look one row ahead, and show it."""

    def size(limit: int) -> int:
        return 101 if limit == 100 else honest.page_size(limit)

    return replace(honest, page_size=size)


@defect(
    "REB-10",
    "Gives a hundred rows if no limit is given.",
    joint=Joint.REQUEST,
    operation=_RECORDS,
)
def default_of_a_hundred(asked: Asked) -> Asked:
    """Add the limit."""
    return asked if b"limit=" in asked.query else replace(asked, query=asked.query + b"&limit=100")


@defect(
    "REB-10",
    "Lists records of one day with the last id first where a page has many rows.",
    joint=Joint.RESPONSE,
    operation=_RECORDS,
)
def ids_descending(reply: Reply, _: Visit) -> Reply:
    """Turn both parts of the order round."""
    items = reply.document["items"]
    if len(items) <= _MANY:
        return reply
    by_both = sorted(items, key=lambda row: (row["exportDate"], row["recordId"]), reverse=True)
    return reply.with_members(items=by_both)


@defect(
    "REB-10",
    "Orders records by tax period and id if no limit is given.",
    joint=Joint.RESPONSE,
    operation=_RECORDS,
)
def by_tax_period(reply: Reply, visit: Visit) -> Reply:
    """Sort what was paged by another key."""
    if b"limit=" in visit.query:
        return reply
    by_id = sorted(reply.document["items"], key=lambda row: str(row["recordId"]))
    by_period = sorted(by_id, key=lambda row: str(row["taxPeriod"]), reverse=True)
    return reply.with_members(items=by_period)


@defect(
    "REB-10",
    "Lists the gravest notices first.",
    joint=Joint.RESPONSE,
    operation=_NOTICES,
    also={
        "VIO-09": "its cases show the list in order",
        "VIO-12": "its cases show the list in order",
        "VIO-14": "its cases show the list in order",
    },
)
def gravest_first(reply: Reply, _: Visit) -> Reply:
    """Sort what was paged by another key."""
    items = reply.document["items"]
    by_gravity = sorted(items, key=lambda row: row.get("severity") == "SERIOUS", reverse=True)
    return reply.with_members(items=by_gravity)


@defect("REB-10", "Accepts a cursor with another status.", joint=Joint.RULES)
def cursor_of_any_status(honest: Rules) -> Rules:
    """Forget the filter."""
    return _unbound(honest, "status")


@defect("REB-10", "Accepts a cursor with another commodity code.", joint=Joint.RULES)
def cursor_of_any_goods(honest: Rules) -> Rules:
    """Forget the filter."""
    return _unbound(honest, "hsCode")


@defect(
    "REB-10",
    "Accepts a cursor with another range of periods.",
    joint=Joint.RULES,
    also={"REB-05": "records of the former range are given"},
)
def cursor_of_any_period(honest: Rules) -> Rules:
    """Keep the range of the first request, whatever is asked for now."""
    return _unbound(honest, "to")


@defect("REB-10", "Accepts a cursor of another supplier's list.", joint=Joint.RULES)
def cursor_of_any_supplier(honest: Rules) -> Rules:
    """Forget whose list it was."""
    return _unbound(honest, "uscc")


@defect("REB-10", "Accepts a cursor with another asOf.", joint=Joint.RULES)
def cursor_of_any_day(honest: Rules) -> Rules:
    """Keep the day of the first request, whatever is asked for now."""
    return _unbound(honest, "asOf")


@defect(
    "REB-10",
    "Begins anew if it does not know a cursor.",
    joint=Joint.REQUEST,
    operation=_RECORDS,
)
def unknown_cursor_overlooked(asked: Asked) -> Asked:
    """Forget cursors that are shorter than its own."""
    parts = asked.query.split(b"&")
    kept = [part for part in parts if not part.startswith(b"cursor=") or len(part) > 60]
    return replace(asked, query=b"&".join(kept))


@defect(
    "REB-14",
    "Has a code of its own for a cursor of the list of records that it does not know.",
    joint=Joint.WIRE,
    operation=_RECORDS,
    refusals_too=True,
)
def own_code_for_cursors(reply: Reply, _: Visit) -> Reply:
    """Call it INVALID_PARAMETER, as every other parameter."""
    return replace(reply, content=reply.content.replace(_CODE, b'"INVALID_PARAMETER"'))


@defect(
    "REB-14",
    "Names another parameter where a cursor of the list of notices is refused.",
    joint=Joint.WIRE,
    operation=_NOTICES,
    refusals_too=True,
)
def fault_of_the_limit(reply: Reply, _: Visit) -> Reply:
    """Blame the limit, which does not go with the cursor."""
    if _CODE not in reply.content:
        return reply
    content = reply.content.replace(b'"parameter":"cursor"', b'"parameter":"limit"')
    return replace(reply, content=content)


def _unbound(honest: Rules, name: str) -> Rules:
    def bound(parameters: JsonObject) -> Json:
        known = honest.bound_to_cursor(parameters)
        return {key: value for key, value in known.items() if key != name}

    return replace(honest, bound_to_cursor=bound)
