"""Checks of what the target file declares absent: a site that shows it all the same contradicts it.

Each fails for the requirement that would have been judged by what is declared absent.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from trustlink_conformance.declare import requirement
from trustlink_conformance.finders import FINDERS
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import NotTestable, Words, not_applicable, not_testable
from trustlink_conformance.rated_suppliers import edition_of
from trustlink_conformance.readings import Item, read_about
from trustlink_conformance.site import Site


@dataclass(frozen=True)
class Shown:
    """How an answer about a supplier shows what the target file declares absent."""

    role: str
    rule: str
    operation_id: str
    pointer: str
    expected: str
    """What stands there where there is none."""
    is_absent: Callable[[Item], object]
    profile: str = "core"


def is_other_than(outcome: str) -> Callable[[Item], object]:
    return lambda item: item.outcome != outcome


def has_no_customs_rating(item: Item) -> bool:
    return "cn-gacc-credit 282" not in [edition_of(one) for one in item.objects("/ratings")]


def withholds(item: Item) -> bool:
    return bool(item.get("/recordsDisclosure") == "WITHHELD")


OUTCOMES = (
    ("with_notices", "VIO-01", "getViolationStatus", "NOTICES_FOUND"),
    ("without_notices", "VIO-01", "getViolationStatus", "CLEAR"),
    ("with_rebates", "REB-01", "getRebateSummary", "RECORDS_FOUND"),
    ("without_rebates", "REB-01", "getRebateSummary", "NO_RECORDS"),
    ("unrated", "RAT-01", "listCreditRatings", "NOT_RATED"),
)
SHOWN = (
    *(
        Shown(role, rule, operation, "/outcome", f"not {outcome}", is_other_than(outcome))
        for role, rule, operation, outcome in OUTCOMES
    ),
    Shown("rated", "RAT-01", "listCreditRatings", "/ratings", "no rating",
          lambda item: item.objects("/ratings") == []),
    Shown("customs_rated", "RAT-04", "listCreditRatings", "/ratings", "none of cn-gacc-credit 282",
          has_no_customs_rating),
    Shown("with_aeo_code", "ID-08", "getSupplier", "/aeoCode", "no aeoCode",
          lambda item: item.get("/aeoCode") is None),
    Shown("withheld", "REB-04", "getSupplier", "/recordsDisclosure", "not WITHHELD",
          lambda item: not withholds(item)),
    Shown("consenting", "SEC-06", "getSupplier", "/recordsDisclosure", "WITHHELD", withholds,
          profile="records"),
)  # fmt: skip
FOUND = {
    "rating_begun": ("RAT-07", "subject-with-begun-rating"),
    "rating_ended": ("RAT-06", "subject-with-ended-rating"),
    "with_past_notices": ("VIO-04", "subject-with-past-notice"),
}


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(
            one, id=one.role, marks=requirement(one.rule, modes=["live"], profile=one.profile)
        )
        for one in SHOWN
    ],
)
def test_no_answer_shows_what_is_declared_absent(site: Site, shown: Shown) -> None:
    require_declared(site, shown.role)
    for item in answers_about(site, shown.operation_id):
        site.expect_that(
            f"{shown.expected}, as subjects.{shown.role} = [] declares",
            item.get(shown.pointer),
            item.answer,
            holds=bool(shown.is_absent(item)),
            pointer=shown.pointer,
            hint=Hint.DECLARED_ABSENT,
        )


@pytest.mark.parametrize(
    ("role", "need"),
    [
        pytest.param(role, need, id=role, marks=requirement(rule, modes=["live"]))
        for role, (rule, need) in FOUND.items()
    ],
)
def test_nothing_is_found_that_is_declared_absent(site: Site, role: str, need: str) -> None:
    require_declared(site, role)
    try:
        found = instances_in(FINDERS[need](site))
    except NotTestable:
        found = []
    suppliers = ", ".join(dict.fromkeys(map(supplier_of, found)))
    site.expect_that(
        f"none is found, as subjects.{role} = [] declares",
        Words(f"found at supplier {suppliers}"),
        *(one.answer for one in found if isinstance(one, Item)),
        holds=not found,
        hint=Hint.DECLARED_ABSENT,
    )


def instances_in(found: object) -> list[object]:
    """Return what a finder found, one by one."""
    return [*found] if isinstance(found, list | tuple) else [found]


def supplier_of(found: object) -> str:
    """Return the supplier's code of what a finder found."""
    return str(found.get("/uscc") if isinstance(found, Item) else getattr(found, "uscc", "unknown"))


def require_declared(site: Site, role: str) -> None:
    """Go on only if the target file says that there is none."""
    if f"subjects.{role}" not in site.world.target.absent:
        not_applicable(f"the target file does not declare subjects.{role} absent")


def answers_about(site: Site, operation_id: str) -> list[Item]:
    """Return what an operation answers about each supplier; raises NotTestable without any."""
    asked = [read_about(site, operation_id, uscc) for uscc in site.suppliers]
    read = [Item(one) for one in asked if not one.failed and one.status == 200 and one.is_json]
    return read or not_testable("nothing was answered 200", provide="suppliers to ask about")
