"""Checks of groups HTTP and ERR: methods, media types, sizes, and what is not to be understood."""

import pytest

from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import verification_request
from trustlink_conformance.hindsight import is_source_problem
from trustlink_conformance.leaks import asked_text, leak_in
from trustlink_conformance.readings import reference_day
from trustlink_conformance.site import Site
from trustlink_conformance.sizes import LARGEST_BODY, expect_too_large, padded, posted
from trustlink_conformance.sound_questions import by_operation, sound

OTHER_METHODS = {  # of the other operations it is asked by generated requests
    "getStatus": "POST",
    "getSupplier": "DELETE",
    "listCreditRatings": "PUT",
    "getRebateSummary": "PATCH",
    "listRebateRecords": "POST",
    "createVerification": "GET",
    "getVerification": "DELETE",
}
REFUSED_TYPES = {"getSupplier": "text/html, image/*", "getRebateSummary": "application/xml"}
OTHER_TYPES = {"createVerification": "application/merge-patch+json", "createBatch": "text/plain"}
ODD = {
    "a zero byte and SQL": "suppliers/%00'%20OR%201=1--/credit-ratings",
    "no UTF-8": "suppliers/%ff%fe/violation-status",
}


@by_operation("HTTP-04", *OTHER_METHODS)
def test_another_method_is_refused_with_those_there_are(site: Site, operation_id: str) -> None:
    question = sound(site, operation_id)
    answer = question.send(site, OTHER_METHODS[operation_id])

    answer.expect_status(405)
    answer.expect_header_that(
        "Allow", f"{question.operation.method} among them",
        lambda value: question.operation.method in [one.strip() for one in value.split(",")],
    )  # fmt: skip


@by_operation("HTTP-04", *REFUSED_TYPES)
def test_who_takes_no_json_gets_no_answer(site: Site, operation_id: str) -> None:
    headers = {"Accept": REFUSED_TYPES[operation_id]}

    sound(site, operation_id).ask(site, headers=headers).expect_status(406)


@by_operation("HTTP-04", *OTHER_TYPES)
def test_a_body_of_another_type_is_not_read(site: Site, operation_id: str) -> None:
    headers = {"Content-Type": OTHER_TYPES[operation_id]}

    sound(site, operation_id).ask(site, headers=headers).expect_status(415)


@requirement("HTTP-04")
def test_parameters_of_the_media_type_are_allowed(site: Site) -> None:
    body = verification_request(site, site.suppliers[0], asOf=reference_day(site))
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}

    site.ask("createVerification", body=body, headers=headers).expect_status(201)


@requirement("HTTP-04")
def test_a_body_over_64_kib_is_not_read(site: Site) -> None:
    content = padded(sound(site, "createVerification").body, LARGEST_BODY + 1)

    expect_too_large(posted(site, "verifications", content))


@requirement("ERR-03", "ERR-04")
@pytest.mark.parametrize("odd", ODD)
def test_what_is_odd_breaks_nothing(site: Site, odd: str) -> None:
    answer = site.send("GET", f"/trustlink/v1/{ODD[odd]}")
    with site.judging("ERR-04"):
        site.expect_that(
            "no 5xx", answer.status, answer, pointer="status",
            holds=answer.status < 500 or is_source_problem(answer),
        )  # fmt: skip
    with site.judging("ERR-03"):
        patterns = site.requirements["ERR-03"].leak_patterns
        found = leak_in(answer.text, asked=asked_of(answer), patterns=patterns)
        site.expect_that("nothing of the inside", found, answer, holds=found is None)


def asked_of(answer: Answer) -> str:
    return asked_text(answer.exchange.request.url, answer.exchange.request.content)
