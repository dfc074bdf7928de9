"""The defects of verifications that show in one question: its goods, its names, its key."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from trustlink.identifiers import HsCode, PilotScope
from trustlink_mock.answers.policy import Policy
from trustlink_mock.answers.rules import Rules
from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.defects.changes import body_of, with_body, with_checks
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.receipts import Seal
from trustlink_mock.substitutions.layer import Asked
from trustlink_mock.visit import Reply, Visit

_CODE = re.compile("([0-9]{2}){3,5}")
_BATCH = "createBatch"
_FEW_CODES = 10


@defect("PIL-02", "Looks at the first ten codes of the goods only.", joint=Joint.RULES)
def ten_codes_looked_at(honest: Rules) -> Rules:
    """Stop at ten."""

    def scope(codes: Sequence[HsCode], policy: Policy) -> PilotScope:
        return honest.scope_of_goods(codes[:_FEW_CODES], policy)

    return replace(honest, scope_of_goods=scope)


@defect("PIL-02", "Takes goods that are named twice for partly outside.", joint=Joint.RULES)
def goods_named_twice_are_partial(honest: Rules) -> Rules:
    """Compare how many it found with how many it was asked."""

    def scope(codes: Sequence[HsCode], policy: Policy) -> PilotScope:
        is_repeated = len(set(codes)) < len(codes)
        return "PARTIAL" if is_repeated else honest.scope_of_goods(codes, policy)

    return replace(honest, scope_of_goods=scope)


@defect(
    "PIL-03",
    "Does not check goods in a batch if an item names one code.",
    joint=Joint.REQUEST,
    operation=_BATCH,
)
def outside_not_checked_in_batches(asked: Asked) -> Asked:
    """Overlook the code."""
    body = body_of(asked)
    if not isinstance(body, dict) or not isinstance(body.get("items"), list):
        return asked
    return with_body(asked, {**body, "items": [_without_one_code(one) for one in body["items"]]})


@defect(
    "VER-03",
    "Calls a verification in a batch complete although an authority was not covered.",
    joint=Joint.RESPONSE,
    operation=_BATCH,
    also={"EVD-02": "the receipt covers what the verification said before"},
)
def gap_in_batches_ignored(reply: Reply, _: Visit) -> Reply:
    """Look at the outcomes alone."""

    def change(told: Json) -> Json:
        outcomes = [one["outcome"] for one in told["results"].values()]
        return {} if "INDETERMINATE" in outcomes else {"completeness": "COMPLETE"}

    return _with_verifications(reply, change)


@defect("VER-01", "Trims a client's reference.", joint=Joint.SEAL)
def reference_trimmed(honest: Seal) -> Seal:
    """Drop blanks at both ends."""

    def seal(told: Json, uscc: str) -> Json:
        if "clientReference" not in told:
            return honest(told, uscc)
        return honest({**told, "clientReference": told["clientReference"].strip()}, uscc)

    return seal


@defect(
    "VER-02",
    "Does the first of two checks only, if they stand in another order than its own.",
    joint=Joint.REQUEST,
    operation=_BATCH,
)
def order_of_checks_matters(asked: Asked) -> Asked:
    """Stop where the order ends."""
    body = body_of(asked)
    if not isinstance(body, dict) or not isinstance(body.get("items"), list):
        return asked
    turned = ["NO_VIOLATION", "CREDIT_RATING"]
    items = [
        {**one, "checks": turned[:1]}
        if isinstance(one, dict) and one.get("checks") == turned
        else one
        for one in body["items"]
    ]
    return with_body(asked, {**body, "items": items})


@defect(
    "VER-05",
    "Shows a reference in ASCII where it is read again.",
    joint=Joint.WIRE,
    operation="getVerification",
)
def reference_read_in_ascii(reply: Reply, _: Visit) -> Reply:
    """Put question marks."""
    text = reply.document.get("clientReference")
    return (
        reply
        if text is None
        else reply.with_members(clientReference=text.encode("ascii", "replace").decode())
    )


@defect("VER-08", "Takes symbols in a name for punctuation.", joint=Joint.RULES)
def symbols_dropped(honest: Rules) -> Rules:
    """Compare letters and digits."""

    def agree(supplied: str, registered: str | None) -> bool:
        return honest.names_agree(supplied.replace("+", ""), registered)

    return replace(honest, names_agree=agree)


@defect("VER-08", "Compares names without accents.", joint=Joint.RULES)
def accents_dropped(honest: Rules) -> Rules:
    """Drop what combines with the letter before."""

    def agree(supplied: str, registered: str | None) -> bool:
        return honest.names_agree(supplied.replace("\u0301", ""), registered)

    return replace(honest, names_agree=agree)


@defect("VER-09", "Ignores the key of a batch.", joint=Joint.REQUEST, operation=_BATCH)
def key_of_a_batch_ignored(asked: Asked) -> Asked:
    """Make it anew."""
    kept = {name: one for name, one in asked.headers.items() if name != "idempotency-key"}
    return replace(asked, headers=kept)


@defect(
    "VER-09",
    "Takes checks in another order for the same request.",
    joint=Joint.REQUEST,
    operation="createVerification",
)
def order_of_checks_ignored_by_key(asked: Asked) -> Asked:
    """Sort what was asked for."""
    return with_checks(asked, sorted) if "idempotency-key" in asked.headers else asked


def _without_one_code(item: Any) -> Any:
    codes = item.get("hsCodes") if isinstance(item, dict) else None
    if not isinstance(codes, list) or len(codes) != 1 or not _CODE.fullmatch(str(codes[0])):
        return item
    return {name: one for name, one in item.items() if name != "hsCodes"}


def _with_verifications(reply: Reply, change: Callable[[Json], Json]) -> Reply:
    items = [
        {**one, "verification": {**one["verification"], **change(one["verification"])}}
        if "verification" in one
        else one
        for one in reply.document["items"]
    ]
    return reply.with_members(items=items)
