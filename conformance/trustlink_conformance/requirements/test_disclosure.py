"""Checks of SEC-06: whether single records are shown is the choice of the supplier alone."""

from collections.abc import Sequence
from functools import partial

import pytest

from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import NotApplicable, NotTestable, requirement
from trustlink_conformance.expectations import PROBLEMS, earliest_day, expect_problem
from trustlink_conformance.hindsight import is_source_problem
from trustlink_conformance.judgement import not_applicable, where_known
from trustlink_conformance.listings import about
from trustlink_conformance.lists import FULL, LISTS, NOTICES, RECORDS, List
from trustlink_conformance.readings import ABOUT_A_SUPPLIER, read_about
from trustlink_conformance.site import Site
from trustlink_conformance.target import MAIN_CREDENTIAL

WITHHELD = "WITHHELD"
RARE_STATUSES = ("REJECTED", "RECOVERED", "SUSPENDED")
SUPPLIERS = "subjects.suppliers in the target file, or suppliers in discovery"
REFUSAL = f"{PROBLEMS}disclosure-withheld"


@requirement("SEC-06", profile="records")
@pytest.mark.parametrize("kind", [RECORDS, NOTICES], ids=["records", "notices"])
def test_who_withholds_its_records_shows_none(site: Site, kind: List) -> None:
    asked = (about(site, kind, uscc) for uscc in withholding(site))

    expect_withheld(*[site.read(kind.operation_id, **one) for one in asked])


@requirement("SEC-06", profile="records")
def test_no_filter_opens_what_is_withheld(site: Site) -> None:
    uscc = withholding(site)[0]
    status = nobodys_status(site, uscc)
    answer = site.read(RECORDS.operation_id, status=status, **about(site, RECORDS, uscc))

    expect_withheld(answer)


@requirement("SEC-06", profile="records", section="generated")
def test_an_early_day_opens_nothing_that_is_withheld(site: Site) -> None:
    uscc, day = withholding(site)[0], earliest_day(site).isoformat()

    answer = site.read(NOTICES.operation_id, uscc=uscc, asOf=day)

    expect_withheld(answer)


@requirement("SEC-06", profile="records", section="generated")
def test_rebates_alone_are_verified_of_who_withholds(site: Site) -> None:
    uscc, checks = withholding(site)[0], ["EXPORT_TAX_REBATE"]

    ask = partial(read_about, site, "createVerification", uscc, checks=checks)

    where_known(ask).expect_status(201)


@requirement("SEC-06", profile="records")
@pytest.mark.parametrize("operation_id", ABOUT_A_SUPPLIER)
def test_the_core_answers_about_who_withholds(site: Site, operation_id: str) -> None:
    for uscc in withholding(site):
        answer = where_known(partial(read_about, site, operation_id, uscc))
        answer.expect_status(201 if operation_id == "createVerification" else 200)


@requirement("SEC-06", profile="records", afterwards=True)
def test_lists_are_withheld_exactly_if_the_supplier_withholds(site: Site) -> None:
    known = disclosures(site)
    asked = [one for one in answers_of_lists(site) if one.exchange.origin.subject in known]
    if not asked:
        raise NotTestable("no list was answered of a supplier that is known", provide=SUPPLIERS)

    for answer in asked:
        if known[answer.exchange.origin.subject] == WITHHELD:
            site.expect_that(
                "a list that is not shown", answer.status, answer, holds=answer.status != 200
            )
        else:
            shown = answer.get("/type") if answer.is_json else None
            site.expect_that(f"not {REFUSAL}", shown, answer, holds=shown != REFUSAL)


def expect_withheld(*answers: Answer) -> None:
    """Expect 403; a site may also tell first that a source fails, so that says nothing."""
    found = [one for one in answers if not is_source_problem(one)]
    for answer in found or not_applicable("a source fails, which may be found before the 403"):
        expect_problem(answer, 403, "disclosure-withheld")


def nobodys_status(site: Site, uscc: str) -> str:
    """Return a status that none of the supplier's records has, so that nothing would be listed."""
    counts = read_about(site, "getRebateSummary", uscc).get("/countsByStatus")
    held = counts if isinstance(counts, dict) else {}
    return next((one for one in RARE_STATUSES if not held.get(one)), RARE_STATUSES[0])


def withholding(site: Site) -> list[str]:
    """Return suppliers that withhold their records; raises NotApplicable if none is known."""
    known = disclosures(site)
    found = [uscc for uscc in known if known[uscc] == WITHHELD]
    if not found:
        raise NotApplicable("no supplier is known that withholds its records")
    return found


def disclosures(site: Site) -> dict[str, str]:
    """Return what suppliers say of the disclosure of their records."""
    given = site.world.target.subjects_of("withheld")
    read = [
        read_about(site, "getSupplier", uscc) for uscc in dict.fromkeys([*given, *site.suppliers])
    ]
    told = [one for one in read if not one.failed and one.status == 200 and one.is_json]
    return {one.exchange.origin.subject: str(one.get("/recordsDisclosure")) for one in told}


def answers_of_lists(site: Site) -> Sequence[Answer]:
    """Return every answer to a request for a list so far, as the main client sends it."""
    for kind in LISTS.values():
        site.read(kind.operation_id, limit=FULL, **about(site, kind, site.suppliers[0]))
    return [one for one in site.recall(*LISTS) if one.exchange.request.client == MAIN_CREDENTIAL]
