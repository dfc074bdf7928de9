"""Checks of each constraint of the request schemas: one broken at a time, and all at their limit.

The constraints are derived from the contract; identifiers and days have checks of their own (ID-01,
ID-05, VIO-10), and so has the number of items in a batch (BAT-01).
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from trustlink.contract import JsonObject
from trustlink_conformance.answer import Answer
from trustlink_conformance.constraint_bodies import (
    LONG_CHARACTER,
    BrokenBody,
    at_lower_limits,
    at_upper_limits,
    broken_bodies,
)
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import a_requester, verification_request
from trustlink_conformance.judgement import not_applicable
from trustlink_conformance.question import Posed, question_of
from trustlink_conformance.readings import reference_day
from trustlink_conformance.site import Site
from trustlink_conformance.target import MAIN_CREDENTIAL
from trustlink_conformance.verifications import batch_items

Items = list[JsonObject]
MEMBERS = ("", "supplier", "requester", "checks", "stage", "hsCodes", "clientReference")
OF_AN_ITEM = (*MEMBERS, "asOf")
ITEM = "/items/0"
OF_OTHER_CHECKS = ("/supplier/uscc", "/requester/id", "/asOf")
"""Members of a verification whose form another requirement speaks of."""
REFUSALS = (400, 413, 414, 422, 431)
LIMITS = {"lower": at_lower_limits, "upper": at_upper_limits}


@requirement("ERR-02")
@pytest.mark.parametrize("member", MEMBERS, ids=[one or "body" for one in MEMBERS])
def test_a_verification_that_breaks_one_constraint_is_refused(site: Site, member: str) -> None:
    schema = site.contract.schema("VerificationRequest")
    broken = broken_bodies(site.contract, schema, complete(site))
    tried = [one for one in of_member(member, broken) if one.pointer not in OF_OTHER_CHECKS]

    expect_refusals(site, "createVerification", tried)


@requirement("BAT-01", profile="batch")
@pytest.mark.parametrize("member", OF_AN_ITEM, ids=[one or "item" for one in OF_AN_ITEM])
def test_an_item_that_breaks_one_constraint_refuses_the_batch(site: Site, member: str) -> None:
    expect_refusals(site, "createBatch", of_member(member, broken_items(site), ITEM))


@requirement("BAT-01", profile="batch")
def test_a_batch_with_another_member_or_none_is_refused(site: Site) -> None:
    expect_refusals(site, "createBatch", (one for one in broken_items(site) if not one.pointer))


@requirement("DISC-03")
@pytest.mark.parametrize("limit", LIMITS)
def test_a_verification_at_the_limits_is_made(site: Site, limit: str) -> None:
    sound = complete(site)
    body = at_limits(site, sound, limit)
    answer = site.ask("createVerification", body={**body, "requester": requester_of(body, sound)})

    answer.expect_status(201)


@requirement("BAT-02", profile="batch")
def test_items_at_the_limits_are_answered_each_on_its_own(site: Site) -> None:
    for batch in items_at_the_limits(site):
        answer = site.ask("createBatch", body={"items": batch})
        answer.expect_status(200)
        for place, item in enumerate(batch):
            if is_of_a_scheme(site, item):
                answer.expect_absent(f"/items/{place}/problem")
            else:
                answer.expect(f"/items/{place}/problem/status", 400)


def complete(site: Site, **members: Any) -> JsonObject:
    """Return a sound verification with every member that the schema knows."""
    uscc = site.suppliers[0]
    requester = {"name": "Example Importer", **a_requester(site).as_json()}
    optional = {"hsCodes": ["853221"], "clientReference": "constraints"}
    named = {"uscc": uscc, "nameZh": LONG_CHARACTER, "nameEn": "Example"}
    about = {"supplier": named, "requester": requester, "asOf": reference_day(site)}
    return verification_request(site, uscc, **{**about, **optional, **members})


def broken_items(site: Site) -> Iterator[BrokenBody]:
    """Yield batches of which the first item breaks one constraint; a sound one follows."""
    _, *others = batch_items(site, min(len(site.suppliers), 2))
    first = complete(site)
    sound = [one for one in others if one["supplier"]["uscc"] != first["supplier"]["uscc"]]
    body = {"items": [first, *sound]}
    for one in broken_bodies(site.contract, site.contract.schema("BatchRequest"), body):
        is_open = one.keyword == "format"  # openapi/README.md, "Open, both accepted"
        if not is_open and one.pointer != "/items":
            yield one


def of_member(member: str, broken: Iterable[BrokenBody], start: str = "") -> Iterator[BrokenBody]:
    """Yield those that break a constraint on this member or in it; "" is the whole value."""
    place = f"{start}/{member}" if member else start
    for one in broken:
        inside = bool(member) and one.pointer.startswith(f"{place}/")
        if one.pointer == place or inside:
            yield one


def expect_refusals(site: Site, operation_id: str, broken: Iterable[BrokenBody]) -> None:
    """Expect each body to be refused; of a 5xx ERR-04 speaks alone."""
    tried = list(broken)
    answers = list(site.ask_each(posed(site, operation_id, one) for one in tried))
    known = [both for both in zip(tried, answers, strict=True) if not is_broken(both[1])]
    if not known:
        not_applicable("each of these bodies breaks the site (see ERR-04)")
    for one, answer in known:
        site.expect_that(
            f"a refusal: {one.pointer or 'the body'} breaks {one.told}", answer.status, answer,
            pointer="status", holds=answer.status in REFUSALS,
        )  # fmt: skip


def posed(site: Site, operation_id: str, one: BrokenBody) -> Posed:
    operation = site.contract.operation(operation_id)
    asked = question_of(operation, {}, body=one.body, credential=MAIN_CREDENTIAL)
    return Posed(asked, site.about(operation=operation_id).origin)


def is_broken(answer: Answer) -> bool:
    return answer.failed or answer.status >= 500


def at_limits(site: Site, body: JsonObject, limit: str) -> JsonObject:
    schema = site.contract.schema("VerificationRequest")
    changed: JsonObject = LIMITS[limit](site.contract, schema, body)
    return changed


def requester_of(body: JsonObject, other: JsonObject) -> JsonObject:
    """Return the requester of a body, with the number of another one."""
    return {**body["requester"], "id": other["requester"]["id"]}


def items_at_the_limits(site: Site) -> Iterator[Items]:
    """Yield batches in which each item names a supplier of its own.

    The schema admits numbers that are of no scheme: those are the problem of their items.
    """
    sound = complete(site)
    limited = [at_limits(site, sound, limit) for limit in LIMITS]
    items = [{**one, "requester": requester_of(one, sound)} for one in limited]
    items += [{**sound, "requester": requester_of(sound, one)} for one in limited]
    most = min(len(site.suppliers), len(items))
    for start in range(0, len(items), most):
        together = items[start : start + most]
        yield [
            {**one, "supplier": {**one["supplier"], "uscc": uscc}}
            for one, uscc in zip(together, site.suppliers, strict=False)
        ]


def is_of_a_scheme(site: Site, item: JsonObject) -> bool:
    return bool(item["requester"]["id"] == a_requester(site).number)
