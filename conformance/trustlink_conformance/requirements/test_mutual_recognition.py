"""Checks of the arrangements by which other customs authorities recognise a grade."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from trustlink.calendar import parse_date
from trustlink.contract import JsonObject
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import earliest_day, is_civil_date
from trustlink_conformance.judgement import not_applicable
from trustlink_conformance.provisions import lacking
from trustlink_conformance.readings import Item, items, single_items
from trustlink_conformance.site import Site

ARRANGED = "since exactly if inForce is true, and not after asOf"


@dataclass(frozen=True)
class Arrangement:
    """An arrangement in force, and the rating that lists it."""

    uscc: str
    grade: object
    country: str
    since: str


@requirement("RAT-09")
def test_an_arrangement_in_force_states_its_first_day(site: Site) -> None:
    rated = [item for item in items(site, "creditRating") if item.objects("/ratings")]
    if not rated:
        raise lacking("subject-with-rating", "no supplier that was asked about has a rating")

    for item in rated:
        for rating in item.objects("/ratings"):
            rating.expect_that("/mutualRecognition", "each country once", is_each_country_once)
            for one in rating.objects("/mutualRecognition"):
                one.expect_that("", ARRANGED, is_arranged_by(item.get("/asOf")))


@requirement("RAT-09")
def test_an_arrangement_is_in_force_from_its_first_day_and_not_before(site: Site) -> None:
    begun = begun_arrangement(site)
    day_before = (parse_date(begun.since) - timedelta(days=1)).isoformat()
    asked = [(day, *in_force_on(site, begun, day)) for day in (begun.since, day_before)]
    if not asked[0][2]:
        not_applicable(f"{begun.country} is not listed with the same grade on {begun.since}")

    for day, answer, listed in asked:
        site.expect_that(
            f"{begun.country} in force from {begun.since} on, where it is listed on {day}",
            listed,
            answer.answer,
            holds=all(one is (day == begun.since) for one in listed),
            pointer="/ratings",
        )


def begun_arrangement(site: Site) -> Arrangement:
    """Return an arrangement that began while days can be asked about."""
    earliest = earliest_day(site).isoformat()
    for item in single_items(site, "creditRating"):
        for rating in item.objects("/ratings"):
            for one in rating.objects("/mutualRecognition"):
                since = one.get("/since")
                if is_civil_date(since) and since > earliest:
                    country = str(one.get("/country"))
                    return Arrangement(
                        str(item.get("/uscc")), rating.get("/grade"), country, str(since)
                    )
    return not_applicable("no arrangement began after earliestAsOf")


def in_force_on(site: Site, begun: Arrangement, day: str) -> tuple[Item, list[object]]:
    """Return the answer of a day, and inForce of each entry of that country and grade in it."""
    answer = Item(site.read("listCreditRatings", uscc=begun.uscc, asOf=day))
    listed = [
        one.get("/inForce")
        for rating in answer.objects("/ratings")
        if rating.get("/grade") == begun.grade
        for one in rating.objects("/mutualRecognition")
        if one.get("/country") == begun.country
    ]
    return answer, listed


def is_each_country_once(listed: list[JsonObject]) -> bool:
    countries = [one["country"] for one in listed]
    return len(set(countries)) == len(countries)


def is_arranged_by(as_of: object) -> Callable[[JsonObject], bool]:
    """Return whether since stands there exactly while in force, and is not after a day."""

    def holds(one: JsonObject) -> bool:
        since = one.get("since")
        return (since is not None) is one["inForce"] and str(since or "") <= str(as_of)

    return holds
