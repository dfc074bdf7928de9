"""Handler of batches: several verifications at once, each on its own (BAT-01, BAT-02)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive

from trustlink_mock.clients import Client
from trustlink_mock.handlers.caching import NEVER
from trustlink_mock.handlers.verifications import Made, client_of, once, verified
from trustlink_mock.identifier_faults import body_identifier_faults
from trustlink_mock.problems import (
    Problem,
    RequestFault,
    invalid_request,
    problem_document,
)
from trustlink_mock.site import Site
from trustlink_mock.verifications import Verification
from trustlink_mock.visit import Reply, Visit, json_reply

Body = dict[str, Any]


async def create_batch(visit: Visit, site: Site, _: Receive) -> Reply:
    """Make the verifications of a batch, or give those of the same Idempotency-Key again."""
    client = client_of(visit)
    _refuse_repeated(visit.body["items"], site)
    return await once(visit, site, client, lambda: _made(visit, site, client))


@dataclass(frozen=True, slots=True)
class _Item:
    """Is the answer to one item, with its verification if it has one."""

    document: Body
    verification: Verification | None = None


async def _made(visit: Visit, site: Site, client: Client) -> Made:
    """Answer every item in its place; slow sources of different items are awaited together."""
    asked = (_item(item, visit, site, client) for item in visit.body["items"])
    items = await asyncio.gather(*asked)
    reply = json_reply(
        {"items": site.rules.batch_order([one.document for one in items])},
        cache_control=NEVER,
        content_language=site.sight_of(visit).language,
        vary="Accept-Language",
    )
    return Made(reply, tuple(one.verification for one in items if one.verification))


async def _item(item: Body, visit: Visit, site: Site, client: Client) -> _Item:
    answer = {"uscc": item["supplier"]["uscc"]}
    faults = body_identifier_faults((), item, today=site.today)
    try:
        if faults:
            raise invalid_request(*faults)
        verification = await verified(item, visit, site, client)
    except Problem as problem:
        return _Item({**answer, "problem": problem_document(problem, visit)})
    return _Item({**answer, "verification": verification.document}, verification)


def _refuse_repeated(items: Sequence[Body], site: Site) -> None:
    """Raise Problem 400 if a supplier is named twice; the schema has judged all other shape."""
    faults = tuple(map(_repeated, site.rules.repeated_suppliers(items)))
    if faults:
        raise Problem(400, "invalid-request", faults=faults)


def _repeated(place: int) -> RequestFault:
    where = f"/items/{place}/supplier/uscc"
    return RequestFault("pointer", where, "DUPLICATE", "Each supplier may be named once.")
