"""Checks of group API: the website has an interface that an importer's software can call."""

from trustlink_conformance.answer import Answer
from trustlink_conformance.asking import refused_tokens
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import is_json_type
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import NotTestable, Words
from trustlink_conformance.site import Site


@requirement("API-01")
def test_an_importers_software_gets_a_token_and_with_it_an_answer(site: Site) -> None:
    expect_a_token(site)
    answer = site.read("getViolationStatus", uscc=site.suppliers[0])

    answer.expect_status(200, hint=authorization_hint(answer))
    answer.expect_header_that("Content-Type", "application/json", is_json_type, hint=Hint.HTML_TYPE)
    answer.expect("/uscc", site.suppliers[0])


@requirement("API-01", section="generated", afterwards=True)
def test_the_tokens_that_the_site_issues_are_taken_to_the_end(site: Site) -> None:
    expect_no_refusal(site)
    answer = site.ask("getViolationStatus", uscc=site.suppliers[0])

    expect_no_refusal(site)
    site.expect_that(
        "the client's token, or a new one, taken",
        answer.status,
        answer,
        holds=answer.status != 401,
        pointer="status",
    )


def expect_no_refusal(site: Site) -> None:
    """Expect that no token was refused which the site had issued just before."""
    for refused in refused_tokens(site.world, site.ledger):
        site.expect_that(
            "a token that was just issued is taken, as the first one or after one that had ended",
            Words("401 invalid_token, by every operation that was tried"),
            refused,
            holds=False,
            pointer="status",
        )


def authorization_hint(answer: Answer) -> str:
    """Return what usually makes a site refuse a token that it has just issued."""
    is_refused = not answer.failed and answer.status == 401
    return Hint.AUTHORIZATION_DROPPED if is_refused else ""


def expect_a_token(site: Site) -> None:
    """Judge the token endpoint, if there is one; a token that the tester gave will do as well."""
    try:
        site.expect_token()
    except NotTestable:
        site.bearer()
