"""Checks of group VER: a verification stays as it was, and is read by its own client only."""

from itertools import cycle

from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import expect_problem, require_head, verification_request
from trustlink_conformance.hints import Hint
from trustlink_conformance.pointer import ABSENT, first_difference, value_at
from trustlink_conformance.readings import Item, reference_day
from trustlink_conformance.site import Site
from trustlink_conformance.verifications import Made, ask_for_subset, kept, made, of_every_kind

LANGUAGES = ("th", None, "zh-CN", "en")
OTHER_CLIENT = "importer-b"
NOBODYS_ID = "ver-00000000000000000000000000000000"
MOST_READ_AGAIN, MOST_FOREIGN = 5, 2


@requirement("VER-05", afterwards=True)
def test_a_verification_is_read_as_it_was_answered(site: Site) -> None:
    for one, language in zip(of_every_kind(site, MOST_READ_AGAIN), cycle(LANGUAGES), strict=False):
        expect_unchanged(one, kept(site, one, language=language))


@requirement("VER-05")
def test_a_verification_keeps_the_language_of_its_request(site: Site) -> None:
    one = asked_by(site, language="th")

    for language in ("vi", None):
        expect_unchanged(one, kept(site, one, language=language))


@requirement("VER-05", afterwards=True)
def test_a_verification_is_read_again_as_it_was_read(site: Site) -> None:
    one = asked_by(site, language="th")
    expect_unchanged(one, kept(site, one, language="vi"))

    number = one.item.get("/verificationId")
    again = site.ask("getVerification", verificationId=number, headers={"Accept-Language": "vi"})
    expect_unchanged(one, again)


@requirement("VER-05", afterwards=True)
def test_whatever_was_read_is_as_it_was_answered(site: Site) -> None:
    by_id = {str(one.item.get("/verificationId")): one for one in made(site)}
    if not site.recall("getVerification"):
        kept(site, Made(Item(ask_for_subset(site, "all")), {}))
    for answer in site.recall("getVerification"):
        is_whole = answer.status == 200 and answer.exchange.request.method == "GET"
        one = by_id.get(str(answer.get("/verificationId"))) if is_whole and answer.is_json else None
        if one is not None:
            expect_unchanged(one, answer)


@requirement("VER-06", afterwards=True)
def test_a_verification_is_not_found_by_another_client(site: Site) -> None:
    unknown = asked_with(site, NOBODYS_ID, OTHER_CLIENT)
    members = {*unknown.json}
    for one in of_every_kind(site, MOST_FOREIGN):
        answer = kept(site, one, credential=OTHER_CLIENT)

        expect_problem(answer, 404, "verification-not-found", hint=Hint.STORED_PER_SITE)
        answer.expect("/title", unknown.value("/title"))
        answer.expect_that("", "the members of an unknown one", lambda told: {*told} == members)


@requirement("VER-06")
def test_another_client_is_not_told_that_a_verification_is_unchanged(site: Site) -> None:
    one = asked_by(site, language=None)
    answer = site.read(
        "getVerification",
        verificationId=one.item.value("/verificationId"),
        credential=OTHER_CLIENT,
        headers={"If-None-Match": "*"},
    )
    expect_problem(answer, 404, "verification-not-found")


@requirement("VER-06", section="generated")
def test_another_client_finds_no_verification_with_head(site: Site) -> None:
    one = asked_by(site, language=None)
    number = one.item.value("/verificationId")

    path = f"/trustlink/v1/verifications/{number}"
    head = site.send("HEAD", path, credential=OTHER_CLIENT)
    require_head(head)
    head.expect_status(404)


@requirement("VER-06")
def test_each_client_reads_its_own_verification_and_no_other(site: Site) -> None:
    one = asked_by(site, language=None, credential=OTHER_CLIENT)

    kept(site, one, credential=OTHER_CLIENT).expect_status(200)
    answer = kept(site, one)
    expect_problem(answer, 404, "verification-not-found", hint=Hint.STORED_PER_SITE)


def asked_by(site: Site, *, language: str | None, credential: str = "importer-a") -> Made:
    """Read a verification about the first supplier that a client asks for in a language."""
    body = verification_request(site, site.suppliers[0], asOf=reference_day(site))
    headers = {"Accept-Language": language} if language else None
    answer = site.read("createVerification", body=body, headers=headers, credential=credential)
    answer.expect_status(201)
    return Made(Item(answer), body)


def asked_with(site: Site, verification_id: str, credential: str) -> Answer:
    """Read what a client is told about an id that is nobody's."""
    answer = site.read("getVerification", verificationId=verification_id, credential=credential)
    expect_problem(answer, 404, "verification-not-found")
    return answer


def expect_unchanged(one: Made, again: Answer) -> None:
    """Expect getVerification to give the JSON value that the verification was answered with."""
    again.expect_status(200)
    place = first_difference(one.json, again.json) or ""
    value = value_at(one.json, place)
    if value is ABSENT:
        again.expect_absent(place, hint=Hint.COMPUTED_ANEW)
    else:
        again.expect(place, value, hint=Hint.COMPUTED_ANEW)
