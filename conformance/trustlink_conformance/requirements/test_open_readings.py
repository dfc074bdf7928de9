"""Checks of what the contract leaves open: both readings are accepted, and no third one.

They are listed in openapi/README.md, in the section "Open, both accepted".
"""

from collections.abc import Mapping

import pytest

from trustlink_conformance.answer import Answer
from trustlink_conformance.challenges import bearer_challenges
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import expect_problem, verification_request
from trustlink_conformance.forgeries import Unusable
from trustlink_conformance.question import TOKEN, HeaderValue
from trustlink_conformance.readings import reference_day
from trustlink_conformance.site import Site
from trustlink_conformance.sound_questions import answerable, by_operation, sound

ACCEPT: Mapping[str, HeaderValue] = {
    "a wildcard beside q=0": "application/json;q=0, */*",
    "empty": "",
    "with a parameter": "application/json; charset=utf-8",
    "in two lines": ("text/html", "application/json"),
}
NONE_MATCH: Mapping[str, str] = {
    "without quotation marks": "{bare}",
    "* in a list": '*, "{bare}"',
    "empty members": ', ,"{bare}",',
}


@requirement("SEC-01", section="generated")
def test_bearer_without_a_token_is_no_token_or_an_unusable_one(site: Site) -> None:
    question = sound(site, "getSupplier")
    answer = question.ask(site, credential=None, headers={"Authorization": Unusable("Bearer")})

    if not question.operation.needs_token and answer.status != 401:
        answer.expect_status(question.read(site).status)
        return
    answer.expect_status(401)
    answer.expect_header_that("WWW-Authenticate", "Bearer", bearer_challenges)


@requirement("SEC-01", section="generated")
def test_more_blanks_before_a_token_are_taken_or_refused(site: Site) -> None:
    question = sound(site, "getSupplier")
    answer = question.ask(site, headers={"Authorization": f"Bearer   {TOKEN}"})

    answer.expect_status(question.read(site).status, 401)


@requirement("HTTP-04", section="generated")
@pytest.mark.parametrize("accept", ACCEPT)
def test_an_accept_that_can_be_read_in_two_ways_is_answered_or_refused(
    site: Site, accept: str
) -> None:
    headers = {"Accept": ACCEPT[accept]}

    sound(site, "getStatus").ask(site, headers=headers).expect_status(200, 406)


@by_operation("HTTP-04", "getDiscovery", "getKeys", section="generated")
def test_a_file_may_look_at_accept(site: Site, operation_id: str) -> None:
    answer = sound(site, operation_id).ask(site, headers={"Accept": "text/html"})

    answer.expect_status(200, 406)


@requirement("HTTP-02", section="generated")
@pytest.mark.parametrize("form", NONE_MATCH)
def test_an_odd_list_of_etags_is_matched_overlooked_or_refused(site: Site, form: str) -> None:
    known = answerable(site, "getVerification").read(site)
    bare = str(known.header("ETag")).strip('"')
    headers = {"If-None-Match": NONE_MATCH[form].format(bare=bare)}
    answer = sound(site, "getVerification").ask(site, headers=headers)

    answer.expect_status(200, 304, 400)


@requirement("VER-09", section="generated")
def test_an_empty_key_is_none_or_refused(site: Site) -> None:
    answer = keyed(site, "createVerification", "")

    answer.expect_status(201, 400)


@requirement("VER-09", profile="batch", section="generated")
def test_a_key_of_another_operation_is_free_or_taken(site: Site) -> None:
    key = f"{site.nonce}-of-both"
    keyed(site, "createVerification", key).expect_status(201)
    answer = keyed(site, "createBatch", key)

    answer.expect_status(200, 422)
    if answer.status == 422:
        expect_problem(answer, 422, "idempotency-key-reused")


def keyed(site: Site, operation_id: str, key: str) -> Answer:
    """Verify the first supplier, alone or in a batch, with an Idempotency-Key."""
    one = verification_request(site, site.suppliers[0], asOf=reference_day(site))
    body = {"items": [one]} if operation_id == "createBatch" else one
    return site.ask(operation_id, body=body, headers={"Idempotency-Key": key})
