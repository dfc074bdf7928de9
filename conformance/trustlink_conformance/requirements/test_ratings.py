"""Checks of group RAT: how authorities rate a supplier, each scheme for itself."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial

from trustlink.calendar import parse_date
from trustlink.contract import JsonObject
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import earliest_day, is_civil_date
from trustlink_conformance.judgement import not_applicable, not_testable
from trustlink_conformance.provisions import lacking
from trustlink_conformance.rated_suppliers import (
    LAST_OF_251,
    Begun,
    begun_ratings,
    customs_on,
    customs_rated,
    edition_of,
    ended_rating,
    of_scheme,
    ratings,
)
from trustlink_conformance.readings import Item, items, read_about, single_items, verified_items
from trustlink_conformance.reason_codes import reason_codes_of
from trustlink_conformance.scans import expect_no_member
from trustlink_conformance.site import Site
from trustlink_conformance.sources import CUSTOMS, require_source
from trustlink_conformance.stale_data import is_stale, stale_data_decide_nothing

OUTCOMES = ("RATED", "NOT_RATED", "INDETERMINATE")
TEXTS = ("/scheme/id", "/scheme/version", "/scheme/nameZh", "/scheme/nameEn", "/grade")
Known = Callable[[Iterable[object]], list[object]]
"""Returns those of some codes that the contract knows."""
FIRST_OF_282 = "2026-04-01"
MOST_BEGINNERS = 2
"""Suppliers that are asked about before they were rated."""
PROVIDE = "a supplier with a rating, as subjects.rated in the target file"


@requirement("RAT-01")
def test_rated_is_who_has_a_current_rating(site: Site) -> None:
    needs_fresh_data = stale_data_decide_nothing(site.contract)
    expected = f"RATED exactly if a rating is CURRENT{' and FRESH' if needs_fresh_data else ''}"
    for uscc in site.suppliers:
        item = Item(read_about(site, "listCreditRatings", uscc))

        item.answer.expect_status(200)
        item.expect_that("/outcome", " or ".join(OUTCOMES), OUTCOMES.__contains__)
        item.expect_that("", expected, partial(is_rated_if_current, fresh=needs_fresh_data))


@requirement("RAT-02")
def test_a_rating_states_scheme_grade_days_and_provenance(site: Site) -> None:
    for rating in ratings(site):
        for text in TEXTS:
            rating.expect_that(text, "a text", lambda value: isinstance(value, str) and value)
        for day in ("/ratedOn", "/validFrom"):
            rating.expect_that(day, "a civil date", is_civil_date)
        rating.expect_that("/status", "CURRENT or EXPIRED", ("CURRENT", "EXPIRED").__contains__)
        if rating.get("/status") == "EXPIRED":
            rating.expect_that("/validUntil", "the day on which it ended", is_civil_date)
        rating.expect_that("/provenance", "an object", lambda value: isinstance(value, dict))


@requirement("RAT-03")
def test_a_grade_is_one_of_its_scheme_and_version(site: Site) -> None:
    allowed = site.requirements["RAT-03"].allowed
    found = ratings_of_both_orders(site)
    known = [one for one in found if edition_of(one) in allowed or not site.is_of_later_version]
    if not known:
        not_testable("no rating is of a scheme that the contract knows", provide=PROVIDE)

    for rating in known:
        grades = allowed.get(edition_of(rating), ())
        described = " or ".join(grades) or "none: RAT-03 does not list scheme and version"
        rating.expect_that("/grade", described, grades.__contains__)


@requirement("RAT-04")
def test_order_251_ends_and_order_282_begins_on_1_april_2026(site: Site) -> None:
    both = ratings_of_both_orders(site)
    customs = [
        one for one in both if one.get("/scheme/id") == "cn-gacc-credit" and not is_without_end(one)
    ]
    if not customs:
        raise lacking("subject-with-customs-rating", "no supplier has a customs rating")

    for rating in customs:
        if rating.get("/scheme/version") == "251":
            rating.expect_that(
                "/validUntil", f"not after {LAST_OF_251}", lambda day: day <= LAST_OF_251
            )
        else:
            rating.expect_that(
                "/validFrom", f"not before {FIRST_OF_282}", lambda day: day >= FIRST_OF_282
            )


@requirement("RAT-04", modes=["live"])
def test_a_rating_that_is_carried_over_keeps_its_first_day(site: Site) -> None:
    uscc = customs_rated(site)
    before, after = (customs_on(site, uscc, day) for day in (LAST_OF_251, FIRST_OF_282))
    if before is None or after is None:
        not_applicable(f"no customs rating of {LAST_OF_251} was carried over")

    after.expect_that(
        "/ratedOn",
        f"{before.get('/ratedOn')}, or a day from {FIRST_OF_282} on",
        lambda day: day == before.get("/ratedOn") or day >= FIRST_OF_282,
    )


@requirement("RAT-05", modes=["sandbox"], section="generated", afterwards=True)
def test_who_has_no_rating_was_never_rated(site: Site) -> None:
    known = reason_codes_of(site.requirements).known if site.is_of_later_version else list
    is_told = partial(is_never_rated, known=known)
    for item in without_ratings(site):
        item.expect_that("/reasons", "NEVER_RATED, and no other but DATA_STALE", is_told)


@requirement("RAT-06", modes=["live"], section="generated", afterwards=True)
def test_without_a_rating_none_has_expired(site: Site) -> None:
    for item in without_ratings(site):
        item.expect_that("", "RATING_EXPIRED exactly for NOT_RATED with a rating", is_expiry_told)


@requirement("RAT-06")
def test_a_rating_is_current_up_to_its_last_day(site: Site) -> None:
    ratings(site)
    for item in items(site, "creditRating"):
        item.expect_that("", "CURRENT exactly up to validUntil", is_current_to_its_last_day)


@requirement("RAT-06")
def test_an_expired_rating_alone_is_the_reason_of_not_rated(site: Site) -> None:
    for item in items(site, "creditRating"):
        item.expect_that("", "RATING_EXPIRED exactly for NOT_RATED with a rating", is_expiry_told)


@requirement("RAT-06")
def test_the_day_after_its_last_a_rating_is_current_no_more(site: Site) -> None:
    ended = ended_rating(site)
    uscc, last = ended.uscc, ended.last
    day_after = (parse_date(last) + timedelta(days=1)).isoformat()

    for day, status in ((last, "CURRENT"), (day_after, "EXPIRED")):
        answer = Item(site.read("listCreditRatings", uscc=uscc, asOf=day))
        found = [one for one in answer.objects("/ratings") if one.get("/validUntil") == last]
        statuses = {one.get("/status") for one in found}
        if not found:
            require_source(site, uscc, CUSTOMS)
        others = ", unless another has replaced it" if day != last else ""
        site.expect_that(
            f"{status} on {day}, of a rating valid until {last}{others}",
            sorted(map(str, statuses)), answer.answer,
            holds=statuses == {status} or (status == "EXPIRED" and not found),
            pointer="/ratings",
        )  # fmt: skip


@requirement("RAT-07")
def test_of_each_scheme_at_most_one_rating_is_listed(site: Site) -> None:
    for item in items(site, "creditRating"):
        item.expect_that("/ratings", "each scheme once", is_each_scheme_once)


@requirement("RAT-07")
def test_no_rating_begins_after_the_day_asked_about(site: Site) -> None:
    for item in items(site, "creditRating"):
        item.expect_that("/asOf", "a civil date", is_civil_date)
        item.expect_that("", "no validFrom after asOf", has_begun)


@requirement("RAT-07")
def test_a_rating_is_listed_from_its_first_day_on_and_not_before(site: Site) -> None:
    expect_beginning(site, begun_ratings(site)[0])


@requirement("RAT-07", section="generated")
def test_a_rating_of_another_scheme_is_listed_from_its_first_day_on(site: Site) -> None:
    first, *others = begun_ratings(site)
    other = [one for one in others if one.scheme != first.scheme]
    if not other:
        not_applicable("no rating of another scheme began after earliestAsOf")

    expect_beginning(site, other[0])


@requirement("RAT-08")
def test_no_score_is_made_of_ratings(site: Site) -> None:
    for item in [*single_items(site, "creditRating"), *verified_items(site, "creditRating")]:
        expect_no_member(site, item.answer, "RAT-08")


def expect_beginning(site: Site, begun: Begun) -> None:
    """Expect a rating to be listed on its first day, and not on the day before."""
    uscc, scheme, first = begun.uscc, begun.scheme, begun.first
    day_before = (parse_date(first) - timedelta(days=1)).isoformat()

    for day, is_listed in ((first, True), (day_before, False)):
        answer = Item(site.read("listCreditRatings", uscc=uscc, asOf=day))
        answer.expect("/asOf", day)
        listed = [one.get("/validFrom") for one in of_scheme(answer, scheme)]
        if is_listed and first not in listed:
            require_source(site, uscc, begun.authority)
        described = f"{'one' if is_listed else 'none'} of {scheme} from {first} on"
        holds = (first in listed) is is_listed
        site.expect_that(described, listed, answer.answer, holds=holds, pointer="/ratings")


def without_ratings(site: Site) -> list[Item]:
    """Return every answer of the run so far that is NOT_RATED and lists no rating."""
    ask_before_the_first(site)
    told = [Item(one) for one in site.recall("listCreditRatings") if one.status == 200]
    known = [one for one in told if one.answer.is_json and one.outcome == "NOT_RATED"]
    found = [one for one in known if one.get("/ratings") == []]
    return found or not_applicable("no supplier was without a rating")


def ask_before_the_first(site: Site) -> None:
    """Read the ratings of two suppliers on the day before the first that is known of them."""
    firsts = {
        str(item.get("/uscc")): min(days)
        for item in (Item(read_about(site, "listCreditRatings", one)) for one in site.suppliers)
        if (days := list(filter(is_civil_date, began_of(item))))
    }
    for uscc, first in sorted(firsts.items(), key=lambda one: one[1])[-MOST_BEGINNERS:]:
        if parse_date(first) > earliest_day(site):
            day_before = (parse_date(first) - timedelta(days=1)).isoformat()
            site.read("listCreditRatings", uscc=uscc, asOf=day_before)


def ratings_of_both_orders(site: Site) -> list[Item]:
    """Return ratings of now, and of a supplier those of the last day of order 251."""
    found = ratings(site)
    if not earliest_day(site).isoformat() <= LAST_OF_251 < site.today().isoformat():
        return found
    uscc = str(found[0].answer.get("/uscc") or site.suppliers[0])
    before = Item(site.read("listCreditRatings", uscc=uscc, asOf=LAST_OF_251))
    return [*found, *before.objects("/ratings")]


def began_of(item: Item) -> list[str]:
    """Return what each rating states as its first day."""
    return [one.get("/validFrom") for one in item.objects("/ratings")]


def is_never_rated(reasons: list[JsonObject], *, known: Known) -> bool:
    return {*known(one["code"] for one in reasons)} - {"DATA_STALE"} == {"NEVER_RATED"}


def is_rated_if_current(told: JsonObject, *, fresh: bool) -> bool:
    """Return whether RATED is told exactly of a current rating; fresh data alone may count."""
    counted = [one for one in told["ratings"] if not fresh or not is_stale(one)]
    is_current = "CURRENT" in [rating["status"] for rating in counted]
    return is_current is (told["outcome"] == "RATED")


def is_current_to_its_last_day(told: JsonObject) -> bool:
    return all(
        (rating["status"] == "CURRENT") is (rating.get("validUntil", "9999-12-31") >= told["asOf"])
        for rating in told["ratings"]
        if "validUntil" in rating or rating["status"] != "EXPIRED"  # see RAT-02
    )


def is_expiry_told(told: JsonObject) -> bool:
    is_expired = told["outcome"] == "NOT_RATED" and bool(told["ratings"])
    return is_expired is ("RATING_EXPIRED" in [reason["code"] for reason in told["reasons"]])


def is_each_scheme_once(listed: list[JsonObject]) -> bool:
    schemes = [rating["scheme"]["id"] for rating in listed]
    return len(set(schemes)) == len(schemes)


def has_begun(told: JsonObject) -> bool:
    return all(rating["validFrom"] <= told["asOf"] for rating in told["ratings"])


def is_without_end(rating: Item) -> bool:
    """Return whether a rating has ended without saying when: that is RAT-02's matter."""
    return rating.get("/status") == "EXPIRED" and rating.get("/validUntil") is None
