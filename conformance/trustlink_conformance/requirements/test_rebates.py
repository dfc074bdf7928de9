"""Checks of group REB on the core profile: the summary of export tax rebates."""

from typing import Any

import pytest

from trustlink.calendar import TaxPeriod
from trustlink.contract import JsonObject
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import (
    REBATE_STATUSES,
    days_that_are_today,
    earliest_day,
    expect_problem,
)
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import not_applicable
from trustlink_conformance.listings import who_shows
from trustlink_conformance.provisions import lacking
from trustlink_conformance.readings import (
    Item,
    items,
    periods_up_to,
    range_up_to,
    read_about,
    reference_day,
    single_items,
)
from trustlink_conformance.scans import expect_no_member, expect_no_pattern
from trustlink_conformance.site import Site
from trustlink_conformance.varied import varied

OUTCOMES = ("RECORDS_FOUND", "NO_RECORDS", "NOT_APPLICABLE", "INDETERMINATE")
BANDS = ("LT_100K", "FROM_100K_TO_1M", "FROM_1M_TO_10M", "GE_10M", "NOT_DISCLOSED")
NO_REFUND = ("LT_100K", "NOT_DISCLOSED")
OF_RECORDS = ("/refundedAmountBand", "/latestRefundedOn", "/hs6")


@requirement("REB-01")
def test_every_summary_has_an_outcome_a_class_and_a_method(site: Site) -> None:
    for uscc in site.suppliers:
        item = Item(read_about(site, "getRebateSummary", uscc))

        item.answer.expect_status(200)
        item.expect_that("/outcome", " or ".join(OUTCOMES), OUTCOMES.__contains__)
        item.expect_that("/managementClass", "a class", lambda value: isinstance(value, str))
        item.expect_that("/refundMethod", "a method", lambda value: isinstance(value, str))


@requirement("REB-03", afterwards=True)
def test_the_counts_add_up_to_the_number_of_records(site: Site) -> None:
    for item in every_summary(site):
        item.expect_that(
            "",
            "recordCount is the sum of countsByStatus",
            is_sum_of_counts,
            hint=Hint.LEFT_OUT_STATUS,
        )


@requirement("REB-03", afterwards=True)
def test_there_are_records_exactly_if_records_are_found(site: Site) -> None:
    for item in every_summary(site):
        item.expect_that("", "recordCount above 0 exactly if RECORDS_FOUND", is_found_if_counted)


@requirement("REB-04", afterwards=True)
def test_a_summary_shows_no_amount_and_no_document(site: Site) -> None:
    for item in every_summary(site):
        expect_no_member(site, item.answer, "REB-04")
        expect_no_pattern(site, item.answer, item.get(""), "REB-04")


@requirement("REB-04", afterwards=True)
def test_who_withholds_its_records_has_no_band(site: Site) -> None:
    subjects = withholding(site)
    told = [Item(site.read("getRebateSummary", uscc=uscc)) for uscc in subjects]
    for item in [*told, *(one for one in every_summary(site) if one.get("/uscc") in subjects)]:
        if item.outcome == "RECORDS_FOUND":
            item.expect("/refundedAmountBand", "NOT_DISCLOSED")
        else:
            item.expect_absent("/refundedAmountBand")


@requirement("REB-05")
def test_the_periods_asked_for_are_stated(site: Site) -> None:
    first, last = range_up_to(site, reference_day(site))
    for item in single_items(site, "exportTaxRebate"):
        item.expect("/from", first)
        item.expect("/to", last)


@requirement("REB-05")
def test_without_periods_the_twelve_up_to_today_are_meant(site: Site) -> None:
    answer = site.read("getRebateSummary", uscc=site.suppliers[0])
    twelve = [periods_up_to(day) for day in days_that_are_today(site)]
    ranges = [(one[0], one[-1]) for one in twelve]

    answer.expect_that(
        "", f"from and to as in {ranges}", lambda told: (told["from"], told["to"]) in ranges
    )


@requirement("REB-05", profile="records")
def test_without_periods_the_list_is_about_the_twelve_up_to_today(site: Site) -> None:
    answer = site.read("listRebateRecords", uscc=who_shows(site))
    twelve = [periods_up_to(day) for day in days_that_are_today(site)]
    ranges = [(one[0], one[-1]) for one in twelve]
    answer.expect_that(
        "", f"from and to as in {ranges}", lambda told: (told["from"], told["to"]) in ranges
    )


@requirement("REB-05")
def test_the_records_of_two_ranges_are_those_of_the_whole(site: Site) -> None:
    first, last = range_up_to(site, reference_day(site))
    before = periods_up_to(reference_day(site))[-2]
    if first == last:
        not_applicable("the site answers for one period")

    whole, early, late = (
        asked(site, **{"from": start, "to": end})
        for start, end in ((first, last), (first, before), (last, last))
    )

    parts = [part.value("/recordCount") for part in (early, late)]
    whole.expect_that("/recordCount", f"the sum of {parts}", lambda count: count == sum(parts))


@requirement("REB-05")
@pytest.mark.parametrize("given", ["from", "to"])
def test_one_period_alone_is_refused(site: Site, given: str) -> None:
    period = range_up_to(site, reference_day(site))[0]
    expect_problem(asked(site, **{given: period}), 400, "invalid-request")


@requirement("REB-05")
def test_from_after_to_is_refused(site: Site) -> None:
    *_, before, last = periods_up_to(reference_day(site))
    expect_problem(asked(site, **{"from": last, "to": before}), 400, "invalid-request")


@requirement("REB-05")
def test_thirty_seven_periods_are_refused_and_thirty_six_are_not(site: Site) -> None:
    last = reference_day(site)[:7]
    year, month = int(last[:4]) - 3, last[5:]
    if f"{year}-{month}" < earliest_day(site).isoformat()[:7]:
        not_applicable("the site does not answer for as many periods")

    following = f"{year + (month == '12')}-{int(month) % 12 + 1:02d}"
    asked(site, **{"from": following, "to": last}).expect_status(200)
    answer = asked(site, **{"from": f"{year}-{month}", "to": last})
    expect_problem(answer, 400, "invalid-request")


@requirement("REB-05")
def test_periods_out_of_range_are_refused(site: Site) -> None:
    future = f"{site.today().year + 1}-12"
    expect_problem(asked(site, **{"from": future, "to": future}), 422, "date-out-of-range")

    early = f"{earliest_day(site).year - 1}-12"
    expect_problem(asked(site, **{"from": early, "to": early}), 422, "date-out-of-range")


@requirement("REB-05", section="generated")
def test_in_january_the_twelve_periods_are_those_up_to_january(site: Site) -> None:
    one = varied(site, "in January")
    data = Item(one.answer, f"{one.result('exportTaxRebate').pointer}/data")

    twelve = periods_up_to(one.asked["asOf"])
    data.expect("/from", twelve[0])
    data.expect("/to", twelve[-1])


@requirement("REB-05", section="generated")
def test_the_month_before_the_earliest_is_out_of_range(site: Site) -> None:
    earliest = TaxPeriod.containing(earliest_day(site))
    answer = asked(site, **{"from": str(earliest + (-1)), "to": str(earliest)})

    expect_problem(answer, 422, "date-out-of-range")


@requirement("REB-05", profile="records", section="generated")
def test_the_list_refuses_periods_as_the_summary_does(site: Site) -> None:
    this = max(days_that_are_today(site))[:7]
    *_, before, last = periods_up_to(reference_day(site))
    for first, end, status, problem in (
        (this, str(TaxPeriod.parse(this) + 1), 422, "date-out-of-range"),
        (last, before, 400, "invalid-request"),
    ):
        answer = site.read("listRebateRecords", uscc=who_shows(site), from_=first, to=end)
        expect_problem(answer, status, problem)


@requirement("REB-02", modes=["sandbox"], section="generated")
def test_exempt_goods_stay_exempt_over_more_than_a_year(site: Site) -> None:
    day = reference_day(site)
    exempt = [
        uscc
        for uscc in site.suppliers
        if Item(read_about(site, "getRebateSummary", uscc)).outcome == "NOT_APPLICABLE"
    ]
    for uscc in exempt[:1] or not_applicable("no supplier's goods are exempt"):
        first = str(TaxPeriod.parse(day[:7]) + (-17))
        answer = site.read("getRebateSummary", uscc=uscc, from_=first, to=day[:7])
        answer.expect("/outcome", "NOT_APPLICABLE")
        answer.expect("/recordCount", 0)


@requirement("REB-03", section="generated")
def test_the_counts_add_up_over_two_years_as_well(site: Site) -> None:
    last = TaxPeriod.parse(reference_day(site)[:7])
    first = max(last + (-23), TaxPeriod.containing(earliest_day(site)))
    uscc = max(site.suppliers, key=lambda one: told_count(site, one))
    item = Item(site.read("getRebateSummary", uscc=uscc, from_=str(first), to=str(last)))

    item.answer.expect_status(200)
    item.expect_that("", "recordCount is the sum of countsByStatus", is_sum_of_counts)


@requirement("REB-13", afterwards=True)
def test_band_day_and_headings_are_of_records(site: Site) -> None:
    for item in every_summary(site):
        if item.outcome == "RECORDS_FOUND":
            item.expect_that("/refundedAmountBand", " or ".join(BANDS), BANDS.__contains__)
            continue
        for member in OF_RECORDS:
            item.expect_absent(member)


@requirement("REB-13", afterwards=True)
def test_headings_are_sorted_and_each_stands_once(site: Site) -> None:
    told = every_summary(site)
    listed = [one for one in told if one.get("/hs6") is not None]
    require_records(told)
    if not listed:
        not_applicable("the site leaves hs6 out, as x-disclosure allows")

    for item in listed:
        item.expect_that(
            "/hs6", "sorted, each once, none empty", lambda codes: codes == sorted(set(codes)) != []
        )


@requirement("REB-13", afterwards=True)
def test_what_is_told_of_refunds_fits_the_counts(site: Site) -> None:
    for item in every_summary(site):
        item.expect_that("", "latestRefundedOn only if something was refunded", is_day_of_a_refund)
        item.expect_that("", "without a REFUNDED record at most LT_100K", is_band_of_refunds)


def every_summary(site: Site) -> list[Item]:
    """Return every summary of the run so far, in verifications too."""
    items(site, "exportTaxRebate")
    answers = site.recall("getRebateSummary", "createVerification")
    known = [one for one in answers if one.status in (200, 201) and one.is_json]
    alone = [Item(one) for one in known if one.status == 200]
    made = [Item(one, "/results/exportTaxRebate/data") for one in known if one.status == 201]
    return [*alone, *(one for one in made if isinstance(one.get(""), dict))]


def require_records(told: list[Item]) -> None:
    """Go on only if a summary tells of records; raises NotTestable."""
    if "RECORDS_FOUND" not in [item.outcome for item in told]:
        raise lacking("subject-with-records-found", "no summary tells of records")


def is_sum_of_counts(told: JsonObject) -> bool:
    counts = told["countsByStatus"]
    return bool(told["recordCount"] == sum(counts.get(status, 0) for status in REBATE_STATUSES))


def is_found_if_counted(told: JsonObject) -> bool:
    return (told["recordCount"] > 0) is (told["outcome"] == "RECORDS_FOUND")


def is_day_of_a_refund(told: JsonObject) -> bool:
    counts = told["countsByStatus"]
    was_refunded = counts.get("REFUNDED", 0) + counts.get("RECOVERED", 0) > 0
    return was_refunded or "latestRefundedOn" not in told


def is_band_of_refunds(told: JsonObject) -> bool:
    none_refunded = told["countsByStatus"].get("REFUNDED", 0) == 0
    return told.get("refundedAmountBand", "LT_100K") in (BANDS if not none_refunded else NO_REFUND)


def told_count(site: Site, uscc: str) -> int:
    """Return how many records a supplier has, as far as can be told."""
    answer = read_about(site, "getRebateSummary", uscc)
    count = answer.get("/recordCount") if answer.status == 200 and answer.is_json else 0
    return count if isinstance(count, int) else 0


def asked(site: Site, **periods: str) -> Answer:
    given: dict[str, Any] = {"from_": periods.get("from"), "to": periods.get("to")}
    return site.read("getRebateSummary", uscc=site.suppliers[0], **given)


def withholding(site: Site) -> list[str]:
    """Return suppliers that withhold their records; raises NotApplicable if none is known."""
    given = list(site.world.target.subjects_of("withheld"))
    known = [site.read("getSupplier", uscc=uscc) for uscc in site.suppliers]
    found = [
        one for one in known if one.status == 200 and one.get("/recordsDisclosure") == "WITHHELD"
    ]
    if not given and not found:
        not_applicable("no supplier is known that withholds its records")
    return given or [str(one.get("/uscc")) for one in found]
