"""Checks of the version of a tax rating: the rules that it was decided by."""

from datetime import timedelta

from trustlink.calendar import parse_date
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import earliest_day, some_suppliers
from trustlink_conformance.judgement import not_applicable
from trustlink_conformance.readings import Item, items
from trustlink_conformance.site import Site

SCHEME, OLD, NEW = "cn-sta-tax-credit", "2014-40", "2025-12"
FIRST_OF_NEW = "2025-07-01"
"""Tax ratings decided from this day on are of the new version, earlier ones of the old."""


@requirement("RAT-04")
def test_the_day_of_decision_decides_the_version_of_a_tax_rating(site: Site) -> None:
    told = [*items(site, "creditRating"), *around_the_switch(site)]
    tax = [one for item in told for one in item.objects("/ratings") if is_of_the_tax_credit(one)]
    if not tax:
        not_applicable("no supplier that was asked about has a tax rating")

    for rating in tax:
        if rating.get("/scheme/version") == NEW:
            rating.expect_that(
                "/ratedOn", f"not before {FIRST_OF_NEW}", lambda day: day >= FIRST_OF_NEW
            )
        else:
            rating.expect_that("/ratedOn", f"before {FIRST_OF_NEW}", lambda day: day < FIRST_OF_NEW)


def around_the_switch(site: Site) -> list[Item]:
    """Return the ratings of a few suppliers on both sides of the switch, where one may ask."""
    first = parse_date(FIRST_OF_NEW)
    days = [day for day in (first - timedelta(days=1), first) if earliest_day(site) <= day]
    return [
        Item(site.read("listCreditRatings", uscc=uscc, asOf=day.isoformat()))
        for uscc in some_suppliers(site)
        for day in days
        if day < site.today()
    ]


def is_of_the_tax_credit(rating: Item) -> bool:
    scheme, version = rating.get("/scheme/id"), rating.get("/scheme/version")
    return scheme == SCHEME and version in (OLD, NEW)
