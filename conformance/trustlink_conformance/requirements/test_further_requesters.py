"""Checks of group ID about schemes that an overlay adds: of more countries, and of consumers."""

import hashlib

from trustlink.identifiers import CONSUMER
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import expect_problem
from trustlink_conformance.judgement import not_applicable
from trustlink_conformance.readings import reference_day
from trustlink_conformance.site import Site

NO_OVERLAY = "no overlay adds a scheme"
ILL_FORMED = {
    "bn-rocbn": ("RB99900001", "RC99901"),
    "id-nib": ("999000000001", "9990-00000001"),
    "kh-moc": ("9990-0001", "99901"),
    "la-ern": ("vte-9990001", "999--0001"),
    "mm-dica": ("99900000A", "99901"),
    "my-ssm": ("202607000001", "99900001-A"),
    "ph-tin": ("9990000010", "999-000-001"),
    "tl-tin": ("99900001", "999 001"),
    CONSUMER: ("Nguyen Van A", "someone@mail.example", "0F1E2D3C4B5A69788796", "840999000001"),
}
"""By scheme numbers that break its form."""
COUNTRIES = ("SG", "TH", "VN")


@requirement("ID-05")
def test_a_number_of_a_further_scheme_has_its_form(site: Site) -> None:
    known = [scheme for scheme in ILL_FORMED if is_known(site, scheme)]
    for scheme in known or not_applicable(NO_OVERLAY):
        country = COUNTRIES[0] if scheme == CONSUMER else scheme[:2].upper()
        for number in ILL_FORMED[scheme]:
            answer = asked_by(site, country=country, scheme=scheme, id=number)
            expect_refused(answer, "invalid-identifier", "/requester/id")


@requirement("ID-06")
def test_a_consumer_states_no_name(site: Site) -> None:
    require_consumers(site)
    requester = consumer_of(site, "SG")

    answer = asked_by(site, name="A Consumer", **requester)

    expect_refused(answer, "invalid-request", "/requester/name")


@requirement("ID-07")
def test_a_consumer_is_accepted_at_each_stage_of_a_purchase(site: Site) -> None:
    require_consumers(site)
    for country in COUNTRIES:
        requester = consumer_of(site, country)
        for stage in ("INQUIRY", "CONTRACT"):
            answer = asked_by(site, stage=stage, **requester)

            answer.expect_status(201)
            answer.expect("/requester", requester)


def is_known(site: Site, scheme: str) -> bool:
    """Return whether the contract, overlays applied, has the scheme."""
    return scheme in site.contract.schema("RequesterScheme")["enum"]


def require_consumers(site: Site) -> None:
    """Go on only if consumers may ask; raises NotApplicable."""
    if not is_known(site, CONSUMER):
        not_applicable(NO_OVERLAY)


def consumer_of(site: Site, country: str) -> dict[str, str]:
    """Return a consumer under a pseudonym that no other run uses."""
    pseudonym = hashlib.sha256(f"{site.nonce} {country}".encode()).hexdigest()[:20]
    return {"country": country, "scheme": CONSUMER, "id": pseudonym}


def asked_by(site: Site, *, stage: str = "CONTRACT", **requester: str) -> Answer:
    body = {
        "supplier": {"uscc": site.suppliers[0]},
        "requester": requester,
        "checks": ["NO_VIOLATION"],
        "stage": stage,
        "asOf": reference_day(site),
    }
    return site.read("createVerification", body=body)


def expect_refused(answer: Answer, problem: str, pointer: str) -> None:
    """Expect 400, and errors[] with an entry for a place."""
    expect_problem(answer, 400, problem)
    answer.expect_that(
        "/errors", f"an entry with pointer {pointer}",
        lambda entries: pointer in [entry.get("pointer") for entry in entries],
    )  # fmt: skip
