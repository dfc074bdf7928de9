"""Checks that look at the form of every answer of the run so far, whatever it was asked for."""

import re

from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import (
    PROBLEMS,
    is_retry_after,
    verification_request,
)
from trustlink_conformance.hindsight import (
    Documentation,
    answered_operations,
    errors,
    given,
    is_head,
    is_refused_by_choice,
    is_source_problem,
    some_errors,
)
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import not_applicable, not_testable
from trustlink_conformance.leaks import asked_text, leak_in
from trustlink_conformance.readings import Item, every_answer
from trustlink_conformance.sentences import outcomes
from trustlink_conformance.site import Site
from trustlink_conformance.told_problems import (
    ToldProblem,
    expect_places,
    faults_of,
    headers_of,
    told_problems,
    with_faults_at,
)

PRIVATE = ("private", "no-store")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
MEMBERS = ("type", "title", "requestId")
PLACES = frozenset({"pointer", "parameter", "header"})
WORTH_REPEATING = (409, 429, 503, 504)


@requirement("HTTP-01", afterwards=True, each=True)
def test_every_answer_is_documented(site: Site) -> None:
    documentation = Documentation(site.answer_contract)
    for one in answered_operations(site):
        if not one.is_broken and not is_refused_by_choice(one):
            documentation.expect(one, site)


@requirement("HTTP-03", afterwards=True, each=True)
def test_no_answer_behind_a_token_may_be_shared(site: Site) -> None:
    found = [one.answer for one in answered_operations(site) if one.operation.needs_token]
    for answer in found or not_applicable("no operation that was asked needs a token"):
        answer.expect_header_that(
            "Cache-Control", " or ".join(PRIVATE), is_private, hint=Hint.CACHE_DEFAULT
        )


@requirement("HTTP-03", afterwards=True, each=True)
def test_answers_with_sentences_name_their_language(site: Site) -> None:
    found = [*explained(site), *errors(site)]
    for answer in found or not_testable("nothing has a sentence", provide="suppliers to ask about"):
        answer.expect_header_that("Content-Language", "one language", LANGUAGE.fullmatch)
        answer.expect_header_that(
            "Vary", "Accept-Language among them", names_accept_language, hint=Hint.VARY_REPLACED
        )


@requirement("HTTP-06", afterwards=True, each=True)
def test_who_is_to_come_back_is_told_when(site: Site) -> None:
    found = [one for one in every_answer(site) if is_put_off(one)]
    if not found:
        not_applicable("nothing was answered 429, nor was a source said to be out of reach")
    for answer in found:
        answer.expect_header_that("Retry-After", "seconds, or an HTTP date", is_retry_after)
        if answer.status == 429 and not is_head(answer):
            answer.expect("/type", f"{PROBLEMS}quota-exceeded")


@requirement("ERR-01", afterwards=True, each=True)
def test_every_error_is_a_problem(site: Site) -> None:
    for answer in some_errors(site):
        answer.expect_header_that(
            "Content-Type", "application/problem+json",
            lambda value: value.partition(";")[0].strip().lower() == "application/problem+json",
            hint=Hint.DEFAULT_ERROR_PAGE,
        )  # fmt: skip
        if not is_head(answer):
            answer.expect("/status", answer.status)
            for name in MEMBERS:
                answer.expect_that(f"/{name}", "a text", lambda text: text.strip())


@requirement("ERR-02", afterwards=True, each=True)
def test_the_type_of_a_problem_is_one_of_its_status(site: Site) -> None:
    allowed = site.requirements["ERR-02"].allowed
    known = [one for one in told_problems(site) if str(one.status) in allowed]
    if not known:
        not_testable("no problem is of a documented status", provide="a site that refuses some")

    for one in known:
        types = allowed[str(one.status)]
        later = later_types(site, one)
        one.item.expect_that("/type", " or ".join(types), {*types, *later}.__contains__)


@requirement("ERR-02", afterwards=True, each=True)
def test_every_fault_of_a_request_is_named_with_its_place(site: Site) -> None:
    about_faults = [one for one in told_problems(site) if one.is_about_faults]
    if not about_faults:
        not_testable("no request was refused for what it holds", provide="a site that refuses some")

    for one in about_faults:
        one.item.expect_that(
            "/errors", "faults with code, detail and one of pointer, parameter, header",
            is_list_of_faults, hint=Hint.PLACE_IS_MISSING,
        )  # fmt: skip


@requirement("ERR-02", section="generated")
def test_a_code_that_is_none_is_named_at_its_place(site: Site) -> None:
    body = verification_request(site, site.suppliers[0], hsCodes=["853221", "8532"])
    answer = site.read("createVerification", body=body)
    answer.expect_status(400)
    expect_places(ToldProblem(Item(answer), answer.status), is_there=False)


@requirement("ERR-02", section="generated", afterwards=True, each=True)
def test_every_fault_of_a_body_is_at_a_place_of_it(site: Site) -> None:
    whole = [one for one in told_problems(site) if not one.item.pointer]
    for one in with_faults_at(whole, "/pointer"):
        expect_places(one, is_there=False)


@requirement("BAT-02", profile="batch", section="generated", afterwards=True, each=True)
def test_the_faults_of_an_item_are_at_a_place_of_it(site: Site) -> None:
    of_items = [one for one in told_problems(site) if one.item.pointer]
    for one in with_faults_at(of_items, "/pointer"):
        expect_places(one, is_there=True)


@requirement("ERR-02", section="generated", afterwards=True, each=True)
def test_a_header_is_not_called_a_parameter(site: Site) -> None:
    for one in with_faults_at(told_problems(site), "/parameter"):
        headers = headers_of(site, one.item.answer)
        for entry in faults_of(one, "/parameter"):
            described = "a parameter of path or query: a header is named in header"
            entry.expect_that("/parameter", described, lambda name: name.lower() not in headers)  # noqa: B023 -- called at once


@requirement("ERR-02", afterwards=True, each=True)
def test_only_what_may_succeed_later_is_called_retryable(site: Site) -> None:
    for one in told_problems(site):
        if one.item.get("/retryable") is not None and one.status not in WORTH_REPEATING:
            one.item.expect("/retryable", False)  # noqa: FBT003 -- the value that is expected
        else:
            one.item.expect_that("", "retryable absent, true or false", is_retryable_or_not)


@requirement("ERR-03", afterwards=True, each=True)
def test_no_problem_shows_the_inside_of_the_site(site: Site) -> None:
    patterns = site.requirements["ERR-03"].leak_patterns
    for answer in some_errors(site):
        for text in texts_of(answer):
            found = leak_in(text, asked=asked_of(answer), patterns=patterns)
            site.expect_that(
                "no trace, path, key or token, and no code but the one asked about", found, answer,
                holds=found is None,
            )  # fmt: skip


@requirement("ERR-04", afterwards=True, each=True)
def test_no_request_breaks_the_site(site: Site) -> None:
    mute = {one.answer.id for one in answered_operations(site) if not one.is_broken}
    for answer in every_answer(site):
        is_told = answer.id in mute and (is_head(answer) or is_source_problem(answer))
        site.expect_that(
            "no 5xx, save 503 source-unavailable and 504 source-timeout where there is no outcome",
            answer.status, answer, holds=answer.status < 500 or is_told, pointer="status",
            hint=Hint.UNHANDLED_EXCEPTION,
        )  # fmt: skip


def later_types(site: Site, one: ToldProblem) -> list[str]:
    """Return the type, if the target's later version may have it: where ours says about:blank."""
    known, told = (
        site.contract.schema("Problem")["properties"]["type"]["enum"],
        one.item.get("/type"),
    )
    has_none = "about:blank" in site.requirements["ERR-02"].allowed[str(one.status)]
    may_be_new = site.is_of_later_version and has_none and isinstance(told, str)
    return [told] if may_be_new and told not in known else []


def explained(site: Site) -> list[Answer]:
    """Return the answers with reasons."""
    return [one for one in given(site) if any("reasons" in told for _, told in outcomes(one.json))]


def texts_of(answer: Answer) -> list[str]:
    """Return what is to read in an error; the id of a request may look like anything."""
    if not answer.is_json:
        return [answer.text]
    found = [one for one in answer.places if isinstance(one.value, str)]
    return [one.value for one in found if one.name != "requestId"]


def is_put_off(answer: Answer) -> bool:
    """Return whether an answer says that it can be had later; ERR-04 judges other 5xx."""
    return answer.status == 429 or is_source_problem(answer)


def is_private(value: str) -> bool:
    return not names_in(value).isdisjoint(PRIVATE)


def names_accept_language(value: str) -> bool:
    return "accept-language" in names_in(value)


def names_in(value: str) -> set[str]:
    """Return the members of a header's list, without their arguments."""
    return {part.partition("=")[0].strip().lower() for part in value.split(",")}


def is_retryable_or_not(told: dict[str, object]) -> bool:
    return isinstance(told.get("retryable", False), bool)


def is_list_of_faults(entries: object) -> bool:
    return isinstance(entries, list) and bool(entries) and all(map(is_fault, entries))


def is_fault(entry: dict[str, str]) -> bool:
    (place,) = PLACES & entry.keys()
    is_told = entry["code"].strip() and entry["detail"].strip()
    return bool(is_told) and isinstance(entry[place], str)


def asked_of(answer: Answer) -> str:
    return asked_text(answer.exchange.request.url, answer.exchange.request.content)
