"""Checks of group VIO about coverage: who vouches for which part of the window."""

from trustlink.contract import JsonObject
from trustlink_conformance.declare import requirement
from trustlink_conformance.every_item import every_item
from trustlink_conformance.expectations import is_civil_date
from trustlink_conformance.site import Site

COVERING = ("COVERED", "PARTIAL")
OWN_WORD = "SELF_DECLARED"


@requirement("VIO-13", afterwards=True, each=True)
def test_no_authority_is_covered_by_the_supplier_s_own_word(site: Site) -> None:
    for item in every_item(site, "noViolation"):
        item.expect_that("/coverage", f"none covered by {OWN_WORD}", is_covered_by_others)


@requirement("VIO-13", afterwards=True, each=True)
def test_what_is_partly_covered_says_from_which_day_of_the_window_on(site: Site) -> None:
    for item in every_item(site, "noViolation"):
        item.expect_that("", "coveredFrom in the window beside PARTIAL alone", is_part_stated)


def is_covered_by_others(coverage: list[JsonObject]) -> bool:
    covering = [entry for entry in coverage if entry["state"] in COVERING]
    methods = [entry.get("provenance", {}).get("method") for entry in covering]
    return OWN_WORD not in methods


def is_part_stated(status: JsonObject) -> bool:
    return all(is_right_part(entry, status["window"]) for entry in status["coverage"])


def is_right_part(entry: JsonObject, window: JsonObject) -> bool:
    """Return whether a day is stated with PARTIAL, inside the window, and with no other state."""
    day = entry.get("coveredFrom")
    if entry["state"] != "PARTIAL":
        return day is None
    return is_civil_date(day) and window["from"] < str(day) <= window["to"]
