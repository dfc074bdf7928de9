"""Checks of group HTTP: what a client has already is not sent again."""

import pytest

from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import is_strong_etag
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import not_applicable
from trustlink_conformance.site import Site
from trustlink_conformance.sound_questions import answerable, by_operation, sound

OTHER, ANOTHER = '"another-state-of-the-document"', '"yet-another"'
QUOTE = '"'
WEAKLY_EQUAL = {
    "weak": "W/{tag}",
    "weak in a list": "W/{other}, W/{tag}",
    "blanks around commas": "{tag} , {other}",
    "a tabulator": "{other},\t{tag}",
}
"""Other ways to name an ETag that is compared weakly (RFC 9110, section 13.1.2)."""
ALONE, IN_A_LIST, ANY = "alone", "in a list", "*"


@by_operation("HTTP-02", "getVerification", "getKeys")
def test_the_state_of_a_document_has_a_strong_etag(site: Site, operation_id: str) -> None:
    answer = answerable(site, operation_id).read(site)

    answer.expect_status(200)
    answer.expect_header_that("ETag", "a strong ETag", is_strong_etag, hint=Hint.WEAK_ETAG)


@by_operation(
    "HTTP-02",
    ("getVerification", ALONE),
    ("getVerification", IN_A_LIST),
    ("getVerification", ANY),
    ("getKeys", ANY),
    ("getDiscovery", ALONE),
    ("getDiscovery", ANY),
    names="operation_id, form",
)
def test_a_document_that_is_known_is_not_sent_again(
    site: Site, operation_id: str, form: str
) -> None:
    full = tagged(site, operation_id)
    tag = str(full.header("ETag"))
    listed = f"{OTHER}, {ANOTHER}, {tag}"
    answer = asked_if(site, operation_id, {ANY: "*", ALONE: tag}.get(form, listed))

    answer.expect_status(304, hint=Hint.ETAG_OF_INSTANCE)
    answer.expect_header("ETag", tag)
    site.expect("no content", "", answer.text, answer)
    site.expect(
        "the Vary of the 200", varied(full), varied(answer), answer, hint=Hint.VARY_REPLACED
    )


@requirement("HTTP-02", section="generated")
def test_a_list_of_etags_needs_no_blanks(site: Site) -> None:
    tag = str(tagged(site, "getVerification").header("ETag"))
    answer = asked_if(site, "getVerification", f"{OTHER},{tag}")

    answer.expect_status(304)


@requirement("HTTP-02", section="generated")
@pytest.mark.parametrize("form", WEAKLY_EQUAL)
def test_an_etag_is_known_however_a_client_writes_it(site: Site, form: str) -> None:
    tag = str(tagged(site, "getVerification").header("ETag"))
    answer = asked_if(site, "getVerification", WEAKLY_EQUAL[form].format(other=OTHER, tag=tag))

    answer.expect_status(304)


@by_operation("HTTP-02", "getVerification")
def test_a_document_in_another_state_is_sent(site: Site, operation_id: str) -> None:
    full = tagged(site, operation_id)
    answer = asked_if(site, operation_id, OTHER)

    answer.expect_status(200)
    site.expect("the document", full.json, answer.json, answer)


@requirement("HTTP-02", section="generated")
def test_an_etag_that_only_begins_alike_is_another(site: Site) -> None:
    tag = str(tagged(site, "getVerification").header("ETag"))
    answer = asked_if(site, "getVerification", f'{tag.removesuffix(QUOTE)}-and-more"')

    answer.expect_status(200)


def tagged(site: Site, operation_id: str) -> Answer:
    """Read a document that has an ETag; discovery need not have one."""
    answer = answerable(site, operation_id).read(site)
    if operation_id == "getDiscovery" and answer.header("ETag") is None:
        not_applicable("discovery carries no ETag (see DISC-06)")
    answer.expect_status(200)
    answer.expect_header_that("ETag", "a strong ETag", is_strong_etag)
    return answer


def asked_if(site: Site, operation_id: str, none_match: str) -> Answer:
    return sound(site, operation_id).ask(site, headers={"If-None-Match": none_match})


def varied(answer: Answer) -> list[str]:
    """Return what the answer depends on, by its Vary."""
    return sorted(name.strip().lower() for name in (answer.header("Vary") or "").split(","))
