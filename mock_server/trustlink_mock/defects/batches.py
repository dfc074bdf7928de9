"""The defects of group BAT: answers in the wrong place, and items that suffer for others."""

from collections.abc import Sequence
from dataclasses import replace

from trustlink_mock.answers.rules import Rules
from trustlink_mock.answers.vocabulary import Json, JsonObject
from trustlink_mock.defects.changes import body_of, with_body
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.problems import RequestFault, invalid_request, problem_reply
from trustlink_mock.substitutions.layer import Asked
from trustlink_mock.visit import Reply, Visit

_BATCH = "createBatch"
_MOST = 10
_LONGEST = 20
"""Characters of a requester's number, by the schema."""
_UNKNOWN = "91440300TL00999928"
"""The sound code of no supplier."""


@defect(
    "BAT-01",
    "Answers a batch in the order of the codes.",
    joint=Joint.RULES,
    also={
        "BAT-02": "the problems of bad items stand in other places, too",
        "SUP-02": "its cases show the code",
    },
)
def sorted_by_code(honest: Rules) -> Rules:
    """Sort."""
    return replace(
        honest,
        batch_order=lambda answers: sorted(
            honest.batch_order(answers), key=lambda one: str(one["uscc"])
        ),
    )


@defect(
    "BAT-01",
    "Cuts a batch of more than ten to ten.",
    joint=Joint.REQUEST,
    operation=_BATCH,
    also={"SUP-02": "its cases show the code"},
)
def eleventh_dropped(asked: Asked) -> Asked:
    """Answer the first ten."""
    body = body_of(asked)
    items = body.get("items") if isinstance(body, dict) else None
    if not isinstance(items, list) or len(items) <= _MOST:
        return asked
    return with_body(asked, {**body, "items": items[:_MOST]})


@defect(
    "BAT-01",
    "Takes a supplier twice if it is asked about otherwise.",
    joint=Joint.RULES,
    also={
        "VER-02": "each result is concerned",
        "VER-01": "its cases show what is returned as sent",
    },
)
def twice_with_other_questions(honest: Rules) -> Rules:
    """Compare whole items."""

    def repeated(items: Sequence[JsonObject]) -> list[int]:
        return [place for place, item in enumerate(items) if item in items[:place]]

    return replace(honest, repeated_suppliers=repeated)


@defect(
    "BAT-01",
    "Notices that a supplier is named twice only in neighbours.",
    joint=Joint.RULES,
    also={
        "VER-02": "each result is concerned",
        "VER-01": "its cases show what is returned as sent",
    },
)
def neighbours_compared(honest: Rules) -> Rules:
    """Look one item back."""

    def repeated(items: Sequence[JsonObject]) -> list[int]:
        codes = [item["supplier"]["uscc"] for item in items]
        return [place for place in range(1, len(codes)) if codes[place] == codes[place - 1]]

    return replace(honest, repeated_suppliers=repeated)


@defect(
    "BAT-01",
    "Takes an ill-formed code in a batch for one that it does not know.",
    joint=Joint.REQUEST,
    operation=_BATCH,
    also={"ID-01": "the code is not refused", "SUP-02": "another code is shown"},
)
def ill_formed_code_unknown(asked: Asked) -> Asked:
    """Put a code that belongs to no supplier in its place."""
    body = body_of(asked)
    items = body.get("items") if isinstance(body, dict) else None
    if not isinstance(items, list):
        return asked
    return with_body(asked, {**body, "items": [_with_a_code(one) for one in items]})


@defect(
    "BAT-01",
    "Takes a requester's number of 21 characters, in a batch alone, for one of another scheme.",
    joint=Joint.REQUEST,
    operation=_BATCH,
)
def number_too_long_by_one(asked: Asked) -> Asked:
    """Cut it to twenty: the item has its problem, and the batch is answered."""
    body = body_of(asked)
    items = body.get("items") if isinstance(body, dict) else None
    if not isinstance(items, list):
        return asked
    return with_body(asked, {**body, "items": [_with_a_shorter_number(one) for one in items]})


def _with_a_shorter_number(item: object) -> object:
    requester = item.get("requester") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(requester, dict):
        return item
    number = requester.get("id")
    if not isinstance(number, str) or len(number) != _LONGEST + 1:
        return item
    return {**item, "requester": {**requester, "id": number[:_LONGEST]}}


@defect(
    "BAT-02",
    "Refuses a batch for a number of twenty characters, as if nineteen were the most.",
    joint=Joint.RESPONSE,
    operation=_BATCH,
)
def longest_number_refused(reply: Reply, visit: Visit) -> Reply:
    """Count from nought."""
    numbers = [item["requester"]["id"] for item in visit.body["items"]]
    places = [at for at, number in enumerate(numbers) if len(number) == _LONGEST]
    faults = [
        RequestFault("pointer", f"/items/{at}/requester/id", "TOO_LONG", "It is too long.")
        for at in places
    ]
    return problem_reply(invalid_request(*faults), visit) if faults else reply


def _with_a_code(item: object) -> object:
    subject = item.get("supplier") if isinstance(item, dict) else None
    code = subject.get("uscc") if isinstance(subject, dict) else None
    if not isinstance(item, dict) or not isinstance(code, str) or code.isupper() or not code:
        return item
    return {**item, "supplier": {"uscc": _UNKNOWN}}


@defect(
    "BAT-02",
    "Refuses a whole batch for a number that has not the form of its scheme.",
    joint=Joint.RESPONSE,
    operation=_BATCH,
)
def refused_for_a_form(reply: Reply, visit: Visit) -> Reply:
    """Answer 400 for what the schema admits."""
    problems = [one.get("problem", {}) for one in reply.document["items"]]
    codes = [fault["code"] for problem in problems for fault in problem.get("errors", ())]
    if "MALFORMED" not in codes:
        return reply
    fault = RequestFault("pointer", "/items/0/requester/id", "MALFORMED", "A form is wrong.", True)  # noqa: FBT003
    return problem_reply(invalid_request(fault), visit)


@defect(
    "ID-01",
    "Calls a batch with an ill-formed code an invalid request.",
    joint=Joint.WIRE,
    operation=_BATCH,
    refusals_too=True,
)
def invalid_request_in_batches(reply: Reply, _: Visit) -> Reply:
    """Know one type for all that a validator finds."""
    kind = reply.document.get("type", "") if reply.status == 400 else ""
    if not kind.endswith("invalid-identifier"):
        return reply
    return reply.with_members(type=kind.replace("invalid-identifier", "invalid-request"))


@defect(
    "BAT-02",
    "Puts the answers to bad items behind all others.",
    joint=Joint.RULES,
    also={"SUP-02": "its cases show the code"},
)
def problems_last(honest: Rules) -> Rules:
    """Collect them."""

    def order(answers: Sequence[Json]) -> list[Json]:
        return sorted(honest.batch_order(answers), key=lambda one: "problem" in one)

    return replace(honest, batch_order=order)


@defect("BAT-02", "Gives up a batch at the first bad number.", joint=Joint.RULES)
def given_up_at_a_bad_number(honest: Rules) -> Rules:
    """Answer the items behind it with its problem."""

    def order(answers: Sequence[Json]) -> list[Json]:
        given: list[Json] = []
        for one in honest.batch_order(answers):
            before = given[-1].get("problem") if given else None
            is_over = before is not None and before["status"] == 400
            given.append({"uscc": one["uscc"], "problem": before} if is_over else one)
        return given

    return replace(honest, batch_order=order)


@defect(
    "BAT-02",
    "Refuses a whole batch for one wrong check character.",
    joint=Joint.RESPONSE,
    operation=_BATCH,
)
def refused_for_one(reply: Reply, visit: Visit) -> Reply:
    """Answer 400."""
    problems = [one.get("problem", {}) for one in reply.document["items"]]
    if 400 not in [problem.get("status") for problem in problems]:
        return reply
    fault = RequestFault("pointer", "/items", "CHECK_CHARACTER", "An item is wrong.")
    return problem_reply(invalid_request(fault), visit)


@defect(
    "BAT-02",
    "Says of an unknown supplier in a batch that its code is wrong.",
    joint=Joint.RESPONSE,
    operation=_BATCH,
    also={"ERR-02": "the refusal is not of the type that is due"},
)
def unknown_told_as_wrong(reply: Reply, _: Visit) -> Reply:
    """Give the type of another problem."""
    kinds = "https://trustlink.example/problems/"
    wrong = {"type": f"{kinds}invalid-identifier", "status": 400}
    items = [
        {**one, "problem": {**one["problem"], **wrong}}
        if one.get("problem", {}).get("status") == 404
        else one
        for one in reply.document["items"]
    ]
    return reply.with_members(items=items)


@defect(
    "BAT-02",
    "Adds a problem to the verification of each item.",
    joint=Joint.WIRE,
    operation=_BATCH,
    also={"HTTP-01": "the schema admits exactly one of them"},
)
def problem_beside_verification(reply: Reply, _: Visit) -> Reply:
    """Call the problem of a good item about:blank."""
    problem = {"type": "about:blank", "title": "None.", "status": 404, "requestId": "req-none"}
    items = [{"problem": problem, **item} for item in reply.document["items"]]
    return reply.with_members(items=items)
