"""Checks of requirement EVD-05: a number proves that a verification was made, and no more."""

from datetime import datetime

from trustlink.contract import JsonObject
from trustlink.identifiers import make_uscc
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import expect_problem
from trustlink_conformance.scans import expect_no_member
from trustlink_conformance.site import Site
from trustlink_conformance.sound_questions import NO_NUMBER, read_consultation
from trustlink_conformance.verifications import Made, made

MOST = 4
STATES = ("ISSUED", "SUPERSEDED", "WITHDRAWN")


@requirement("EVD-05", profile="evidence", afterwards=True)
def test_a_number_is_confirmed_to_anybody_who_names_its_supplier(site: Site) -> None:
    for one in numbered(site):
        answer = consulted(site, one, one.uscc)

        answer.expect_status(200)
        answer.expect("/consultationNumber", one.item.get("/consultationNumber"))
        answer.expect("/uscc", one.uscc)
        answer.expect("/issuedAt", one.item.get("/completedAt"))


@requirement("EVD-05", profile="evidence", afterwards=True)
def test_a_consultation_says_since_when_it_does_not_stand(site: Site) -> None:
    for one in numbered(site):
        answer = consulted(site, one, one.uscc)

        answer.expect_that("/state", " or ".join(STATES), STATES.__contains__)
        answer.expect_that("", "stateSince unless ISSUED, a successor if SUPERSEDED", is_sound)


@requirement("EVD-05", profile="evidence", afterwards=True)
def test_a_number_of_another_supplier_is_answered_as_an_unknown_one(site: Site) -> None:
    one = numbered(site)[0]
    stranger = str(make_uscc(division="440300", subject="TL999998"))
    others = [code for code in site.suppliers if code != one.uscc]
    for uscc in [*others[:1], stranger]:
        expect_problem(consulted(site, one, uscc), 404, "consultation-not-found")
    unknown = read_consultation(site, NO_NUMBER, one.uscc)
    expect_problem(unknown, 404, "consultation-not-found")


@requirement("EVD-05", profile="evidence", afterwards=True)
def test_a_consultation_tells_neither_result_nor_requester(site: Site) -> None:
    for one in numbered(site):
        answer = consulted(site, one, one.uscc)

        answer.expect_status(200)
        expect_no_member(site, answer, "EVD-05")


def numbered(site: Site) -> list[Made]:
    """Return a few verifications of the run, those with other outcomes among them."""
    found = made(site)
    return found[:: max(1, len(found) // MOST)][:MOST]


def consulted(site: Site, one: Made, uscc: str) -> Answer:
    """Read what the site says of a verification's number, without a token."""
    return read_consultation(site, str(one.item.get("/consultationNumber")), uscc)


def is_sound(told: JsonObject) -> bool:
    is_issued, names_successor = told["state"] == "ISSUED", "supersededBy" in told
    if is_issued or (names_successor and told["state"] != "SUPERSEDED"):
        return is_issued and not names_successor and "stateSince" not in told
    since, issued = (datetime.fromisoformat(told[name]) for name in ("stateSince", "issuedAt"))
    return since >= issued
