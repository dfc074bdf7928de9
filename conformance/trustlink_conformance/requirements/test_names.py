"""Checks of group VER: whether the importer's names of a supplier are the registered ones."""

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import some_suppliers, verification_request
from trustlink_conformance.judgement import not_applicable, not_testable
from trustlink_conformance.readings import read_about, reference_day
from trustlink_conformance.site import Site
from trustlink_conformance.varied import SIGNS, varied
from trustlink_conformance.verifications import Made, made

Change = Callable[[str], str]
LONGEST = 200
FULL_WIDTH = {sign: sign + 0xFEE0 for sign in range(ord("!"), ord("~") + 1)}


def as_it_is(name: str) -> str:
    return name


def in_capitals(name: str) -> str:
    return name.upper()


def full_width(name: str) -> str:
    """Write what is ASCII as wide as Chinese characters are."""
    return name.translate(FULL_WIDTH)


def punctuated(name: str) -> str:
    """Put blanks and punctuation of several kinds where none counts."""
    return f" {name[:2]}\u3000{name[2:4]}·{name[4:]}（）.、 "


def without_its_end(name: str) -> str:
    return name[: max(1, len(name) // 2)]


def of_another(name: str) -> str:
    return f"另一{name}"


SUPPLIED: dict[str, tuple[Change | None, Change | None, str]] = {
    "both as registered": (as_it_is, as_it_is, "MATCH"),
    "in capitals": (None, in_capitals, "MATCH"),
    "in full width": (full_width, full_width, "MATCH"),
    "with blanks and punctuation": (punctuated, punctuated, "MATCH"),
    "the Chinese one alone": (as_it_is, None, "MATCH"),
    "another Chinese one": (of_another, as_it_is, "PARTIAL"),
    "half of the English one": (as_it_is, without_its_end, "PARTIAL"),
    "half of the Chinese one": (without_its_end, None, "NO_MATCH"),
    "both of another": (of_another, of_another, "NO_MATCH"),
    "none": (None, None, "NOT_PROCESSED"),
}
"""How the Chinese and the English name are changed (None: not supplied), and what that comes to."""


@requirement("VER-08", modes=["live"])
@pytest.mark.parametrize("case", SUPPLIED)
def test_names_are_compared_as_the_requirement_says(site: Site, case: str) -> None:
    expect_match(site, case)


@requirement("VER-08", modes=["sandbox"])
@pytest.mark.parametrize("case", ["with blanks and punctuation"])
def test_names_are_compared_where_no_case_is_published(site: Site, case: str) -> None:
    expect_match(site, case)


@requirement("VER-08", section="generated")
@pytest.mark.parametrize("variation", SIGNS)
def test_a_sign_that_is_no_punctuation_makes_another_name(site: Site, variation: str) -> None:
    one = varied(site, variation)
    if "nameZh" not in one.asked["supplier"]:
        not_applicable("the name of the supplier is not known")
    if one.item.get("/nameMatch") == "NOT_PROCESSED":
        not_applicable("the register could not be asked this time")

    one.item.expect("/nameMatch", "NO_MATCH")


@requirement("VER-08", afterwards=True)
def test_every_name_match_follows_from_the_registration(site: Site) -> None:
    registered = registrations(site)
    for one in made(site):
        expected = expected_match(one, registered.get(one.uscc))
        if expected:
            one.item.expect("/nameMatch", expected)


def expect_match(site: Site, case: str) -> None:
    """Expect names that are changed as a row of the table says to come to what it says."""
    change_zh, change_en, expected = SUPPLIED[case]
    changed = {"legalNameZh": change_zh, "legalNameEn": change_en}
    registration = with_names(site, [name for name, change in changed.items() if change])
    names = {
        "nameZh": change_zh and change_zh(registration.get("/legalNameZh")),
        "nameEn": change_en and change_en(registration.get("/legalNameEn")),
    }
    answer = verified_under(site, str(registration.get("/uscc")), names)

    answer.expect_status(201)
    answer.expect("/nameMatch", expected)


def with_names(site: Site, wanted: list[str]) -> Answer:
    """Return a registration with these names that can be changed, with both if there is one.

    Raises NotApplicable if no supplier shows an English name, as a site may choose; NotTestable.
    """
    known = [read_about(site, "getSupplier", uscc) for uscc in some_suppliers(site)]
    read = [one for one in known if one.status == 200]
    english = [one for one in read if one.get("/legalNameEn") is not None]
    if read and not english and "legalNameEn" in wanted:
        not_applicable("no supplier shows an English name, as x-disclosure allows")
    found = having(english, ["legalNameZh", "legalNameEn"]) or having(read, wanted)
    if not found:
        not_testable(
            f"no supplier shows a name that can be changed: {' and '.join(wanted)}",
            provide="a supplier with both names, as subjects.suppliers in the target file",
        )
    return found[0]


def having(registrations: list[Answer], names: list[str]) -> list[Answer]:
    """Return the registrations with all of these names, and each of them can be changed."""
    return [
        one for one in registrations if all(is_changeable(one.get(f"/{name}")) for name in names)
    ]


def is_changeable(name: Any) -> bool:
    """Return whether every change of a name keeps or breaks it as the table says."""
    if not isinstance(name, str) or len(normal(name)) < 4 or len(punctuated(name)) > LONGEST:
        return False
    kept = (in_capitals, full_width, punctuated)
    return {normal(change(name)) for change in kept} == {normal(name)} and all(
        normal(change(name)) != normal(name) for change in (without_its_end, of_another)
    )


def verified_under(site: Site, uscc: str, names: dict[str, str | None]) -> Answer:
    body = verification_request(site, uscc, checks=["NO_VIOLATION"], asOf=reference_day(site))
    supplied = {name: text for name, text in names.items() if text}
    return site.read("createVerification", body={**body, "supplier": {"uscc": uscc, **supplied}})


def registrations(site: Site) -> dict[str, Answer]:
    """Return the registrations that were read in this run, by code."""
    found = {}
    for uscc in some_suppliers(site):
        read_about(site, "getSupplier", uscc)
    for answer in site.recall("getSupplier"):
        if answer.status == 200 and answer.is_json:
            found[answer.exchange.origin.subject] = answer
    return found


def expected_match(one: Made, registration: Answer | None) -> str | None:
    """Return what nameMatch has to be; None if that can't be told.

    A site may keep an English name to itself, so a missing one need not be unregistered.
    """
    supplied = {
        f"/legal{name[0].upper()}{name[1:]}": text
        for name, text in one.asked["supplier"].items()
        if name in ("nameZh", "nameEn")
    }
    if not supplied:
        return "NOT_PROCESSED"
    known = [registration.get(place) if registration else None for place in supplied]
    texts = [normal(name) for name in known if isinstance(name, str)]
    if len(texts) < len(supplied):
        return None
    equal = [normal(name) == text for name, text in zip(supplied.values(), texts, strict=True)]
    return "MATCH" if all(equal) else "PARTIAL" if any(equal) else "NO_MATCH"


def normal(name: str) -> str:
    """Return a name after NFKC, case folding and removal of blanks and punctuation."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] not in "ZP")
