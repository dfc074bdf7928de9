"""Checks of group BAT: several verifications in one call, each on its own."""

from itertools import zip_longest

import pytest

from trustlink.contract import JsonObject
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import PROBLEMS, expect_problem
from trustlink_conformance.site import Site
from trustlink_conformance.verifications import (
    MOST_IN_A_BATCH,
    ask_for_batch,
    batch_items,
    body_of,
    nobodies,
)

Items = list[JsonObject]
WRONG_NUMBER = {"country": "TH", "scheme": "th-tin", "id": "0105569990012"}
"""Its check digit is wrong; 1 is right."""
OTHER_FORMS = (
    {"country": "SG", "scheme": "sg-uen", "id": "a"},
    {"country": "SG", "scheme": "sg-uen", "id": "202699001m"},
    {"country": "TH", "scheme": "th-tin", "id": "010556999001"},
    {"country": "VN", "scheme": "vn-mst", "id": "0199000017-000"},
    {"country": "VN", "scheme": "sg-uen", "id": "202699001M"},
)
"""What the schema admits, and the rules of a scheme do not."""


@requirement("BAT-01", profile="batch")
def test_ten_suppliers_are_answered_in_the_order_of_the_request(site: Site) -> None:
    expect_in_order(ask_for_batch(site))


@requirement("BAT-01", profile="batch")
def test_a_batch_of_one_is_answered(site: Site) -> None:
    expect_in_order(ask(site, batch_items(site, 1)))


@requirement("BAT-01", profile="batch")
@pytest.mark.parametrize("count", [0, MOST_IN_A_BATCH + 1])
def test_none_or_more_than_ten_are_refused(site: Site, count: int) -> None:
    expect_problem(ask(site, batch_items(site, count)), 400, "invalid-request")


@requirement("BAT-01", profile="batch")
@pytest.mark.parametrize("change", [{}, {"checks": ["CREDIT_RATING"], "clientReference": "other"}])
def test_a_supplier_that_is_named_twice_is_refused(site: Site, change: JsonObject) -> None:
    first, *others = batch_items(site, 3)

    expect_problem(ask(site, [first, *others, {**first, **change}]), 400, "invalid-request")


@requirement("ID-01", profile="batch", section="generated")
def test_an_ill_formed_code_in_a_batch_is_named(site: Site) -> None:
    (item,) = batch_items(site, 1)
    answer = ask(site, [item, {**item, "supplier": {"uscc": item["supplier"]["uscc"].lower()}}])

    expect_problem(answer, 400, "invalid-identifier")
    answer.expect_that(
        "/errors", "an entry with pointer /items/1/supplier/uscc",
        lambda entries: "/items/1/supplier/uscc" in [one.get("pointer") for one in entries],
    )  # fmt: skip


@requirement("BAT-02", profile="batch", section="generated")
def test_a_number_of_another_form_spoils_its_own_item_alone(site: Site) -> None:
    *known, good = batch_items(site, min(len(site.suppliers), len(OTHER_FORMS) + 1))
    numbers = zip(known or [good], OTHER_FORMS, strict=False)
    bad: Items = [{**item, "requester": number} for item, number in numbers]
    answer = ask(site, [*bad, good] if known else bad)

    answer.expect_status(200)
    for place in range(len(bad)):
        answer.expect(f"/items/{place}/problem/status", 400)
        answer.expect_absent(f"/items/{place}/verification")
    if known:
        answer.expect_absent(f"/items/{len(bad)}/problem")


@requirement("BAT-02", profile="batch")
@pytest.mark.parametrize("order", [1, -1], ids=["bad ones first", "bad ones last"])
def test_a_bad_item_is_answered_with_its_problem_and_spoils_no_other(
    site: Site, order: int
) -> None:
    items, problems = mixed_items(site, order)
    answer = ask(site, items)

    answer.expect_status(200)
    for place, item in enumerate(items):
        answer.expect(f"/items/{place}/uscc", item["supplier"]["uscc"])
        if place in problems:
            answer.expect(f"/items/{place}/problem/type", PROBLEMS + problems[place])
            answer.expect_absent(f"/items/{place}/verification")
        else:
            answer.expect(f"/items/{place}/verification/clientReference", item["clientReference"])
            answer.expect_absent(f"/items/{place}/problem")


def ask(site: Site, items: Items) -> Answer:
    return site.read("createBatch", body={"items": items})


def expect_in_order(answer: Answer) -> None:
    """Expect one answer an item, in the order of the request: with its code, and its reference."""
    asked = body_of(answer)["items"]
    answer.expect_status(200)
    answer.expect_that("/items", f"{len(asked)} answers", lambda listed: len(listed) == len(asked))
    for place, item in enumerate(asked):
        answer.expect(f"/items/{place}/uscc", item["supplier"]["uscc"])
        if answer.get(f"/items/{place}/problem") is None:
            answer.expect(f"/items/{place}/verification/clientReference", item["clientReference"])


def mixed_items(site: Site, order: int) -> tuple[Items, dict[int, str]]:
    """Return items, bad and good by turns, and the type of the problem of each bad one."""
    good = batch_items(site, min(len(site.suppliers), 4))
    unknown, wrong = nobodies(2)
    bad = [
        (about(good[0], unknown), "supplier-not-found"),
        (about(good[0], with_wrong_check(wrong)), "invalid-identifier"),
    ]
    if len(good) > 1:
        bad.append(({**good.pop(), "requester": WRONG_NUMBER}, "invalid-identifier"))
    turns = [[one, (item, "")] for one, item in zip_longest(bad, good)]
    mixed = [(item, problem) for turn in turns for item, problem in filter(None, turn) if item]
    return [item for item, _ in mixed[::order]], {
        place: problem for place, (_, problem) in enumerate(mixed[::order]) if problem
    }


def about(item: JsonObject, uscc: str) -> JsonObject:
    return {**item, "supplier": {"uscc": uscc}, "clientReference": f"batch-{uscc[-6:]}"}


def with_wrong_check(uscc: str) -> str:
    """Return a code with another check character than the right one."""
    return uscc[:-1] + ("0" if uscc[-1] != "0" else "1")
