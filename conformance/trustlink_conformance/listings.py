"""Home of the listings: whole lists of records and notices that many checks look at.

They are about the reference day and its twelve periods, each page asked once a run.
"""

from collections.abc import Sequence
from typing import Any

from trustlink_conformance.answer import Answer
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.lists import (
    FULL,
    NOTICES,
    RECORDS,
    List,
    Walk,
    asked,
    pages_so_far,
    walk,
)
from trustlink_conformance.provisions import lacking
from trustlink_conformance.readings import Item, range_up_to, read_about, reference_day
from trustlink_conformance.site import Site

LONGEST = 300
"""Rows of the longest list that is walked: it can be done in pages of six."""

_MOST_LISTS = 4
_ROLES = {RECORDS: "with_rebates", NOTICES: "with_notices"}
_NEEDS = {RECORDS: "subject-with-rebates", NOTICES: "subject-with-notices"}


def listings(site: Site, kind: List) -> list[Walk]:
    """Return whole lists with rows, of a few suppliers; raises NotTestable if there are none."""
    by_length = suppliers_by_length(site, kind)
    subjects = dict.fromkeys([*by_length[:1], *spread(by_length, _MOST_LISTS)])
    found = [one for one in (whole(site, kind, uscc) for uscc in subjects) if one.is_sound]
    if not any(one.rows for one in found):
        raise without_rows(site, kind, f"no rows of {kind.operation_id} could be read")
    return found


def every_listing(site: Site, kind: List) -> list[Walk]:
    """Return these lists, and every other whole one that the checks of this run have got."""
    found = listings(site, kind)
    alone = [Walk(kind, (page,)) for page in pages_so_far(site, kind) if not is_part(page)]
    known = {one.pages[0].id for one in found}
    return [*found, *(one for one in alone if one.is_sound and one.pages[0].id not in known)]


def every_row(site: Site, kind: List) -> list[Item]:
    """Return every row that the checks of this run have got; raises NotTestable without any."""
    rows = [row for one in listings(site, kind) for row in one.rows]
    known = {row.answer.id for row in rows}
    pages = [page for page in pages_so_far(site, kind) if page.id not in known]
    return [*rows, *(row for page in pages for row in Walk(kind, (page,)).rows)]


def whole(site: Site, kind: List, uscc: str) -> Walk:
    """Walk the list of a supplier."""
    return walk(site, kind, limit=FULL, **about(site, kind, uscc))


def about(site: Site, kind: List, uscc: str) -> dict[str, Any]:
    """Return the parameters that ask for the list of a supplier."""
    day = reference_day(site)
    if kind is NOTICES:
        return {"uscc": uscc, "asOf": day}
    first, last = range_up_to(site, day)
    return {"uscc": uscc, "from": first, "to": last}


def who_shows(site: Site) -> str:
    """Return a supplier that does not withhold its records; raises NotTestable without any."""
    for uscc in site.suppliers:
        if is_open(read_about(site, "getSupplier", uscc)):
            return uscc
    raise lacking("subject-consenting", "no supplier shows its records")


def is_open(registration: Answer) -> bool:
    """Return whether a registration does not say that its records are withheld."""
    is_known = registration.status == 200 and registration.is_json
    return is_known and registration.get("/recordsDisclosure") != "WITHHELD"


def without_rows(site: Site, kind: List, reason: str) -> NotTestable:
    """Return the excuse of a check that found no rows: none is shown, or there are none."""
    try:
        who_shows(site)
    except NotTestable as excuse:
        return excuse
    return lacking(_NEEDS[kind], reason)


def suppliers_by_length(site: Site, kind: List) -> list[str]:
    """Return the suppliers that have something to list and show it, the longest lists first."""
    given = site.world.target.subjects_of(_ROLES[kind])
    lengths = {uscc: length(site, kind, uscc) for uscc in dict.fromkeys([*given, *site.suppliers])}
    listable = [uscc for uscc in lengths if 0 < lengths[uscc] <= LONGEST]
    found = [uscc for uscc in listable if is_open(read_about(site, "getSupplier", uscc))]
    return sorted(found, key=lambda uscc: -lengths[uscc])


def length(site: Site, kind: List, uscc: str) -> int:
    """Return how long the list of a supplier is, by what is said of it; 0 if it can't be read."""
    key = ("length", kind.operation_id, uscc)
    if key not in site.world.memory:
        operation_id = "getRebateSummary" if kind is RECORDS else "getViolationStatus"
        answer = read_about(site, operation_id, uscc)
        site.world.memory[key] = (answer.id, _told_length(answer, kind))
    number, count = site.world.memory[key]
    site.ledger.exchanges.append(number)
    return int(count)


def _told_length(answer: Answer, kind: List) -> int:
    if answer.failed or answer.status != 200 or not answer.is_json:
        return 0
    told = Item(answer)
    count = told.get("/recordCount" if kind is RECORDS else "/counts/counted")
    is_known = isinstance(count, int) and "PARTIAL_COVERAGE" not in told.reasons
    return int(count) if is_known else 0


def is_part(page: Answer) -> bool:
    """Return whether less than a whole list was asked for: a later page, or what fits a filter."""
    return not asked(page).keys().isdisjoint({"cursor", "status", "hsCode"})


def spread(given: Sequence[str], most: int) -> list[str]:
    """Return some of the given, from all over."""
    step = -(-len(given) // most) or 1
    return list(given[::step])
