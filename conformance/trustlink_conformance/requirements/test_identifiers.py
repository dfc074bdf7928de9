"""Checks of group ID: codes of suppliers and numbers of importers, judged alike everywhere."""

from collections.abc import Callable

import pytest

from trustlink.identifiers import USCC_ALPHABET, has_mst_check_digit, make_uen, make_uscc
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import PROBLEMS, expect_problem, verification_request
from trustlink_conformance.finders import with_aeo_code
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import not_applicable
from trustlink_conformance.published import invalid_requesters
from trustlink_conformance.rated_suppliers import of_scheme
from trustlink_conformance.readings import (
    ABOUT_A_SUPPLIER,
    Item,
    read_about,
    reference_day,
)
from trustlink_conformance.requester import Requester
from trustlink_conformance.site import Site
from trustlink_conformance.sources import CUSTOMS, is_answering
from trustlink_conformance.varied import NAME, varied
from trustlink_conformance.verifications import made

FULL_WIDTH = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}
ILL_FORMED = (
    ("getSupplier", "lower case"),
    ("getSupplier", "a blank"),
    ("getSupplier", "hyphens"),
    ("listCreditRatings", "lower case"),
    ("getRebateSummary", "lower case"),
    ("getViolationStatus", "hyphens"),
    ("createVerification", "lower case"),
    ("createVerification", "a blank"),
)
"""Each operation and each form; not each with each, as one reading serves them all."""
HINTS = {
    "lower case": Hint.CASE_IS_FOLDED,
    **dict.fromkeys(("a blank", "a blank behind", "a blank without width"), Hint.TRIMMED),
    "a line feed behind": Hint.LINE_FEED,
    "full width": Hint.UNICODE_DIGITS,
}
ALMOST: dict[str, tuple[str, Callable[[str], str]]] = {
    "a line feed behind": ("listCreditRatings", lambda code: f"{code}\n"),
    "a blank behind": ("getRebateSummary", lambda code: f"{code} "),
    "a blank without width": ("getViolationStatus", lambda code: f"{code}\u200b"),
    "O for 0": ("getSupplier", lambda code: code.replace("0", "O")),
    "full width": ("createVerification", lambda code: code.translate(FULL_WIDTH)),
}
"""By form an operation, and what it makes of a code; one each, as one reading serves them all."""
STEMS = [f"0199{serial:05d}" for serial in range(100)]
BUSINESSES = [make_uen(f"53999{serial:03d}") for serial in range(100)]
UNISSUED = {
    "a branch 000": ("VN", "0199000017-000"),
    "of a year to come": ("SG", make_uen("209999001")),
    "whose sum gives 10": ("VN", f"{next(one for one in STEMS if not has_mst_check_digit(one))}0"),
    "a blank behind": ("SG", "202699001M "),
}
OF_A_RARE_LETTER = next(uen for uen in BUSINESSES if uen.endswith("X"))
WRONG_LETTER = "202699001A"
"""M is right."""
INVALID = {str(entry["id"]): entry for entry in invalid_requesters()}
OF_ID_05, OF_ID_06 = (
    [name for name, entry in INVALID.items() if entry["expect"]["pointer"] == pointer]
    for pointer in ("/requester/id", "/requester/scheme")
)


@requirement("ID-01")
@pytest.mark.parametrize(("operation_id", "form"), ILL_FORMED)
def test_an_ill_formed_code_is_refused_everywhere(site: Site, operation_id: str, form: str) -> None:
    code = ill_formed(site.suppliers[0], form)

    answer = read_about(site, operation_id, code, checks=["NO_VIOLATION"])
    expect_refused_code(answer, hint=HINTS.get(form, ""))


@requirement("ID-01", section="generated")
@pytest.mark.parametrize("form", ALMOST)
def test_what_only_looks_like_a_code_is_refused(site: Site, form: str) -> None:
    asked, change = ALMOST[form]
    codes = [change(uscc) for uscc in site.suppliers if "0" in uscc]
    if not codes:
        not_applicable("no supplier's code has a 0")

    answer = read_about(site, asked, codes[0], checks=["NO_VIOLATION"])
    expect_refused_code(answer, hint=HINTS.get(form, ""))


@requirement("ID-02", section="generated")
def test_a_wrong_check_character_is_refused_whoever_registers_the_code(site: Site) -> None:
    code = with_wrong_check(make_uscc(category="93", division="440300", subject="TL009701"))

    expect_refused_code(read_about(site, "getSupplier", code))


@requirement("ID-02", modes=["sandbox"], section="generated")
def test_position_17_alone_is_no_reason_to_refuse_a_verification(site: Site) -> None:
    answer = read_about(site, "createVerification", "91440300TL0000991E", checks=["NO_VIOLATION"])

    expect_problem(answer, 404, "supplier-not-found")


@requirement("ID-03", profile="records", section="generated")
def test_notices_of_a_code_that_nobody_has_are_not_found(site: Site) -> None:
    code = make_uscc(category="93", division="440300", subject="TL009701")
    answer = site.read("listViolationNotices", uscc=code, asOf=reference_day(site))

    expect_problem(answer, 404, "supplier-not-found")


@requirement("ID-02")
@pytest.mark.parametrize("operation_id", ABOUT_A_SUPPLIER)
def test_a_wrong_check_character_is_refused_everywhere(site: Site, operation_id: str) -> None:
    code = with_wrong_check(site.suppliers[0])

    expect_refused_code(read_about(site, operation_id, code, checks=["NO_VIOLATION"]))


@requirement("ID-02", modes=["live"])
@pytest.mark.parametrize("operation_id", ["getSupplier", "createVerification"])
def test_position_17_alone_is_no_reason_to_refuse(site: Site, operation_id: str) -> None:
    answer = read_about(site, operation_id, "91440300TL0000991E", checks=["NO_VIOLATION"])

    expect_problem(answer, 404, "supplier-not-found")


@requirement("ID-03", modes=["live"])
@pytest.mark.parametrize("code", ["91440300TL00009997", "92440300TL00000400"])
@pytest.mark.parametrize("operation_id", ABOUT_A_SUPPLIER)
def test_a_sound_code_that_nobody_has_is_not_found(
    site: Site, operation_id: str, code: str
) -> None:
    answer = read_about(site, operation_id, code, checks=["NO_VIOLATION"])

    expect_problem(answer, 404, "supplier-not-found")


@requirement("ID-05")
@pytest.mark.parametrize("name", OF_ID_05)
def test_a_number_that_breaks_its_scheme_is_refused(site: Site, name: str) -> None:
    answer = asked_by(site, name)

    expect_problem(answer, 400, "invalid-identifier")
    expect_fault_at(answer, "pointer", "/requester/id")


@requirement("ID-05", section="generated")
@pytest.mark.parametrize("fault", UNISSUED)
def test_a_number_that_is_never_issued_is_refused(site: Site, fault: str) -> None:
    requester = Requester(*UNISSUED[fault]).as_json()
    body = verification_request(
        site, site.suppliers[0], asOf=reference_day(site), checks=["NO_VIOLATION"]
    )
    answer = site.read("createVerification", body={**body, "requester": requester})

    expect_problem(answer, 400, "invalid-identifier", hint=HINTS.get(fault, ""))
    expect_fault_at(answer, "pointer", "/requester/id")


@requirement("BAT-02", profile="batch", section="generated")
def test_a_wrong_check_letter_spoils_its_own_item_alone(site: Site) -> None:
    body = verification_request(
        site, site.suppliers[0], asOf=reference_day(site), checks=["NO_VIOLATION"]
    )
    requester = Requester("SG", WRONG_LETTER).as_json()
    answer = site.read("createBatch", body={"items": [{**body, "requester": requester}]})

    answer.expect_status(200)
    answer.expect("/items/0/problem/type", f"{PROBLEMS}invalid-identifier")
    answer.expect_absent("/items/0/verification")


@requirement("ID-06")
@pytest.mark.parametrize("name", OF_ID_06)
def test_a_scheme_of_another_country_is_refused(site: Site, name: str) -> None:
    answer = asked_by(site, name)

    expect_problem(answer, 400, "invalid-request")
    expect_fault_at(answer, "pointer", "/requester/scheme")


@requirement("ID-07", modes=["live"])
@pytest.mark.parametrize("country", ["SG", "TH", "VN"])
def test_importers_of_the_three_countries_are_accepted(site: Site, country: str) -> None:
    requester = site.requester(country).as_json()
    body = verification_request(
        site, site.suppliers[0], asOf=reference_day(site), checks=["NO_VIOLATION"]
    )
    answer = site.read("createVerification", body={**body, "requester": requester})

    answer.expect_status(201)
    for name, value in requester.items():
        answer.expect(f"/requester/{name}", value)


@requirement("ID-07", section="generated")
def test_a_name_is_returned_with_all_its_blanks(site: Site) -> None:
    varied(site, "by a spaced name").item.expect(
        "/requester/name", NAME, hint=Hint.BLANKS_ARE_COLLAPSED
    )


@requirement("ID-07", modes=["sandbox"], section="generated")
def test_a_business_of_a_rare_check_letter_is_accepted(site: Site) -> None:
    requester = Requester("SG", OF_A_RARE_LETTER).as_json()
    body = verification_request(
        site, site.suppliers[0], asOf=reference_day(site), checks=["NO_VIOLATION"]
    )
    answer = site.read("createVerification", body={**body, "requester": requester})

    answer.expect_status(201)
    answer.expect("/requester/id", OF_A_RARE_LETTER)


@requirement("ID-07", afterwards=True, each=True)
def test_every_requester_is_returned_as_sent(site: Site) -> None:
    for one in made(site):
        for name, value in one.asked["requester"].items():
            one.item.expect(f"/requester/{name}", value, hint=Hint.BLANKS_ARE_COLLAPSED)


@requirement("ID-08")
def test_an_aeo_code_is_aeocn_and_the_customs_code(site: Site) -> None:
    told = [one for one in with_aeo_code(site) if one.get("/customsCode") is not None]
    for answer in told or not_applicable("the customsCode is left out, as x-disclosure allows"):
        answer.expect("/aeoCode", f"AEOCN{answer.get('/customsCode')}")


@requirement("ID-08")
def test_an_aeo_code_is_stated_only_with_a_current_grade(site: Site) -> None:
    told = [(one, customs_ratings_of(site, one)) for one in with_aeo_code(site)]
    known = [(one, ratings) for one, ratings in told if ratings is not None]
    for answer, ratings in known or not_applicable("no source tells the grade: it is unknown"):
        today = site.read("listCreditRatings", uscc=answer.value("/uscc"))
        grades = [
            (one.get("/grade"), one.get("/scheme/version"))
            for one in ratings
            if one.get("/status") == "CURRENT"
        ]
        site.expect_that(
            "a CURRENT grade ADVANCED_CERTIFIED, or CERTIFIED under 282", grades, today,
            holds=is_authorised(grades), pointer="/ratings",
        )  # fmt: skip


def ill_formed(uscc: str, form: str) -> str:
    """Return a supplier's code as people write it by mistake."""
    if form == "lower case":
        return uscc.lower()
    if form == "a blank":
        return f"{uscc[:8]} {uscc[8:]}"
    return f"{uscc[:2]}-{uscc[2:8]}-{uscc[8:17]}-{uscc[17:]}"


def with_wrong_check(uscc: str) -> str:
    """Return a code with the check character that follows the right one in the alphabet."""
    following = USCC_ALPHABET.index(uscc[-1]) + 1
    return uscc[:-1] + USCC_ALPHABET[following % len(USCC_ALPHABET)]


def expect_refused_code(answer: Answer, *, hint: str = "") -> None:
    """Expect 400 invalid-identifier that names the parameter, or the place in the body."""
    is_in_body = answer.exchange.request.method == "POST"
    expect_problem(answer, 400, "invalid-identifier", hint=hint)
    if is_in_body:
        expect_fault_at(answer, "pointer", "/supplier/uscc")
    else:
        expect_fault_at(answer, "parameter", "uscc")


def expect_fault_at(answer: Answer, place: str, where: str) -> None:
    """Expect errors[] to have an entry for a place."""
    answer.expect_that(
        "/errors", f"an entry with {place} {where}",
        lambda entries: where in [entry.get(place) for entry in entries],
        hint=Hint.PLACE_IS_MISSING,
    )  # fmt: skip


def asked_by(site: Site, name: str) -> Answer:
    """Read what becomes of a verification that a published invalid requester asks for."""
    entry = INVALID[name]
    requester = {
        "country": entry["country"], "scheme": entry["scheme"], "id": entry["number"],
    }  # fmt: skip
    body = verification_request(
        site, site.suppliers[0], asOf=reference_day(site), checks=["NO_VIOLATION"]
    )
    return site.read("createVerification", body={**body, "requester": requester})


def customs_ratings_of(site: Site, registration: Answer) -> list[Item] | None:
    """Return the customs ratings of today; None if none is listed while their source is silent."""
    uscc = str(registration.value("/uscc"))
    answer = site.read("listCreditRatings", uscc=uscc)
    found = of_scheme(Item(answer), "cn-gacc-credit") if answer.status == 200 else []
    return found if found or is_answering(site, uscc, CUSTOMS) else None


def is_authorised(grades: list[tuple[object, object]]) -> bool:
    advanced = [grade for grade, _ in grades if grade == "ADVANCED_CERTIFIED"]
    return bool(advanced) or ("CERTIFIED", "282") in grades
