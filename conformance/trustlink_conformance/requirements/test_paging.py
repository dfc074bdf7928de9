"""Checks of REB-10: a list can be read page by page, and nothing is lost, repeated or reordered."""

from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from trustlink.calendar import parse_date
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import NotApplicable, not_applicable, requirement
from trustlink_conformance.expectations import earliest_day, expect_problem
from trustlink_conformance.hints import Hint
from trustlink_conformance.listings import (
    about,
    length,
    suppliers_by_length,
    whole,
    without_rows,
)
from trustlink_conformance.lists import (
    DEFAULT_LIMIT,
    NOTICES,
    RECORDS,
    List,
    Walk,
    asked,
    next_cursor,
    pages_so_far,
    walk,
)
from trustlink_conformance.lists import (
    MOST_PAGES as MOST_PAGES_OF_A_WALK,
)
from trustlink_conformance.site import Site

NOBODYS_CURSOR = "c-9999999999999999"
CURSOR_CODE = "CURSOR_INVALID"
MOST_PAGES = 3
"""Pages of a walk whose limit a check is free to choose."""
HIGHEST_LIMIT = 100
LISTS = pytest.mark.parametrize("kind", [RECORDS, NOTICES], ids=["records", "notices"])
CHANGES = [
    *((RECORDS, name) for name in ("uscc", "to", "status", "hsCode", "limit")),
    *((NOTICES, name) for name in ("uscc", "asOf")),
]
CHANGED = [f"{kind.operation_id}-{name}" for kind, name in CHANGES]


@requirement("REB-10", profile="records")
@LISTS
def test_a_list_can_be_walked_to_its_end(site: Site, kind: List) -> None:
    for one in (one for walks in walked(site, kind) for one in walks):
        for page in one.pages:
            page.expect_status(200)
            page.expect_that("/items", "a list", lambda items: isinstance(items, list))
        cursor = one.pages[-1].get("/nextCursor")
        site.expect("nextCursor after the last row", None, cursor, *one.pages)


@requirement("REB-10", profile="records")
@LISTS
def test_every_row_comes_exactly_once_whatever_the_limit(site: Site, kind: List) -> None:
    for walks in walked(site, kind):
        everything = {repr(name) for one in walks for name in one.ids}
        for one in walks:
            names = sorted(map(repr, one.ids))
            wrong = sorted(everything.difference(names)) or repeated(names)
            site.expect(
                "rows that are missing or come again", [], wrong, *one.pages,
                hint=Hint.OFFSET_CURSOR,
            )  # fmt: skip


@requirement("REB-10", profile="records")
@LISTS
def test_rows_come_latest_first_over_all_pages(site: Site, kind: List) -> None:
    for one in (one for walks in walked(site, kind) for one in walks):
        wrong = one.out_of_order
        site.expect("rows that should not follow the row before", [], wrong, *one.pages)


@requirement("REB-10", profile="records", afterwards=True)
@LISTS
def test_rows_come_latest_first_on_every_page(site: Site, kind: List) -> None:
    for page in every_page(site, kind):
        wrong = Walk(kind, (page,)).out_of_order
        site.expect("rows that should not follow the row before", [], wrong, page)


@requirement("REB-10", profile="records", afterwards=True)
@LISTS
def test_no_page_is_longer_than_its_limit(site: Site, kind: List) -> None:
    for page in every_page(site, kind):
        limit = asked(page).get("limit", str(DEFAULT_LIMIT))
        if limit.isdecimal():
            page.expect_that("/items", f"at most {limit}", partial(has_at_most, int(limit)))


@requirement("REB-10", profile="records")
def test_without_a_limit_a_page_has_at_most_fifty_rows(site: Site) -> None:
    uscc = long_list(site, RECORDS)
    page = site.read(RECORDS.operation_id, **about(site, RECORDS, uscc))

    page.expect_that("/items", f"at most {DEFAULT_LIMIT}", partial(has_at_most, DEFAULT_LIMIT))


@requirement("REB-10", profile="records", modes=["live"])
@LISTS
def test_an_unknown_cursor_is_refused(site: Site, kind: List) -> None:
    uscc = long_list(site, kind)
    answer = site.read(kind.operation_id, cursor=NOBODYS_CURSOR, **about(site, kind, uscc))

    expect_problem(answer, 400, "invalid-request")


@requirement("REB-14", profile="records")
@LISTS
def test_the_refusal_of_a_cursor_has_a_code_of_its_own(site: Site, kind: List) -> None:
    uscc = long_list(site, kind)
    unknown = site.read(kind.operation_id, cursor=NOBODYS_CURSOR, **about(site, kind, uscc))

    refused = [one for one in (unknown, *refused_cursors(site, kind)) if has_errors(one)]
    for answer in refused or not_applicable("no cursor is refused (see REB-10 and ERR-02)"):
        answer.expect_that("/errors", f"{CURSOR_CODE} at cursor", has_cursor_code)


@requirement("REB-10", profile="records")
@pytest.mark.parametrize(("kind", "changed"), CHANGES, ids=CHANGED)
def test_a_cursor_of_another_question_is_refused(site: Site, kind: List, changed: str) -> None:
    first = first_of_several(site, kind)
    parameters: dict[str, Any] = {"uscc": first.exchange.origin.subject, **asked(first)}
    other = {**parameters, changed: another(site, kind, changed, parameters)}
    answer = site.read(kind.operation_id, cursor=next_cursor(first), **other)

    expect_problem(answer, 400, "invalid-request")


def refused_cursors(site: Site, kind: List) -> list[Answer]:
    """Return the refusal of a cursor that is another request's; none where no list has pages."""
    try:
        first = first_of_several(site, kind)
    except NotApplicable:
        return []
    parameters: dict[str, Any] = {"uscc": first.exchange.origin.subject, **asked(first)}
    parameters["limit"] = another(site, kind, "limit", parameters)
    return [site.read(kind.operation_id, cursor=next_cursor(first), **parameters)]


def has_errors(answer: Answer) -> bool:
    return not answer.failed and answer.status == 400 and bool(answer.get("/errors"))


def has_cursor_code(errors: list[Any]) -> bool:
    return any((one.get("parameter"), one.get("code")) == ("cursor", CURSOR_CODE) for one in errors)


def every_page(site: Site, kind: List) -> list[Answer]:
    """Return every page of the run so far, of one list at least."""
    long_list(site, kind)
    return pages_so_far(site, kind)


def walked(site: Site, kind: List) -> list[list[Walk]]:
    """Return walks of the same list by different limits: of a long list, and of a short one."""
    uscc = long_list(site, kind)
    full = whole(site, kind, uscc)
    limit = str(limit_between_rows_of_a_day(full))
    walks = [full, walk(site, kind, limit=limit, **about(site, kind, uscc))]
    short = short_list(site, kind)
    if short is None:
        return [walks]
    by_row = walk(site, kind, limit="1", **about(site, kind, short))
    return [walks, [whole(site, kind, short), by_row]]


def long_list(site: Site, kind: List) -> str:
    """Return the supplier with the longest list that can be walked."""
    for uscc in suppliers_by_length(site, kind)[:3]:
        full = whole(site, kind, uscc)
        if full.rows and len(full.pages) < MOST_PAGES_OF_A_WALK:
            return uscc
    if kind is NOTICES:
        raise NotApplicable("no list of notices that can be walked is known")
    raise without_rows(site, kind, "no list of records that can be walked is known")


def short_list(site: Site, kind: List) -> str | None:
    """Return a supplier with a list that can be read row by row; None if there is none."""
    lengths = {uscc: length(site, kind, uscc) for uscc in suppliers_by_length(site, kind)}
    short = [uscc for uscc, count in lengths.items() if 1 < count <= MOST_PAGES]
    return next((uscc for uscc in short if whole(site, kind, uscc).rows), None)


def limit_between_rows_of_a_day(full: Walk) -> int:
    """Return a limit with which pages end, as often as can be, between two rows of one day."""
    days = full.members(full.kind.day)
    limits = range(-(-len(days) // MOST_PAGES), min(len(days), HIGHEST_LIMIT))
    return max(
        limits,
        key=lambda limit: sum(days[at - 1] == days[at] for at in range(limit, len(days), limit)),
        default=1,
    )


def first_of_several(site: Site, kind: List) -> Answer:
    """Return the first page of a list that has more."""
    firsts = [one.pages[0] for walks in walked(site, kind) for one in walks]
    found = [page for page in firsts if next_cursor(page)]
    if not found:
        not_applicable("no list with several pages is known")
    return found[0]


def another(site: Site, kind: List, name: str, asked_for: dict[str, str]) -> str:
    """Return another value of a parameter, with which the request would be answered."""
    others = {"status": "REFUNDED", "hsCode": "853321", "to": asked_for.get("from", "")}
    if name == "limit":
        return str(int(asked_for["limit"]) % HIGHEST_LIMIT + 1)
    if name == "asOf":
        return day_before(site, asked_for["asOf"])
    if name == "uscc":
        return another_list(site, kind, asked_for["uscc"])
    return others[name]


def day_before(site: Site, day: str) -> str:
    if parse_date(day) <= earliest_day(site):
        not_applicable("no earlier day can be asked about")
    return (parse_date(day) - timedelta(days=1)).isoformat()


def another_list(site: Site, kind: List, uscc: str) -> str:
    """Return another supplier whose list can be read."""
    known = (one for one in suppliers_by_length(site, kind)[:3] if one != uscc)
    for other in known:
        if whole(site, kind, other).rows:
            return other
    raise NotApplicable("no other supplier with a list is known")


def has_rows(items: list[Any]) -> bool:
    return len(items) > 0


def has_at_most(limit: int, items: list[Any]) -> bool:
    return len(items) <= limit


def repeated(names: list[str]) -> list[str]:
    """Return what stands more than once in a sorted list."""
    return [left for left, right in pairwise(names) if left == right]
