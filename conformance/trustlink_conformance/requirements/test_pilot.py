"""Checks of group PIL: what the pilot is about, and that it shuts nobody out."""

from typing import Any

import pytest

from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import (
    is_each_once,
    items_at,
    known_part,
    verification_request,
)
from trustlink_conformance.readings import reference_day, registrations, timeless
from trustlink_conformance.site import Site
from trustlink_conformance.varied import announced, chunks_of_announced, outside, varied

CATEGORIES = ("ELECTRONIC_COMPONENTS", "INDUSTRIAL_CONSUMABLES")
GOODS = {
    "IN": ["{inside}", "{inside}00", "{inside}9999"],
    "OUT": ["{outside}", "{outside}0000"],
    "PARTIAL": ["{inside}", "{outside}"],
    "NOT_CHECKED": [],
}
"""By the scope that they have: codes of 6, 8 and 10 digits."""


@requirement("PIL-01")
def test_the_pilot_has_two_categories(site: Site) -> None:
    answer = site.read("getDiscovery", credential=None)

    answer.expect_that(
        "/pilotCategories",
        f"{' and '.join(CATEGORIES)}, each once",
        lambda listed: is_each_once([one["code"] for one in listed], CATEGORIES),
    )


@requirement("PIL-01")
def test_a_suppliers_categories_are_among_them(site: Site) -> None:
    for answer in registrations(site):
        for category in items_at(answer, "/pilotCategories"):
            site.expect_that(
                " or ".join(CATEGORIES), category, answer,
                holds=category in CATEGORIES, pointer="/pilotCategories",
            )  # fmt: skip


@requirement("PIL-02", modes=["live"])
@pytest.mark.parametrize("scope", GOODS)
def test_the_scope_follows_from_six_digits(site: Site, scope: str) -> None:
    answer = verified_goods(site, scope)

    answer.expect_status(201)
    answer.expect("/pilotScope", scope)


@requirement("PIL-03")
def test_goods_outside_the_pilot_are_no_error(site: Site) -> None:
    answer = verified_goods(site, "OUT")
    same = verified_goods(site, "NOT_CHECKED")

    answer.expect_status(201)
    answer.expect("/pilotScope", "OUT")
    same.expect_status(201)
    told, as_ever = (results_of(site, one) for one in (answer, same))
    site.expect("the same results as ever", as_ever, told, answer, pointer="/results")


def results_of(site: Site, answer: Answer) -> Any:
    """Return the results of a verification without instants and what a site has added."""
    answer.value("/results")
    return timeless(known_part(site, answer)["results"])


@requirement("PIL-02", section="generated")
def test_the_last_of_twenty_codes_counts_as_the_first(site: Site) -> None:
    varied(site, "about goods of which the last is out").item.expect("/pilotScope", "PARTIAL")


@requirement("PIL-02", section="generated")
def test_every_announced_code_is_in_the_pilot_and_one_given_twice(site: Site) -> None:
    for variation in chunks_of_announced(site):
        varied(site, variation).item.expect("/pilotScope", "IN")


@requirement("PIL-03", section="generated")
def test_goods_outside_the_pilot_are_out_in_a_batch_as_well(site: Site) -> None:
    varied(site, "about goods outside").item.expect("/pilotScope", "OUT")


def verified_goods(site: Site, scope: str) -> Answer:
    """Read a verification about goods of a scope."""
    inside, not_inside = announced(site)[0], outside(site)
    codes = [code.format(inside=inside, outside=not_inside) for code in GOODS[scope]]
    body = verification_request(
        site, site.suppliers[0], checks=["NO_VIOLATION"], asOf=reference_day(site)
    )
    return site.read("createVerification", body={**body, "hsCodes": codes} if codes else body)
