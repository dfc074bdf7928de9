"""Checks of RT-03: what stale data decide."""

from collections.abc import Callable, Mapping

from trustlink.contract import JsonObject
from trustlink_conformance.declare import requirement
from trustlink_conformance.every_item import every_item
from trustlink_conformance.readings import Member
from trustlink_conformance.site import Site
from trustlink_conformance.stale_data import is_stale, stale_data_decide_nothing

DECIDED_BY_ANY, DECIDED_BY_FRESH = (
    "not INDETERMINATE because of stale data",
    "beside stale data an outcome that they do not decide, or INDETERMINATE, SOURCE_UNAVAILABLE",
)


@requirement("RT-03", afterwards=True, each=True)
def test_stale_data_decide_as_much_as_the_contract_says(site: Site) -> None:
    decide_nothing = stale_data_decide_nothing(site.contract)
    expected = DECIDED_BY_FRESH if decide_nothing else DECIDED_BY_ANY
    for member, is_right in (BY_FRESH_DATA if decide_nothing else BY_ANY_DATA).items():
        for item in every_item(site, member):
            item.expect_that("", expected, is_right)


def is_rated_or_open(told: JsonObject) -> bool:
    """RAT-01 judges which ratings make a supplier RATED."""
    return told["outcome"] == "RATED" or is_open(told)


def is_found_or_open(told: JsonObject) -> bool:
    return told["outcome"] == "NOTICES_FOUND" or is_open(told)


def is_open(told: JsonObject) -> bool:
    codes = [reason["code"] for reason in told["reasons"]]
    is_told = told["outcome"] == "INDETERMINATE" and "SOURCE_UNAVAILABLE" in codes
    return is_told or not is_stale(told)


def is_decided(told: JsonObject) -> bool:
    """Return whether an outcome is not left open for no other reason than stale data."""
    has_gap = any(one["state"] != "COVERED" for one in told.get("coverage", ()))
    return told["outcome"] != "INDETERMINATE" or has_gap or not is_stale(told)


BY_FRESH_DATA: Mapping[Member, Callable[[JsonObject], bool]] = {
    "creditRating": is_rated_or_open,
    "exportTaxRebate": is_open,
    "noViolation": is_found_or_open,
}
BY_ANY_DATA: Mapping[Member, Callable[[JsonObject], bool]] = {
    "exportTaxRebate": is_decided,
    "noViolation": is_decided,
}
"""For ratings RAT-01 says as much."""
