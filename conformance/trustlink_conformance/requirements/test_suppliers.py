"""Checks of group SUP: who a supplier is, and nothing about the people behind it."""

from datetime import timedelta
from functools import partial

import pytest

from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import expect_schema, is_absolute, is_civil_date, items_at
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.listings import about
from trustlink_conformance.lists import FULL, NOTICES, RECORDS, List
from trustlink_conformance.readings import (
    ABOUT_A_SUPPLIER,
    OPERATIONS,
    Item,
    all_items,
    read_about,
    registrations,
    verifications,
)
from trustlink_conformance.scans import expect_no_member, is_identity_number
from trustlink_conformance.site import Site
from trustlink_conformance.verifications import CHECKS

CHANNELS = ("B2B", "B2C", "BOTH")
BASES = ("OWN_SITE", "AUTHORISED")
NO_LONGER_ACTIVE = ("DEREGISTERED", "REVOKED", "SUSPENDED", "MIGRATED")


@requirement("SUP-01")
def test_a_registration_has_every_required_member(site: Site) -> None:
    for answer in registrations(site):
        expect_schema(answer, site, "Supplier")


@requirement("SUP-01")
def test_what_does_not_apply_is_absent_and_never_null(site: Site) -> None:
    known = [site.read("getSupplier", uscc=uscc) for uscc in site.suppliers]
    for answer in [*registrations(site), *(one for one in known if one.is_json)]:
        nulls = [one.pointer for one in answer.places if one.value is None]
        site.expect("members that are null", [], nulls, answer)


@requirement("SUP-02")
def test_an_answer_carries_the_code_that_was_asked_about(site: Site) -> None:
    read = [*registrations(site), *(item.answer for item in all_items(site))]
    for answer in read:
        if answer.exchange.request.method == "GET":
            answer.expect("/uscc", answer.exchange.origin.subject)


@requirement("SUP-02", modes=["live"])
def test_a_verification_and_its_results_carry_it_too(site: Site) -> None:
    uscc = site.suppliers[0]
    answer = read_about(site, "createVerification", uscc)

    answer.expect("/supplier/uscc", uscc)
    for member in OPERATIONS:
        answer.expect(f"/results/{member}/data/uscc", uscc)


@requirement("SUP-03")
def test_a_website_has_an_absolute_url_and_a_channel(site: Site) -> None:
    for answer in registrations(site):
        items_at(answer, "/websites")
        for website in Item(answer).objects("/websites"):
            website.expect_that("/url", "http://... or https://...", is_absolute)
            website.expect_that("/channel", " or ".join(CHANNELS), CHANNELS.__contains__)


@requirement("SUP-06")
def test_a_supplier_has_given_this_site_a_mandate(site: Site) -> None:
    for answer in registrations(site):
        mandate = Item(answer, "/mandate")
        mandate.expect_that("/basis", " or ".join(BASES), BASES.__contains__)
        mandate.expect("/authorisedBy", answer.exchange.origin.subject)
        mandate.expect_that("/checks", "one to three items, each once", are_checks)


@requirement("SUP-06")
def test_a_mandate_holds_today(site: Site) -> None:
    today = site.today()
    yesterday = today - timedelta(days=1)  # midnight may have passed since an answer was read
    for answer in registrations(site):
        answer.expect_that("/mandate/since", f"not after {today}", partial(is_up_to, str(today)))
        if answer.get("/mandate/until") is not None:
            described = f"not before {today}"
            answer.expect_that("/mandate/until", described, partial(is_from, str(yesterday)))


def are_checks(listed: list[str]) -> bool:
    return bool(listed) and set(listed) <= {*CHECKS.values()} and len(set(listed)) == len(listed)


def is_up_to(today: str, day: str) -> bool:
    return is_civil_date(day) and day <= today


def is_from(first: str, day: str) -> bool:
    return is_civil_date(day) and day >= first


@requirement("SUP-04", modes=["sandbox"])
@pytest.mark.parametrize("operation_id", ABOUT_A_SUPPLIER)
def test_a_supplier_that_is_gone_is_answered_by_every_operation(
    site: Site, operation_id: str
) -> None:
    for uscc in gone(site):
        answer = read_about(site, operation_id, uscc)
        answer.expect_status(201 if operation_id == "createVerification" else 200)


@requirement("SUP-04", modes=["sandbox"], profile="records")
@pytest.mark.parametrize("kind", [RECORDS, NOTICES], ids=["records", "notices"])
def test_the_lists_of_a_supplier_that_is_gone_are_answered(site: Site, kind: List) -> None:
    for uscc in gone(site):
        answer = site.read(kind.operation_id, limit=FULL, **about(site, kind, uscc))
        answer.expect_status(200)


@requirement("SUP-05")
def test_no_answer_has_a_member_for_personal_data(site: Site) -> None:
    for answer in {one.id: one for one in answers(site)}.values():
        expect_no_member(site, answer, "SUP-05")


@requirement("SUP-05")
def test_no_text_is_a_chinese_identity_number(site: Site) -> None:
    for answer in {one.id: one for one in answers(site)}.values():
        found = [one.pointer for one in answer.places if is_identity_number(one.value)]
        site.expect("texts that are identity numbers", [], found, answer)


def gone(site: Site) -> list[str]:
    """Return suppliers that are no longer active; raises NotTestable if none is known."""
    known = [read_about(site, "getSupplier", uscc) for uscc in site.suppliers]
    read = [one for one in known if not one.failed and one.status == 200 and one.is_json]
    found = [one for one in read if one.get("/registrationStatus") in NO_LONGER_ACTIVE]
    if not found:
        raise NotTestable(
            "no supplier is deregistered, revoked, suspended or migrated",
            provide="the published fixtures, loaded, with S23",
        )
    return [one.exchange.origin.subject for one in found]


def answers(site: Site) -> list[Answer]:
    """Return registrations, items and verifications of a few suppliers."""
    try:
        made = verifications(site)
    except NotTestable:
        made = []
    return [*registrations(site), *(item.answer for item in all_items(site)), *made]
