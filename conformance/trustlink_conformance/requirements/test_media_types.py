"""Checks of HTTP-04 at its edges: what only resembles JSON, and sizes of just 64 KiB."""

from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import a_requester, verification_request
from trustlink_conformance.readings import reference_day
from trustlink_conformance.site import Site
from trustlink_conformance.sizes import LARGEST_BODY, expect_too_large, padded, posted
from trustlink_conformance.sound_questions import sound

NOT_ADMITTING = (
    "application/json;q=0",
    "application/vnd.api+json",
    "application/problem+json",
)
RESEMBLING = ("text/json", "application/json5")


@requirement("HTTP-04", section="generated")
def test_an_accept_that_only_resembles_json_does_not_admit_it(site: Site) -> None:
    question = sound(site, "getStatus")
    asked = [question.posed(site, headers={"Accept": one}) for one in NOT_ADMITTING]

    for answer in site.ask_each(asked):
        answer.expect_status(406)


@requirement("HTTP-04", section="generated")
def test_a_body_that_only_resembles_json_is_not_read(site: Site) -> None:
    question = sound(site, "createVerification")
    asked = [question.posed(site, headers={"Content-Type": one}) for one in RESEMBLING]

    for answer in site.ask_each(asked):
        answer.expect_status(415)


@requirement("HTTP-04", section="generated")
def test_a_body_of_just_64_kib_is_read(site: Site) -> None:
    body = verification_request(site, site.suppliers[0], asOf=reference_day(site))

    posted(site, "verifications", padded(body, LARGEST_BODY)).expect_status(201)


@requirement("HTTP-04", profile="batch", section="generated")
def test_a_batch_is_taken_by_type_and_size_like_a_verification(site: Site) -> None:
    a_requester(site)
    body = sound(site, "createBatch").body
    of_another_form = {"Content-Type": "application/json;charset=utf-8"}
    too_large = posted(site, "verification-batches", padded(body, LARGEST_BODY + 1))

    site.ask("createBatch", body=body, headers=of_another_form).expect_status(200)
    expect_too_large(too_large)


@requirement("HTTP-04", profile="batch", section="generated")
def test_batches_are_not_read(site: Site) -> None:
    answer = sound(site, "createBatch").send(site, "GET")

    answer.expect_status(405)
    answer.expect_header_that(
        "Allow", "POST among them",
        lambda value: "POST" in [one.strip() for one in value.split(",")],
    )  # fmt: skip
