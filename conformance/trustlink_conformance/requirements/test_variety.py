"""Checks of what a site tells of different suppliers: the same about all of them shows nothing.

A site that has loaded the fixtures is told apart by the published cases. One with suppliers of its
own may be right in every form and still never look anything up.
"""

from trustlink_conformance.declare import requirement
from trustlink_conformance.finders import found_about
from trustlink_conformance.judgement import not_applicable, not_testable
from trustlink_conformance.places import without
from trustlink_conformance.readings import single_items
from trustlink_conformance.site import Site

FEW = 3
"""So many suppliers may be alike by chance."""
OF_THE_MOMENT = ("uscc", "message", "retrievedAt", "dataAsOf", "freshness")


@requirement("RAT-01", modes=["live"])
def test_suppliers_are_not_all_rated_alike(site: Site) -> None:
    items = single_items(site, "creditRating")
    told = [item for item in items if item.get("/outcome") != "INDETERMINATE"]
    if len(told) < FEW:
        not_applicable("so few suppliers may be rated alike")

    kinds = {repr(without(item.get("/ratings"), OF_THE_MOMENT)) for item in told}
    if len(kinds) == 1:
        not_testable(
            f"all {len(told)} suppliers that were asked about have the same ratings to the day: "
            "whether they are looked up can't be seen",
            provide="suppliers with different ratings, as subjects.suppliers in the target file",
        )
    site.expect_that(
        "different ratings", len(kinds), *(one.answer for one in told), holds=len(kinds) > 1
    )


@requirement("REB-01", modes=["live"])
def test_records_are_found_about_somebody(site: Site) -> None:
    found = found_about(site, "subject-with-records-found")

    found.expect_that("/recordCount", "above 0", lambda count: count > 0)


@requirement("VIO-01", modes=["live"])
def test_notices_are_found_about_somebody(site: Site) -> None:
    found = found_about(site, "subject-with-notices")

    found.expect_that("/counts/counted", "above 0", lambda count: count > 0)
