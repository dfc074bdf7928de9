"""Checks of HEAD where GET is refused, put off or long: a client may ask so before it reads."""

from dataclasses import replace

from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import expect_same_head, is_retry_after
from trustlink_conformance.hindsight import is_source_problem
from trustlink_conformance.judgement import not_applicable
from trustlink_conformance.question import NOBODY
from trustlink_conformance.site import Site
from trustlink_conformance.sound_questions import SoundQuestion, sound

NO_DAY = "2026-02-30"
WITHOUT_OUTCOME = ("getSupplier", "listRebateRecords", "listViolationNotices")
PUT_OFF = (429, 503, 504)


@requirement("HTTP-05", section="generated")
def test_head_tells_that_nobody_has_a_code(site: Site) -> None:
    expect_same(site, sound(site, "getSupplier", uscc=NOBODY))


@requirement("HTTP-05", section="generated")
def test_head_tells_of_a_parameter_that_is_wrong(site: Site) -> None:
    question = sound(site, "getViolationStatus")

    expect_same(site, replace(question, parameters={**question.parameters, "asOf": NO_DAY}))


@requirement("HTTP-05", profile="records", section="generated")
def test_head_tells_of_a_list(site: Site) -> None:
    expect_same(site, sound(site, "listViolationNotices"))


@requirement("HTTP-06", section="generated")
def test_who_asks_with_head_is_told_when_to_come_back(site: Site) -> None:
    put_off = [one for one in site.recall(*WITHOUT_OUTCOME) if is_source_problem(one)]
    if not put_off:
        not_applicable("no source was said to be out of reach")
    head = site.send("HEAD", put_off[0].exchange.request.url)
    if head.status not in PUT_OFF:
        not_applicable("the source answers again")

    head.expect_header_that("Retry-After", "seconds, or an HTTP date", is_retry_after)


def expect_same(site: Site, question: SoundQuestion) -> None:
    """Expect HEAD to have status and Content-Type of GET, asked again if they seem to differ."""
    got, head = question.read(site), question.send(site, "HEAD")
    if head.status != got.status:
        got = question.ask(site)

    expect_same_head(got, head)
