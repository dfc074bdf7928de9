"""The defects of several groups that show in seldom spellings: of codes, numbers, days, keys."""

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.defects.changes import OF_A_MENDED_NUMBER, body_of, with_body
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.problems import Problem, RequestFault, invalid_request, problem_reply
from trustlink_mock.receipts import Seal
from trustlink_mock.substitutions.layer import Asked
from trustlink_mock.visit import JSON, Reply, Visit, json_bytes

_RATINGS, _NOTICES, _RECORDS = "listCreditRatings", "listViolationNotices", "listRebateRecords"
_VERIFICATION = "createVerification"
_SOUND = {"sg-uen": "202699001M", "vn-mst": "0199000017"}


@defect("ID-01", "Takes a code with a line feed behind.", joint=Joint.REQUEST, operation=_RATINGS)
def line_feed_accepted(asked: Asked) -> Asked:
    """Match up to the end of the line."""
    code = asked.path["uscc"].removesuffix("%0A").removesuffix("\n")
    return replace(asked, path={**asked.path, "uscc": code})


@defect(
    "ID-02",
    "Does not know a code of another registrar, whatever its check character is.",
    joint=Joint.WIRE,
    operation="getSupplier",
    refusals_too=True,
)
def other_registrars_not_checked(reply: Reply, visit: Visit) -> Reply:
    """Answer 404."""
    is_meant = reply.status == 400 and "/suppliers/93" in visit.path
    return problem_reply(Problem(404, "supplier-not-found"), visit) if is_meant else reply


@defect(
    "ID-03",
    "Lists no notices for a code of another registrar, which it does not know.",
    joint=Joint.WIRE,
    operation=_NOTICES,
    refusals_too=True,
)
def nobody_has_no_notices(reply: Reply, visit: Visit) -> Reply:
    """Answer 200 with an empty list."""
    if reply.status != 404 or not visit.parameters["uscc"].startswith("93"):
        return reply
    document = {"uscc": visit.parameters["uscc"], "items": []}
    return Reply(200, {**reply.headers, "content-type": JSON}, json_bytes(document))


@defect(
    "ID-05",
    "Takes a Vietnamese branch 000.",
    joint=Joint.REQUEST,
    operation=_VERIFICATION,
    also={"ID-07": "it returns the number of the enterprise"},
)
def branch_of_nothing_accepted(asked: Asked) -> Asked:
    """Count branches from 0."""
    return _with_number(asked, "vn-mst", "[0-9]{10}-000")


@defect(
    "ID-05",
    "Takes the number of another entity of Singapore whose year is still to come.",
    joint=Joint.REQUEST,
    operation=_VERIFICATION,
    also=OF_A_MENDED_NUMBER,
)
def entity_to_come_accepted(asked: Asked) -> Asked:
    """Read T99 as 1999."""
    return _with_number(asked, "sg-uen", "T99.*")


@defect(
    "BAT-02",
    "Looks in batches at the form of a Singapore number only.",
    joint=Joint.REQUEST,
    operation="createBatch",
)
def letter_not_checked_in_batches(asked: Asked) -> Asked:
    """Take any check letter."""
    return _with_number(asked, "sg-uen", "[0-9]{9}A")


@defect(
    "ID-07",
    "Writes several blanks in an importer's name as one.",
    joint=Joint.SEAL,
    also={"VER-01": "a requester is not returned as sent"},
)
def blanks_of_a_name_collapsed(honest: Seal) -> Seal:
    """Tidy up."""

    def seal(told: Json, uscc: str) -> Json:
        requester = told["requester"]
        tidy = {"name": " ".join(requester["name"].split())} if "name" in requester else {}
        return honest({**told, "requester": {**requester, **tidy}}, uscc)

    return seal


@defect(
    "ID-07",
    "Refuses a business of Singapore whose check letter is X.",
    joint=Joint.RESPONSE,
    operation=_VERIFICATION,
)
def rare_letter_refused(reply: Reply, visit: Visit) -> Reply:
    """Know a letter too few."""
    if not re.fullmatch("[0-9]{8}X", visit.body["requester"]["id"]):
        return reply
    fault = RequestFault("pointer", "/requester/id", "CHECK_CHARACTER", "It is wrong.")
    return problem_reply(invalid_request(fault), visit)


@defect(
    "VIO-10",
    "Answers about ratings 422 to a day that no February has.",
    joint=Joint.WIRE,
    operation=_RATINGS,
    refusals_too=True,
)
def no_real_day_out_of_range(reply: Reply, visit: Visit) -> Reply:
    """Take it for one that can't be asked about."""
    if reply.status != 400 or b"-02-30" not in visit.query:
        return reply
    fault = RequestFault("parameter", "asOf", "OUT_OF_RANGE", "It is out of range.")
    return problem_reply(Problem(422, "date-out-of-range", faults=(fault,)), visit)


@defect(
    "VIO-10",
    "Takes a day with a time where notices are listed.",
    joint=Joint.REQUEST,
    operation=_NOTICES,
)
def time_of_day_ignored(asked: Asked) -> Asked:
    """Read as far as is understood."""
    return _with_parameter(asked, "asOf", lambda day: day.partition("T")[0])


@defect(
    "REB-05",
    "Calls periods in wrong order out of range where records are listed.",
    joint=Joint.WIRE,
    operation=_RECORDS,
    refusals_too=True,
)
def wrong_order_out_of_range(reply: Reply, visit: Visit) -> Reply:
    """Answer 422."""
    if reply.status != 400 or b"AFTER_TO" not in reply.content:
        return reply
    fault = RequestFault("parameter", "from", "AFTER_TO", "It lies after to.")
    return problem_reply(Problem(422, "date-out-of-range", faults=(fault,)), visit)


@defect(
    "REB-05",
    "Sums up from a month before the first that it announces.",
    joint=Joint.REQUEST,
    operation="getRebateSummary",
)
def earlier_than_announced(asked: Asked) -> Asked:
    """Begin where the data do."""
    starts = {"2021-10": "2021-11"}
    return _with_parameter(asked, "from", lambda period: starts.get(period, period))


@defect(
    "REB-05",
    "Lists by default the periods of the calendar year.",
    joint=Joint.WIRE,
    operation=_RECORDS,
)
def list_of_the_calendar_year(reply: Reply, visit: Visit) -> Reply:
    """Begin in January."""
    if b"from=" in visit.query:
        return reply
    return reply.with_members(**{"from": f"{reply.document['to'][:4]}-01"})


@defect(
    "VER-09",
    "Takes a key of any length, and cuts it.",
    joint=Joint.REQUEST,
    operation=_VERIFICATION,
)
def overlong_key_cut(asked: Asked) -> Asked:
    """Keep what fits."""
    key = asked.headers.get("idempotency-key", "")
    if len(key) != 129:
        return asked
    return replace(asked, headers={**asked.headers, "idempotency-key": key[:128]})


@defect(
    "ERR-02",
    "Calls the Idempotency-Key a parameter.",
    joint=Joint.WIRE,
    operation=_VERIFICATION,
    refusals_too=True,
)
def header_told_as_parameter(reply: Reply, _: Visit) -> Reply:
    """Know one kind of place."""
    faults = reply.document.get("errors", []) if reply.status == 400 else []
    told = [
        {**{name: one[name] for name in one if name != "header"}, "parameter": one["header"]}
        if "header" in one
        else one
        for one in faults
    ]
    return reply.with_members(errors=told) if faults else reply


@defect(
    "ERR-02",
    "Writes a pointer into a list with a dot.",
    joint=Joint.WIRE,
    operation=_VERIFICATION,
    refusals_too=True,
)
def dotted_pointer(reply: Reply, _: Visit) -> Reply:
    """Show the path of the validator."""
    faults = reply.document.get("errors", []) if reply.status == 400 else []
    told = [
        {**one, "pointer": one["pointer"][1:].replace("/", ".")}
        if "/hsCodes/" in one.get("pointer", "")
        else one
        for one in faults
    ]
    return reply.with_members(errors=told) if faults else reply


@defect(
    "BAT-02",
    "Lets the pointers in an item's problem start at the batch.",
    joint=Joint.WIRE,
    operation="createBatch",
)
def pointers_from_the_batch(reply: Reply, _: Visit) -> Reply:
    """Put the item's place in front."""
    items = [
        _pointed(one, f"/items/{at}") if "problem" in one else one
        for at, one in enumerate(reply.document["items"])
    ]
    return reply.with_members(items=items)


def _pointed(item: Json, place: str) -> Json:
    faults = [
        {**one, "pointer": place + one["pointer"]} if "pointer" in one else one
        for one in item["problem"].get("errors", [])
    ]
    named = {"errors": faults} if faults else {}
    return {**item, "problem": {**item["problem"], **named}}


def _with_parameter(asked: Asked, name: str, change: Callable[[str], str]) -> Asked:
    pairs = parse_qsl(asked.query.decode(), keep_blank_values=True)
    changed = [(key, change(value) if key == name else value) for key, value in pairs]
    return asked if changed == pairs else replace(asked, query=urlencode(changed).encode())


def _with_number(asked: Asked, scheme: str, form: str) -> Asked:
    """Return a request in which numbers of a form are replaced by one that is right."""
    body = body_of(asked)
    if not isinstance(body, dict):
        return asked
    items = body.get("items")
    if isinstance(items, list):
        return with_body(asked, {**body, "items": [_numbered(one, scheme, form) for one in items]})
    return with_body(asked, _numbered(body, scheme, form))


def _numbered(body: Json, scheme: str, form: str) -> Json:
    requester = body.get("requester")
    if not isinstance(requester, dict) or not re.fullmatch(form, str(requester.get("id"))):
        return body
    return {**body, "requester": {**requester, "id": _SOUND[scheme]}}
