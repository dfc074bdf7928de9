"""Checks of group VER: a client that lost an answer asks again, and nothing is made twice."""

import json

import pytest

from trustlink.contract import JsonObject
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import (
    expect_problem,
    known_part,
    verification_request,
)
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import not_applicable, not_testable
from trustlink_conformance.readings import reference_day
from trustlink_conformance.site import Site
from trustlink_conformance.target import MAIN_CREDENTIAL
from trustlink_conformance.verifications import Made, made, nobodies

OTHER_CLIENT = "importer-b"
AT_ONCE = 2
TIMEOUT = "SOURCE_TIMEOUT"
VISIBLE = "".join(map(chr, range(ord("!"), ord("~") + 1)))
OF_ANOTHER_FORM = {"a blank": "order 66", "beyond ASCII": "caf\u00e9-66"}
IDS = ("/verificationId", "/consultationNumber")


@requirement("VER-09")
def test_the_same_key_and_value_give_the_same_verification(site: Site) -> None:
    first = first_of(site)
    first.expect_status(201)

    for again in (ask(site, request(site), "first"), ask_in_other_words(site, "first")):
        expect_same(first, again)


@requirement("VER-09")
def test_a_key_with_another_value_is_refused(site: Site) -> None:
    first_of(site).expect_status(201)
    other = {**request(site), "clientReference": "PO-2"}

    expect_problem(ask(site, other, "first"), 422, "idempotency-key-reused")


@requirement("VER-09")
def test_a_key_belongs_to_its_client(site: Site) -> None:
    if not site.has_credential(OTHER_CLIENT):
        not_applicable(f"no credential {OTHER_CLIENT!r} is configured")
    first = first_of(site)
    first.expect_status(201)

    expect_another(first, ask(site, request(site), "first", credential=OTHER_CLIENT))


@requirement("VER-09")
def test_keys_that_differ_in_their_last_character_are_two(site: Site) -> None:
    first, second = (ask(site, request(site), VISIBLE, end=end) for end in "aA")

    first.expect_status(201)
    expect_another(first, second)


@requirement("VER-09")
def test_a_request_that_failed_leaves_its_key_free(site: Site) -> None:
    unknown = {**request(site), "supplier": {"uscc": nobodies(1)[0]}}
    refused = ask(site, unknown, "failed")

    refused.expect_status(404)
    ask(site, request(site), "failed").expect_status(201)


@requirement("VER-09", section="generated")
def test_another_order_of_the_checks_is_another_value(site: Site) -> None:
    first_of(site).expect_status(201)
    other = {**request(site), "checks": request(site)["checks"][::-1]}

    expect_problem(ask(site, other, "first"), 422, "idempotency-key-reused")


@requirement("VER-09", section="generated")
def test_a_key_of_129_characters_is_refused(site: Site) -> None:
    answer = ask(site, request(site), "long", end="~~")

    expect_problem(answer, 400, "invalid-request")


@requirement("VER-09", section="generated")
@pytest.mark.parametrize("key", OF_ANOTHER_FORM)
def test_a_key_of_another_form_is_refused(site: Site, key: str) -> None:
    require_retention(site)
    headers = {"Idempotency-Key": OF_ANOTHER_FORM[key]}
    answer = site.ask("createVerification", body=request(site), headers=headers)

    expect_problem(answer, 400, "invalid-request")


@requirement("VER-09", section="generated")
def test_an_answer_is_given_again_in_its_first_language(site: Site) -> None:
    first = first_of(site)
    first.expect_status(201)
    headers = {**keyed(site, "first"), "Accept-Language": "th"}
    again = site.ask("createVerification", body=request(site), headers=headers)

    expect_same(first, again)
    site.expect("the same answer", known_part(site, first), known_part(site, again), first, again)


@requirement("VER-09", profile="batch", section="generated")
def test_a_batch_with_the_same_key_is_the_same(site: Site) -> None:
    body, headers = {"items": [request(site)]}, keyed(site, "batch")
    first, again = (site.ask("createBatch", body=body, headers=headers) for _ in range(2))

    first.expect_status(200)
    again.expect_status(200)
    for place in IDS:
        again.expect(f"/items/0/verification{place}", first.value(f"/items/0/verification{place}"))


@requirement("VER-09")
def test_one_verification_results_of_requests_at_the_same_time(site: Site) -> None:
    body, headers = request(site, slowest_supplier(site)), keyed(site, "at once")
    answers = site.ask_together("createVerification", times=AT_ONCE, body=body, headers=headers)
    heard = [answer for answer in answers if answer.failed or answer.status != 429]
    if len(heard) < AT_ONCE:
        not_testable("requests at once are answered 429", provide="a client with a larger quota")

    last = site.ask("createVerification", body=body, headers=headers)
    last.expect_status(201)
    for answer in heard:
        expect_made_or_in_progress(answer, last)
    statuses = [answer.status for answer in heard]
    site.expect_that("one that is 201", statuses, *heard, holds=201 in statuses, pointer="status")


def request(site: Site, uscc: str | None = None) -> JsonObject:
    """Return a request for all checks."""
    return verification_request(
        site, uscc or site.suppliers[0], asOf=reference_day(site), clientReference="PO-1"
    )


def keyed(site: Site, purpose: str, end: str = "") -> dict[str, str]:
    """Return a key of this run, for a site remembers it for a day; 128 characters at most."""
    require_retention(site)
    key = f"{site.nonce}-{purpose.replace(' ', '-')}"
    return {"Idempotency-Key": f"{key.ljust(127, '~') if end else key}{end}"}


def require_retention(site: Site) -> None:
    """Raise NotApplicable where discovery does not say that the site remembers keys."""
    if "idempotencyRetention" not in site.discovery:
        not_applicable("discovery states no idempotencyRetention")


def first_of(site: Site) -> Answer:
    """Read the answer to the first request with the key `first`."""
    return site.read("createVerification", body=request(site), headers=keyed(site, "first"))


def ask(
    site: Site,
    body: JsonObject,
    purpose: str,
    *,
    end: str = "",
    credential: str = MAIN_CREDENTIAL,
) -> Answer:
    headers = keyed(site, purpose, end)
    return site.ask("createVerification", body=body, headers=headers, credential=credential)


def ask_in_other_words(site: Site, purpose: str) -> Answer:
    """Ask with the same JSON value written otherwise: members turned round, blanks, escapes."""
    body = request(site)
    turned = {name: body[name] for name in reversed(list(body))}
    return site.send(
        "POST",
        site.contract.operation("createVerification").path,
        headers={**keyed(site, purpose), "Content-Type": "application/json"},
        content=json.dumps(turned, indent=1, ensure_ascii=True).encode(),
    )


def expect_same(first: Answer, again: Answer) -> None:
    again.expect_status(201)
    again.expect_header("Location", first.header("Location") or "")
    for place in IDS:
        again.expect(place, first.value(place), hint=Hint.KEY_IS_FORGOTTEN)


def expect_another(first: Answer, second: Answer) -> None:
    second.expect_status(201)
    number = first.value("/verificationId")
    second.expect_that("/verificationId", "another than the first", number.__ne__)


def expect_made_or_in_progress(answer: Answer, last: Answer) -> None:
    answer.expect_status(201, 409)
    if answer.status == 201:
        expect_same(last, answer)
    else:
        expect_problem(answer, 409, "request-in-progress")
        answer.expect_header_that("Retry-After", "a time to wait", bool)


def slowest_supplier(site: Site) -> str:
    """Return the supplier whose verification takes longest, so that two of them overlap."""
    return max((one for one in made(site) if one.is_alone), key=duration).uscc


def duration(one: Made) -> tuple[bool, float]:
    """Return how long a verification took; a source that timed out took long by all clocks."""
    if TIMEOUT.encode() not in one.answer.content:
        return False, one.answer.seconds
    reasons = [code for member in one.requested() for code in one.result(member).reasons]
    return TIMEOUT in reasons, one.answer.seconds
