"""Checks of REB-11: a filter lets exactly those records through that fit it."""

from typing import Any

import pytest

from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import REBATE_STATUSES
from trustlink_conformance.listings import listings, suppliers_by_length, whole
from trustlink_conformance.lists import RECORDS, Walk, asked, walk
from trustlink_conformance.readings import Item, read_about
from trustlink_conformance.site import Site

NOBODYS_GOODS = "970121"
"""Old paintings, which neither pilot category has."""


@requirement("REB-11", profile="records")
@pytest.mark.parametrize("status", REBATE_STATUSES)
def test_a_status_gives_exactly_the_records_that_have_it(site: Site, status: str) -> None:
    expect_what_fits(site, list_of_many_statuses(site), status=status)


@requirement("REB-11", profile="records")
@pytest.mark.parametrize("digits", [6, 10])
def test_a_code_gives_exactly_the_records_that_start_with_it(site: Site, digits: int) -> None:
    everything = list_of_near_codes(site)
    row = (near_codes(everything) or everything.rows)[0]
    code = str(row.get("/hsCode"))

    expect_what_fits(site, everything, hsCode=code[:digits])


@requirement("REB-11", profile="records")
def test_both_filters_give_exactly_what_fits_both(site: Site) -> None:
    everything = list_of_near_codes(site)
    row = (near_codes(everything) or everything.rows)[-1]
    code, status = (str(row.get(member)) for member in ("/hsCode", "/status"))

    expect_what_fits(site, everything, hsCode=code[:6], status=status)


@requirement("REB-11", profile="records", section="generated")
def test_ten_digits_are_compared_to_the_last(site: Site) -> None:
    everything = list_of_near_codes(site)
    codes = [str(row.get("/hsCode")) for row in near_codes(everything) or everything.rows]
    others = [f"{code[:6]}0000" for code in codes if f"{code[:6]}0000" not in codes]

    expect_what_fits(site, everything, hsCode=(others or [f"{codes[0][:6]}9999"])[0])


@requirement("REB-11", profile="records")
def test_a_filter_that_nothing_fits_gives_no_items(site: Site) -> None:
    expect_what_fits(site, list_of_many_statuses(site), hsCode=NOBODYS_GOODS)


def expect_what_fits(site: Site, everything: Walk, **filters: str) -> None:
    """Expect of the same list, filtered, exactly the rows that fit."""
    first = everything.pages[0]
    question: dict[str, Any] = {**asked(first), **filters}
    found = walk(site, RECORDS, uscc=first.exchange.origin.subject, **question)
    fitting = [row.get(RECORDS.row_id) for row in everything.rows if fits(row, filters)]

    found.pages[0].expect_status(200)
    expected, actual = sorted(map(str, fitting)), sorted(map(str, found.ids))
    told = " and ".join(f"{name}={value}" for name, value in filters.items())
    site.expect(f"the records with {told}", expected, actual, *found.pages)


def fits(row: Item, filters: dict[str, str]) -> bool:
    has_status = row.get("/status") == filters.get("status", row.get("/status"))
    return has_status and str(row.get("/hsCode")).startswith(filters.get("hsCode", ""))


def list_of_many_statuses(site: Site) -> Walk:
    """Return the whole list of the supplier whose records have the most different statuses."""
    suppliers = sorted(suppliers_by_length(site, RECORDS), key=lambda one: -statuses(site, one))
    found = (whole(site, RECORDS, uscc) for uscc in suppliers[:3])
    return next((one for one in found if one.is_sound and one.rows), listings(site, RECORDS)[0])


def statuses(site: Site, uscc: str) -> int:
    counts = read_about(site, "getRebateSummary", uscc).get("/countsByStatus")
    return len(counts) if isinstance(counts, dict) else 0


def list_of_near_codes(site: Site) -> Walk:
    """Return a whole list with codes that differ after their sixth digit, if there is one."""
    found = [one for one in listings(site, RECORDS) if one.rows]
    return next((one for one in found if near_codes(one)), found[0])


def near_codes(everything: Walk) -> list[Item]:
    """Return rows whose code differs from that of another one after the sixth digit."""
    codes = {str(row.get("/hsCode")) for row in everything.rows}
    several = {code for code in codes if sum(one[:6] == code[:6] for one in codes) > 1}
    return [row for row in everything.rows if str(row.get("/hsCode")) in several]
