"""Checks of group EXP: every outcome has its reasons, in a language that the importer reads."""

from collections.abc import Mapping

import pytest

from trustlink.requirements import load_requirements
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import known_part
from trustlink_conformance.places import without
from trustlink_conformance.readings import (
    OPERATIONS,
    all_items,
    range_up_to,
    read_about,
    reference_day,
)
from trustlink_conformance.sentences import is_explained, is_written
from trustlink_conformance.site import Site

CHOSEN = {
    "TH": "th",
    "vi-VN": "vi",
    "zh-cn": "zh-CN",
    "zh-Hant-TW": "zh-CN",
    "th;q=0, fr;q=0.5": "en",
    "de, th;q=0.81, vi ; q=0.89": "vi",
}
"""Accept-Language, and the language that lookup (RFC 4647) chooses."""
THAI: Mapping[str, str] = {
    "listCreditRatings": "th",
    "getRebateSummary": "th-TH",
    "getViolationStatus": "TH",
}
"""How each operation is asked for Thai."""


@requirement("EXP-01")
def test_every_outcome_has_a_reason_with_a_code_and_a_sentence(site: Site) -> None:
    for item in all_items(site):
        item.expect_that("/reasons", "at least one, with a code and a sentence", is_explained)


@requirement("EXP-01")
@pytest.mark.parametrize("operation_id", OPERATIONS.values())
def test_codes_and_data_are_the_same_in_every_language(site: Site, operation_id: str) -> None:
    plain = read_about(site, operation_id, site.suppliers[0])
    for language in (THAI[operation_id], "zh-Hant-TW"):
        answer = asked_in(site, operation_id, language)
        answer.expect_status(200)
        site.expect("data without sentences", silent(site, plain), silent(site, answer), answer)
        answer.expect_that("/reasons", "with a sentence each", is_explained)


@requirement("EXP-01")
def test_without_a_wish_the_sentences_are_english(site: Site) -> None:
    for item in all_items(site):
        item.expect_that("/reasons", "sentences in English", lambda told: is_written(told, "en"))


@requirement("EXP-02")
@pytest.mark.parametrize("wanted", CHOSEN)
def test_reasons_come_in_the_language_that_is_wanted_most(site: Site, wanted: str) -> None:
    language = CHOSEN[wanted]
    answer = asked_in(site, "getViolationStatus", wanted)

    answer.expect_header("Content-Language", language)
    answer.expect_that(
        "/reasons", f"sentences in {language}", lambda told: is_written(told, language)
    )


@requirement("EXP-02")
@pytest.mark.parametrize("operation_id", OPERATIONS.values())
def test_the_language_that_was_chosen_is_that_of_the_sentences(
    site: Site, operation_id: str
) -> None:
    answer = asked_in(site, operation_id, THAI[operation_id])

    answer.expect_header("Content-Language", "th")
    answer.expect_that("/reasons", "sentences in th", lambda told: is_written(told, "th"))


@requirement("EXP-03")
def test_the_reasons_are_codes_of_their_outcome(site: Site) -> None:
    allowed = load_requirements()["EXP-03"].allowed
    for item in all_items(site):
        codes = allowed.get(str(item.outcome), ())
        admitted = {*codes, *allowed["ANY"]}
        described = f"at least one of {', '.join(codes)}, and none but DATA_STALE beside"
        item.expect_that("/outcome", "a documented outcome", allowed.__contains__)
        site.expect_that(
            described, item.reasons, item.answer, pointer=f"{item.pointer}/reasons",
            holds=any(one in codes for one in item.reasons)
            and all(one in admitted for one in item.reasons),
        )  # fmt: skip


def asked_in(site: Site, operation_id: str, languages: str) -> Answer:
    """Read about the first supplier, with this Accept-Language."""
    headers, uscc, day = {"Accept-Language": languages}, site.suppliers[0], reference_day(site)
    if operation_id == "getRebateSummary":
        first, last = range_up_to(site, day)
        return site.read(operation_id, uscc=uscc, from_=first, to=last, headers=headers)
    return site.read(operation_id, uscc=uscc, asOf=day, headers=headers)


def silent(site: Site, answer: Answer) -> object:
    """Return what is told without what depends on language or moment."""
    return without(known_part(site, answer), ("message", "retrievedAt", "dataAsOf"))
