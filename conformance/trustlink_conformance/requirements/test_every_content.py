"""Checks that look at what every answer of the run so far says, of all suppliers asked about."""

import json
from dataclasses import dataclass
from typing import Any, TypeVar

from trustlink.errors import IdentifierError
from trustlink.identifiers import parse_uscc
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.exchange import header_values
from trustlink_conformance.hindsight import (
    answered_operations,
    given,
    is_head,
    is_of_the_interface,
)
from trustlink_conformance.judgement import Words, not_applicable, not_testable
from trustlink_conformance.leaks import secret_in
from trustlink_conformance.places import places
from trustlink_conformance.pointer import value_at
from trustlink_conformance.readings import Item, every_answer
from trustlink_conformance.reason_codes import reason_codes_of
from trustlink_conformance.scans import (
    expect_no_member,
    expect_no_pattern,
    is_identity_number,
)
from trustlink_conformance.sentences import is_explained, is_written, outcomes
from trustlink_conformance.site import Site

Found = TypeVar("Found")

MOST_SECONDS = 10
VERIFICATIONS = ("createVerification", "getVerification", "createBatch")
LINKS = ("Location", "Content-Location", "Link")


@requirement("SUP-02", afterwards=True, each=True)
def test_every_answer_is_about_the_supplier_that_was_asked_about(site: Site) -> None:
    for stated in some([one for answer in given(site) for one in codes_of(answer)]):
        stated.item.expect("", stated.asked)


@requirement("SUP-05", afterwards=True, each=True)
def test_no_answer_at_all_holds_personal_data(site: Site) -> None:
    for answer in readable(site):
        expect_no_member(site, answer, "SUP-05")
        found = [one.pointer for one in answer.places if is_identity_number(one.value)]
        site.expect("texts that are identity numbers", [], found, answer)


@requirement("RAT-08", afterwards=True, each=True)
def test_no_ratings_at_all_are_made_a_score(site: Site) -> None:
    for answer in some(given(site, "listCreditRatings")):
        expect_no_member(site, answer, "RAT-08")


@requirement("VER-10", afterwards=True, each=True)
def test_no_verification_at_all_passes_a_judgement(site: Site) -> None:
    for answer in given(site, *VERIFICATIONS) or nothing_verified():
        expect_no_member(site, answer, "VER-10")


@requirement("REB-04", afterwards=True, each=True)
def test_no_summary_at_all_shows_an_amount_or_a_document(site: Site) -> None:
    for answer in some(given(site, "getRebateSummary")):
        expect_no_member(site, answer, "REB-04")
        expect_no_pattern(site, answer, answer.json, "REB-04")


@requirement("EXP-01", afterwards=True, each=True)
def test_every_outcome_of_every_answer_is_explained(site: Site) -> None:
    for item in some(told_outcomes(site)):
        item.expect_that("/reasons", "at least one, with a code and a sentence", is_explained)
        if not is_in_another_language(item.answer):
            item.expect_that("/reasons", "sentences in English", is_english)


@requirement("EXP-03", afterwards=True, each=True)
def test_every_reason_of_every_answer_fits_its_outcome(site: Site) -> None:
    codes = reason_codes_of(site.requirements)
    for item in some(told_outcomes(site)):
        site.expect_that(
            f"at least one of {', '.join(codes.of(item.outcome))}, "
            "and none but DATA_STALE beside",
            item.reasons, item.answer, pointer=f"{item.pointer}/reasons",
            holds=codes.fit(item.outcome, item.reasons, is_later=site.is_of_later_version),
        )  # fmt: skip


@requirement("RT-01", afterwards=True)
def test_no_request_waits_in_vain(site: Site) -> None:
    late = [one for one in unanswered(site) if one.exchange.seconds >= MOST_SECONDS]

    every_answer(site)  # raises NotTestable where there is none: then nobody is there
    site.expect_that(
        f"an answer within {MOST_SECONDS} s, but for once, which may be the network's doing",
        Words(f"{len(late)} requests waited in vain"), *late, holds=len(late) <= 1,
    )  # fmt: skip


@requirement("RT-01", afterwards=True, each=True)
def test_every_answer_is_final_and_in_time(site: Site) -> None:
    answers = [one.answer for one in answered_operations(site)]
    for answer in some([one for one in answers if is_of_the_interface(site, one)]):
        site.expect_that(
            "no 202 and no reference to a result to come", answer.status, answer,
            holds=answer.status in (200, 201, 304) or answer.status >= 400, pointer="status",
        )  # fmt: skip
        site.expect_that(
            f"an answer within {MOST_SECONDS} s", answer.seconds, answer,
            holds=answer.seconds <= MOST_SECONDS,
        )  # fmt: skip


@requirement("SEC-05", afterwards=True, each=True)
def test_no_url_that_is_given_out_holds_a_token_or_a_number(site: Site) -> None:
    secrets = secrets_of(site)
    urls = [(answer, url) for answer in every_answer(site) for url in urls_in(answer)]
    for answer, url in urls or not_applicable("no answer gives out a URL"):
        site.expect_that(
            "no token and no requester's number in a URL", url, answer,
            holds=secret_in(url, secrets) is None,
        )  # fmt: skip


@dataclass(frozen=True)
class StatedCode:
    """Where an answer states a supplier's code, and the one that was asked about."""

    item: Item
    asked: str


def codes_of(answer: Answer) -> list[StatedCode]:
    """Return the codes that a success states: its own, and those in its results or items."""
    items = sent(answer).get("items")
    if isinstance(items, list):
        return codes_of_batch(answer, items)
    asked = answer.exchange.origin.subject
    is_post = answer.exchange.request.method == "POST"
    own = [] if is_post else [StatedCode(Item(answer, "/uscc"), asked)]
    return [*own, *codes_below(answer, "/results", asked)] if is_code(asked) else []


def codes_of_batch(answer: Answer, items: list[Any]) -> list[StatedCode]:
    """Return the codes in the items of a batch; that they stand in order is BAT-01's matter."""
    asked = [str(value_at(one, "/supplier/uscc")) for one in items]
    found = []
    for at, code in enumerate(asked):
        told = answer.get(f"/items/{at}/uscc")
        about = str(told) if told in asked else code
        if is_code(about):
            found += [StatedCode(Item(answer, f"/items/{at}/uscc"), about)]
            found += codes_below(answer, f"/items/{at}/verification/results", about)
    return found


def codes_below(answer: Answer, pointer: str, asked: str) -> list[StatedCode]:
    found = places(answer.get(pointer), pointer)
    return [StatedCode(Item(answer, one.pointer), asked) for one in found if one.name == "uscc"]


def told_outcomes(site: Site) -> list[Item]:
    """Return everything with an outcome that was answered."""
    return [Item(one, pointer) for one in given(site) for pointer, _ in outcomes(one.json)]


def sent(answer: Answer) -> dict[str, Any]:
    """Return the JSON object that was sent; an empty one if none was."""
    try:
        body = json.loads(answer.exchange.request.content or b"{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def is_code(asked: object) -> bool:
    try:
        return bool(parse_uscc(str(asked)))
    except IdentifierError:
        return False


def readable(site: Site) -> list[Answer]:
    """Return every answer whose body is JSON."""
    return some([one for one in every_answer(site) if not is_head(one) and one.is_json])


def some(found: list[Found]) -> list[Found]:
    """Return what was found; raises NotTestable if nothing was."""
    return found or not_testable("nothing was answered 200", provide="suppliers to ask about")


def nothing_verified() -> list[Answer]:
    not_applicable("no verification was made")


def is_in_another_language(answer: Answer) -> bool:
    """Return whether the language may be that of a wish, now or in an earlier request.

    What is read again is as it was made (VER-05, VER-09).
    """
    request = answer.exchange.request
    is_read = request.method == "GET" and "/verifications/" in request.url
    wishes = [*header_values(request.headers, "Accept-Language")]
    return is_read or bool(wishes or header_values(request.headers, "Idempotency-Key"))


def is_english(reasons: Any) -> bool:
    return is_written(reasons, "en")


def unanswered(site: Site) -> list[Answer]:
    """Return what was asked of the interface and not answered in time."""
    late = [Answer(one, site.ledger) for one in site.world.history.unanswered]
    return [one for one in late if is_of_the_interface(site, one)]


def secrets_of(site: Site) -> set[str]:
    """Return the tokens and the requesters' numbers that were sent in this run."""
    requests = [one.exchange.request for one in every_answer(site)]
    sent_tokens = {
        value.partition(" ")[2].strip()
        for request in requests
        for value in header_values(request.headers, "Authorization")
    }
    return sent_tokens | {one.number for one in site.world.target.requesters}


def urls_in(answer: Answer) -> list[str]:
    """Return the URLs and references that an answer gives out."""
    told = [value for name in LINKS for value in header_values(answer.headers, name)]
    if not answer.is_json:
        return told
    texts = [one.value for one in answer.places if isinstance(one.value, str)]
    return [*told, *(text for text in texts if "://" in text or text.startswith("/"))]
