"""Checks of group EXP: every outcome has its reasons, in a language that the importer reads."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import pytest

from trustlink.contract import JsonObject
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.every_item import every_item
from trustlink_conformance.expectations import known_part, verification_request
from trustlink_conformance.finders import found_clear
from trustlink_conformance.judgement import not_testable, where_known
from trustlink_conformance.places import without
from trustlink_conformance.readings import (
    OPERATIONS,
    Item,
    Member,
    all_items,
    range_up_to,
    read_about,
    reference_day,
)
from trustlink_conformance.reason_codes import reason_codes_of
from trustlink_conformance.sentences import LETTERS, is_explained, is_written, outcomes
from trustlink_conformance.site import Site
from trustlink_conformance.verifications import MOST_IN_A_BATCH

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
NONE_FOUND = "NO_NOTICE_IN_WINDOW"
SCRIPTS = {
    "zh-CN": re.compile(LETTERS["zh-CN"]),
    "th": re.compile(LETTERS["th"]),
    "vi": re.compile(r"[^\W\d_a-zA-Z]"),
}
"""Letters that a sentence in a language has; a short one in Vietnamese has few of its own."""


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

    expect_language(answer, language)
    answer.expect_that(
        "/reasons", f"sentences in {language}", lambda told: is_written(told, language)
    )


@requirement("EXP-01", section="generated")
def test_the_codes_of_every_kind_of_summary_are_the_same_in_vietnamese(site: Site) -> None:
    for plain in of_every_kind(site, ["exportTaxRebate"]):
        uscc = plain.answer.exchange.origin.subject
        told = Item(asked_in(site, "getRebateSummary", "vi", uscc))
        told.expect("/outcome", plain.outcome)
        site.expect("codes", plain.reasons, told.reasons, told.answer, pointer="/reasons")


@requirement("EXP-01", section="generated")
@pytest.mark.parametrize("language", SCRIPTS)
def test_every_reason_has_a_sentence_in_every_language(site: Site, language: str) -> None:
    for reason in where_known(partial(reasons_in, site, language)):
        reason.expect_that("/message", "a sentence", str.strip)


@requirement("EXP-02", section="generated")
@pytest.mark.parametrize("language", SCRIPTS)
def test_every_sentence_is_in_the_language_of_the_answer(site: Site, language: str) -> None:
    letters = SCRIPTS[language]
    for reason in where_known(partial(reasons_in, site, language)):
        if str(reason.get("/message")).strip():
            reason.expect_that("/message", f"a sentence in {language}", letters.search)


@requirement("EXP-02")
@pytest.mark.parametrize("operation_id", OPERATIONS.values())
def test_the_language_that_was_chosen_is_that_of_the_sentences(
    site: Site, operation_id: str
) -> None:
    answer = asked_in(site, operation_id, THAI[operation_id])

    expect_language(answer, "th")
    answer.expect_that("/reasons", "sentences in th", lambda told: is_written(told, "th"))


@requirement("EXP-03")
def test_the_reasons_are_codes_of_their_outcome(site: Site) -> None:
    codes = reason_codes_of(site.requirements)
    for item in all_items(site):
        own = ", ".join(codes.of(item.outcome))
        described = f"at least one of {own}, and none but DATA_STALE beside"
        item.expect_that("/outcome", "a documented outcome", codes.by_outcome.__contains__)
        site.expect_that(
            described, item.reasons, item.answer, pointer=f"{item.pointer}/reasons",
            holds=codes.fit(item.outcome, item.reasons, is_later=site.is_of_later_version),
        )  # fmt: skip


@requirement("EXP-04", afterwards=True, each=True)
def test_the_reason_of_a_clear_names_each_authority(site: Site) -> None:
    told = [one for one in every_item(site, "noViolation") if NONE_FOUND in one.reasons]
    for item in told or [found_clear(site)]:
        codes = [str(one.get("/authority")) for one in item.objects("/coverage")]
        for reason in item.objects("/reasons"):
            if reason.get("/code") == NONE_FOUND:
                reason.expect_that("/message", f"{codes}, each by its code", partial(names, codes))


def of_every_kind(site: Site, members: Iterable[Member]) -> list[Item]:
    """Return a single answer of every kind, by outcome and reasons, of those about suppliers."""
    kinds: dict[str, Item] = {}
    for member in members:
        for uscc in site.suppliers:
            answer = read_about(site, OPERATIONS[member], uscc)
            if answer.status == 200 and answer.is_json:
                item = Item(answer)
                kinds.setdefault(f"{member} {item.outcome} {item.reasons}", item)
    return list(kinds.values())


def of_most_reasons(site: Site) -> list[str]:
    """Return suppliers that have, together, as many different reasons as can be."""
    codes: dict[str, set[object]] = {}
    for one in of_every_kind(site, OPERATIONS):
        told = codes.setdefault(one.answer.exchange.origin.subject, set())
        told.update(map(str, one.reasons))
    most = MOST_IN_A_BATCH if site.offers("batch") else 2
    if not codes:
        not_testable("no single answer could be read", provide="suppliers to ask about")
    chosen, met = [min(codes, key=lambda uscc: len(codes[uscc]))], set[object]()
    codes.pop(chosen[0])
    while len(chosen) < most and codes:
        best = max(codes, key=lambda uscc: len(codes[uscc] - met))
        met |= codes.pop(best)
        chosen.insert(0, best)
    return chosen


def reasons_in(site: Site, language: str) -> list[Item]:
    """Return the reasons of verifications about suppliers of many kinds, in a language."""
    day, about = reference_day(site), of_most_reasons(site)
    items = [verification_request(site, uscc, asOf=day) for uscc in about]
    items[-1]["checks"] = ["CREDIT_RATING"]
    answers = verified_in(site, items, {"Accept-Language": language})
    return [
        reason
        for answer in answers
        for pointer, told in outcomes(answer.json)
        for reason in Item(answer, pointer).objects("/reasons")
        if "reasons" in told
    ]


def verified_in(site: Site, items: Sequence[JsonObject], headers: dict[str, str]) -> list[Answer]:
    """Read the verifications, in one batch if there is such a thing."""
    if site.offers("batch"):
        answer = site.read("createBatch", body={"items": [*items]}, headers=headers)
        answer.expect_status(200)
        return [answer]
    alone = [site.read("createVerification", body=one, headers=headers) for one in items]
    for one in alone:
        one.expect_status(201)
    return alone


def expect_language(answer: Answer, language: str) -> None:
    """Expect a Content-Language; the case of a tag does not count (RFC 9110, section 8.5.1)."""
    answer.expect_header_that(
        "Content-Language", language, lambda value: value.lower() == language.lower()
    )


def asked_in(site: Site, operation_id: str, languages: str, uscc: str | None = None) -> Answer:
    """Read about a supplier, or the first one, with this Accept-Language."""
    headers, day = {"Accept-Language": languages}, reference_day(site)
    uscc = uscc or site.suppliers[0]
    if operation_id == "getRebateSummary":
        first, last = range_up_to(site, day)
        return site.read(operation_id, uscc=uscc, from_=first, to=last, headers=headers)
    return site.read(operation_id, uscc=uscc, asOf=day, headers=headers)


def names(codes: Iterable[str], sentence: str) -> bool:
    """Return whether a sentence contains each code as a word of its own."""
    return all(re.search(rf"(?<![A-Z]){re.escape(code)}(?![A-Z])", sentence) for code in codes)


def silent(site: Site, answer: Answer) -> object:
    """Return what is told without what depends on language or moment."""
    return without(known_part(site, answer), ("message", "retrievedAt", "dataAsOf"))
