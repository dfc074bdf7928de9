"""Checks of group DISC: what a site says of itself, and whether it keeps it."""

import pytest

from trustlink.contract import Operation, load_contract  # noqa: TID251 -- collected before a run
from trustlink.schemas import compile_schema
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import (
    AT_LEAST,
    PROBLEMS,
    expect_schema,
    host_of,
    is_absolute,
    is_civil_date,
    is_each_once,
    is_json_type,
    is_past,
    is_strong_etag,
    is_version_1,
    items_at,
    require_discovery,
    verification_request,
)
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import not_applicable, not_testable
from trustlink_conformance.readings import ABOUT_A_SUPPLIER, asked_authorities, read_about
from trustlink_conformance.site import Site
from trustlink_conformance.sound_questions import read_consultation
from trustlink_conformance.target import MAIN_CREDENTIAL

RULES = (
    "anchor",
    "boundary",
    "duration",
    "timeZone",
    "repaired",
    "revoked",
    "underAppeal",
    "lapsedPublicity",
)
CHECKS = ("CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION")
OPERATIONS = [
    pytest.param(one, id=one.operation_id, marks=requirement("DISC-03", profile=one.profile))
    for one in load_contract().operations
]
STATES = ("AVAILABLE", "UNAVAILABLE")


@pytest.fixture
def discovery(site: Site) -> Answer:
    """Read the discovery document; what can't be read at all is DISC-01's matter."""
    require_discovery(site)
    return site.read("getDiscovery", credential=None)


@requirement("DISC-01")
def test_discovery_is_served_to_anybody(site: Site) -> None:
    answer = site.read("getDiscovery", credential=None)

    answer.expect_status(200)
    answer.expect_header_that("Content-Type", "application/json", is_json_type, hint=Hint.HTML_TYPE)
    expect_schema(answer, site, "Discovery")


@requirement("DISC-02")
def test_discovery_states_a_version_1_and_that_the_contract_is_assumed(discovery: Answer) -> None:
    discovery.expect_that("/contractVersion", "1 and two more numbers, as 1.0.0", is_version_1)
    discovery.expect("/contractStatus", "ASSUMED")


@requirement("DISC-02")
def test_the_status_states_the_same_version(site: Site, discovery: Answer) -> None:
    status = site.read("getStatus", credential=None)

    status.expect("/contractVersion", discovery.value("/contractVersion"))


@requirement("DISC-03")
def test_the_core_profile_is_listed(discovery: Answer) -> None:
    profiles = items_at(discovery, "/profiles")

    discovery.expect_that("/profiles", "core among them", lambda _: "core" in profiles)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_each_operation_of_a_listed_profile_works(site: Site, operation: Operation) -> None:
    answer = ask_validly(site, operation)

    answer.expect_status(*documented(operation, 200, 201, 403, 503, 504))
    if answer.status == 403:
        answer.expect("/type", f"{PROBLEMS}disclosure-withheld")


@requirement("DISC-04")
def test_exactly_the_three_checks_are_offered(discovery: Answer) -> None:
    discovery.expect_that(
        "/checks", f"{', '.join(CHECKS)}, each once", lambda listed: is_each_once(listed, CHECKS)
    )


@requirement("DISC-05")
@pytest.mark.parametrize("rule", RULES)
def test_each_rule_of_the_violation_policy_is_the_contracts(
    site: Site, discovery: Answer, rule: str
) -> None:
    admitted = site.contract.schema("ViolationPolicy")["properties"][rule]["enum"]

    discovery.expect_that(f"/violationPolicy/{rule}", " or ".join(admitted), admitted.__contains__)


@requirement("DISC-05")
def test_the_violation_policy_names_its_authorities(site: Site, discovery: Answer) -> None:
    schema = site.answer_contract.schema("ViolationPolicy")["properties"]["authorities"]
    admitted = compile_schema(site.answer_contract, schema)

    discovery.expect_that("/violationPolicy/authorities", schema["description"], admitted.is_valid)
    discovery.expect_that(
        "/violationPolicy/authorities",
        f"{', '.join(AT_LEAST)} among them",
        lambda listed: {*AT_LEAST} <= {*listed},
    )


@requirement("DISC-05")
def test_the_first_day_that_can_be_asked_about_is_stated(discovery: Answer) -> None:
    discovery.expect_that("/earliestAsOf", "a civil date", is_civil_date)
    discovery.expect_that("/earliestAsOf", "not before 2021-11-01", lambda day: day >= "2021-11-01")


@requirement("DISC-05")
def test_a_sandbox_answers_for_the_leap_day_of_2024(discovery: Answer) -> None:
    latest = "2024-02-29" if discovery.get("/environment") == "SANDBOX" else "9999-12-31"

    discovery.expect_that("/earliestAsOf", f"not after {latest}", lambda day: day <= latest)


@requirement("DISC-06")
def test_discovery_carries_the_same_strong_etag_twice(site: Site, discovery: Answer) -> None:
    again = site.ask("getDiscovery", credential=None)

    discovery.expect_header_that("ETag", "a strong ETag", is_strong_etag, hint=Hint.WEAK_ETAG)
    again.expect_header("ETag", str(discovery.header("ETag")), hint=Hint.ETAG_OF_INSTANCE)


@requirement("DISC-06", section="generated", afterwards=True)
def test_the_etag_stays_as_long_as_the_document(site: Site, discovery: Answer) -> None:
    now = site.ask("getDiscovery", credential=None)
    if now.status != 200 or now.content != discovery.content:
        not_applicable("the document has changed in the course of the run")

    now.expect_header("ETag", str(discovery.header("ETag")))


@requirement("DISC-07")
def test_the_status_lists_each_source_once(site: Site) -> None:
    status = site.read("getStatus", credential=None)
    status.expect_status(200)

    listed = [status.get(f"{entry}/authority") for entry in entries_of(status)]
    for authority in [*asked_authorities(site), *listed]:
        found = listed.count(authority)
        site.expect(f"entries of {authority}", 1, found, status, pointer="/sources")


@requirement("DISC-07")
def test_the_status_tells_of_each_source_what_came_of_the_last_attempt(site: Site) -> None:
    status = site.read("getStatus", credential=None)
    now = site.now()

    for entry in entries_of(status):
        status.expect_that(f"{entry}/state", " or ".join(STATES), STATES.__contains__)
        status.expect_that(
            f"{entry}/checkedAt",
            f"not after {now}",
            lambda instant: is_past(instant, now=now),
            hint=Hint.LOCAL_TIME,
        )


@requirement("DISC-07")
def test_the_site_is_degraded_while_a_source_is_unavailable(site: Site) -> None:
    status = site.read("getStatus", credential=None)
    states = [status.get(f"{entry}/state") for entry in entries_of(status)]

    status.expect("/state", "DEGRADED" if "UNAVAILABLE" in states else "OPERATIONAL")


@requirement("DISC-08")
def test_the_operators_website_is_that_of_its_role(site: Site, discovery: Answer) -> None:
    operator = host_of(discovery.value("/operator/website"))
    answers = [site.read("getSupplier", uscc=uscc) for uscc in site.suppliers]
    found = {host_of(url) for answer in answers for url in websites_of(answer)}
    if not found:
        not_testable("no supplier states a website", provide="suppliers that can be asked about")

    is_hub = "HUB" in site.contract.schema("Operator")["properties"]["role"]["enum"]
    expected = f"{'no' if is_hub else 'a'} supplier's website at {operator}"
    holds = (operator in found) is not is_hub
    if operator not in found and site.mode == "live":
        require_all_answered(discovery, answers)
    site.expect_that(expected, sorted(found), *answers, holds=holds)


@requirement("DISC-09")
def test_discovery_names_a_page_for_disputes(discovery: Answer) -> None:
    discovery.expect_that("/disputes", "http://... or https://...", is_absolute)


def ask_validly(site: Site, operation: Operation) -> Answer:
    """Read what an operation answers if it is asked as it wants to be."""
    uscc = site.suppliers[0]
    if operation.operation_id in ABOUT_A_SUPPLIER:
        return read_about(site, operation.operation_id, uscc)
    if "{uscc}" in operation.path:
        return site.read(operation.operation_id, uscc=uscc)
    if "{verificationId}" in operation.path:
        created = read_about(site, "createVerification", uscc).value("/verificationId")
        return site.read(operation.operation_id, verificationId=created)
    if "{consultationNumber}" in operation.path:
        number = read_about(site, "createVerification", uscc).value("/consultationNumber")
        return read_consultation(site, str(number), uscc)
    credential = MAIN_CREDENTIAL if operation.scope else None
    return site.read(operation.operation_id, credential=credential, body=body_of(site, operation))


def body_of(site: Site, operation: Operation) -> object:
    if operation.method == "GET":
        return None
    return {"items": [verification_request(site, site.suppliers[0])]}


def documented(operation: Operation, *statuses: int) -> list[int]:
    return [status for status in statuses if str(status) in operation.document["responses"]]


def entries_of(status: Answer) -> list[str]:
    """Return a pointer to each of the sources."""
    return [f"/sources/{at}" for at, _ in enumerate(items_at(status, "/sources"))]


def require_all_answered(discovery: Answer, answers: list[Answer]) -> None:
    """Go on only if no supplier that discovery lists is left whose websites are not known."""
    known = {one.exchange.origin.subject for one in answers if one.status in (200, 404)}
    left = [one for one in discovery.get("/suppliers", []) if one not in known]
    if left:
        not_testable(
            f"the websites of {len(left)} suppliers that discovery lists are not known",
            provide="all of them as subjects.suppliers, at a time at which sources answer",
        )


def websites_of(answer: Answer) -> list[object]:
    if answer.status != 200:
        return []
    listed = enumerate(items_at(answer, "/websites"))
    return [answer.get(f"/websites/{at}/url") for at, _ in listed]
