"""Checks of ERR-02 and ERR-04: odd requests that hardly any chance makes, beside generated ones."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import expect_problem, verification_request
from trustlink_conformance.generation.subjects import subjects_with_records
from trustlink_conformance.hindsight import is_source_problem
from trustlink_conformance.judgement import not_applicable
from trustlink_conformance.question import Posed, Question, question_of
from trustlink_conformance.readings import reference_day
from trustlink_conformance.site import Site
from trustlink_conformance.sound_questions import verification_id
from trustlink_conformance.target import MAIN_CREDENTIAL

FAULTY_FILTERS: tuple[Mapping[str, Any], ...] = (
    {"status": "refunded"},
    {"limit": "٥"},
    {"hsCode": "٨٥٣٢٢١"},
    {"hsCode": "85322100"},
    {"hsCode": "853221\n"},
)
ODD_FILTERS: tuple[Mapping[str, Any], ...] = ({"limit": "9" * 30}, {"cursor": "é"})
ODD_VALUES = (r'"\ud800"', "1" * 5000, "[" * 500 + "]" * 500)
"""A lone surrogate, a very long number, a very deep list: as they stand in the body."""
BYTE_ORDER_MARK = "\ufeff"
PLACE_OF_A_VALUE = '"?"'
NO_JSON: Mapping[str, Callable[[str], str]] = {
    "a comma behind the last member": lambda text: f"{text[:-1]},}}",
    "single quotes": lambda text: text.replace('"', "'"),
}
READ_IN_TWO_WAYS: Mapping[str, Callable[[str], str]] = {
    "a byte order mark": lambda text: BYTE_ORDER_MARK + text,
    "a member twice": lambda text: f'{text[:-1]}, "stage": "INQUIRY"}}',
    "another value behind": lambda text: f"{text} {{}}",
    "half of a surrogate pair": lambda text: text.replace(PLACE_OF_A_VALUE, ODD_VALUES[0]),
}
"""What JSON parsers differ about: openapi/README.md, "Open, both accepted"."""


@requirement("ERR-02", section="generated")
def test_an_optional_member_that_is_null_is_refused(site: Site) -> None:
    expect_refusals(site, [posted(body(site, clientReference=None))])


@requirement("ERR-02", section="generated")
@pytest.mark.parametrize("form", NO_JSON)
def test_a_body_that_is_no_json_is_refused(site: Site, form: str) -> None:
    answer = unbroken(site, NO_JSON[form](body(site)))

    expect_problem(answer, 400, "invalid-request")


@requirement("ERR-02", section="generated")
@pytest.mark.parametrize("form", READ_IN_TWO_WAYS)
def test_a_body_that_parsers_differ_about_is_taken_or_refused(site: Site, form: str) -> None:
    sound = body(site, clientReference="?")
    answer = unbroken(site, READ_IN_TWO_WAYS[form](sound))

    answer.expect_status(201, 400)
    if answer.status == 201 and answer.is_json:
        answer.expect_that("/stage", "one of those sent", ("CONTRACT", "INQUIRY").__contains__)


@requirement("ERR-02", profile="records", section="generated")
def test_a_filter_that_is_none_is_refused(site: Site) -> None:
    expect_refusals(site, lists_of_records(site, FAULTY_FILTERS))


@requirement("ERR-04", section="generated")
def test_an_odd_body_breaks_nothing(site: Site) -> None:
    sound = body(site, clientReference="?")
    bodies = [sound.replace(PLACE_OF_A_VALUE, odd) for odd in ODD_VALUES]
    bodies += [sound[:-1], BYTE_ORDER_MARK + sound]

    expect_nothing_broken(site, map(posted, bodies))


@requirement("ERR-04", section="generated")
def test_an_odd_parameter_or_header_breaks_nothing(site: Site) -> None:
    known, nobodys = verification_id(site), "ver-'1"
    expect_nothing_broken(site, [
        question(site, "getViolationStatus", asOf="9999-12-31"),
        question(site, "listCreditRatings", asOf=b"\xff"),
        question(site, "getSupplier", headers={"Accept-Language": ",".join(["en"] * 401)}),
        question(site, "getVerification", verificationId=known, headers={"If-None-Match": "abc"}),
        question(site, "getVerification", verificationId=nobodys),
    ])  # fmt: skip


@requirement("ERR-04", profile="records", section="generated")
def test_an_odd_filter_breaks_nothing(site: Site) -> None:
    expect_nothing_broken(site, lists_of_records(site, ODD_FILTERS))


def expect_refusals(site: Site, questions: Iterable[Question]) -> None:
    """Expect none of these to be answered with a success."""
    for answer in answers(site, questions):
        site.expect_that(
            "a refusal", answer.status, answer, pointer="status",
            holds=not 200 <= answer.status < 300,
        )  # fmt: skip


def expect_nothing_broken(site: Site, questions: Iterable[Question]) -> None:
    for answer in answers(site, questions):
        site.expect_that(
            "no 5xx", answer.status, answer, pointer="status",
            holds=answer.status < 500 or is_source_problem(answer),
        )  # fmt: skip


def unbroken(site: Site, text: str) -> Answer:
    """Return the answer to a body; raises NotApplicable for a 5xx, of which ERR-04 speaks alone."""
    (answer,) = answers(site, [posted(text)])
    if answer.status >= 500:
        not_applicable("the body breaks the site (see ERR-04)")
    return answer


def answers(site: Site, questions: Iterable[Question]) -> Iterator[Answer]:
    return site.ask_each([Posed(one, site.origin) for one in questions])


def body(site: Site, **members: Any) -> str:
    about = {"asOf": reference_day(site), **members}
    return json.dumps(verification_request(site, site.suppliers[0], **about))


def posted(text: str) -> Question:
    return Question(
        method="POST",
        path="/trustlink/v1/verifications",
        headers={"Content-Type": "application/json"},
        content=text.encode(),
        credential=MAIN_CREDENTIAL,
    )


def question(
    site: Site, operation_id: str, *, headers: Mapping[str, str] | None = None, **parameters: Any
) -> Question:
    """Return a question about the first supplier, unless another is given."""
    operation = site.contract.operation(operation_id)
    about = {"uscc": site.suppliers[0]} if "{uscc}" in operation.path else {}
    asked = question_of(operation, {**about, **parameters}, headers=headers)
    return replace(asked, credential=MAIN_CREDENTIAL)


def lists_of_records(site: Site, filters: Iterable[Mapping[str, Any]]) -> list[Question]:
    uscc = subjects_with_records(site)[0].uscc
    return [question(site, "listRebateRecords", uscc=uscc, **one) for one in filters]
