"""Home of the readings: answers about suppliers that many checks look at, each asked once a run.

All are about one day, that of most published cases: in a sandbox the cases have asked already.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from trustlink.calendar import parse_date, twelve_periods_ending
from trustlink_conformance.answer import Answer
from trustlink_conformance.expectations import earliest_day, some_suppliers, verification_request
from trustlink_conformance.judgement import NotTestable, not_testable
from trustlink_conformance.question import NOBODY
from trustlink_conformance.site import Site

Member = Literal["creditRating", "exportTaxRebate", "noViolation"]

OPERATIONS: Mapping[Member, str] = {
    "creditRating": "listCreditRatings",
    "exportTaxRebate": "getRebateSummary",
    "noViolation": "getViolationStatus",
}
"""The operation that answers an item alone, by its member in the results of a verification."""
ABOUT_A_SUPPLIER = ("getSupplier", *OPERATIONS.values(), "createVerification")

_REFERENCE_DAY = "2026-09-01"
_SUBJECTS_OF_VERIFICATIONS = 2
_NO_SOURCE = "NOT_COVERED"
_INSTANTS = ("retrievedAt", "dataAsOf")


@dataclass(frozen=True)
class Item:
    """One of the three items: a whole answer, or the data of a result in a verification."""

    answer: Answer
    pointer: str = ""

    @property
    def outcome(self) -> Any:
        """What the item has come to."""
        return self.get("/outcome")

    @property
    def reasons(self) -> list[Any]:
        """The codes of its reasons."""
        listed = self.get("/reasons")
        entries = listed if isinstance(listed, list) else []
        return [entry.get("code") for entry in entries if isinstance(entry, dict)]

    def get(self, pointer: str, default: Any = None) -> Any:
        """Return a member of the item, or the default."""
        return self.answer.get(self.pointer + pointer, default)

    def value(self, pointer: str) -> Any:
        """Return a member of the item; raises Violation if it is absent."""
        return self.answer.value(self.pointer + pointer)

    def objects(self, pointer: str) -> list["Item"]:
        """Return each object of a list in the item; none where there is no list."""
        listed = self.get(pointer)
        entries = enumerate(listed if isinstance(listed, list) else [])
        found = [at for at, entry in entries if isinstance(entry, dict)]
        return [Item(self.answer, f"{self.pointer}{pointer}/{at}") for at in found]

    def expect(self, pointer: str, expected: Any, *, hint: str = "") -> None:
        """Expect a member of the item to be this JSON value."""
        self.answer.expect(self.pointer + pointer, expected, hint=hint)

    def expect_that(
        self,
        pointer: str,
        description: str,
        predicate: Callable[[Any], object],
        *,
        hint: str = "",
    ) -> None:
        """Expect a member of the item to be what the description says."""
        self.answer.expect_that(self.pointer + pointer, description, predicate, hint=hint)

    def expect_absent(self, pointer: str, *, hint: str = "") -> None:
        """Expect no such member of the item."""
        self.answer.expect_absent(self.pointer + pointer, hint=hint)


def reference_day(site: Site) -> str:
    """Return the day that readings are about: 2026-09-01, or today if that can't be asked about."""
    if earliest_day(site) <= parse_date(_REFERENCE_DAY) <= site.today():
        return _REFERENCE_DAY
    return site.today().isoformat()


def read_about(
    site: Site, operation_id: str, uscc: str, *, checks: list[str] | None = None
) -> Answer:
    """Read what an operation answers about a supplier on the reference day."""
    day = reference_day(site)
    if operation_id == "createVerification":
        body = verification_request(site, uscc, asOf=day)
        return site.read(operation_id, body={**body, "checks": checks or body["checks"]})
    if operation_id == "getRebateSummary":
        first, last = range_up_to(site, day)
        return site.read(operation_id, uscc=uscc, from_=first, to=last)
    as_of = None if operation_id == "getSupplier" else day
    return site.read(operation_id, uscc=uscc, asOf=as_of)


def periods_up_to(day: str) -> list[str]:
    """Return the twelve tax periods that end with the month of a day (REB-05)."""
    return [str(period) for period in twelve_periods_ending(parse_date(day))]


def range_up_to(site: Site, day: str) -> tuple[str, str]:
    """Return the first and the last of these periods that the site can be asked about (REB-05)."""
    first, *_, last = periods_up_to(day)
    return max(first, earliest_day(site).isoformat()[:7]), last


def timeless(told: Any) -> Any:
    """Return a JSON value without the instants at which data were retrieved and described."""
    if isinstance(told, list):
        return [timeless(one) for one in told]
    if not isinstance(told, dict):
        return told
    return {name: timeless(one) for name, one in told.items() if name not in _INSTANTS}


def registrations(site: Site) -> list[Answer]:
    """Return the registrations of a few suppliers; raises NotTestable if none can be read."""
    return _read([read_about(site, "getSupplier", uscc) for uscc in some_suppliers(site)], 200)


def single_items(site: Site, member: Member) -> list[Item]:
    """Return an item of a few suppliers; raises NotTestable if none can be read."""
    asked = [read_about(site, OPERATIONS[member], uscc) for uscc in some_suppliers(site)]
    return [Item(answer) for answer in _read(asked, 200)]


def every_answer(site: Site, *operation_ids: str) -> list[Answer]:
    """Return what these operations answered to the checks of this run; all, if none is named.

    Raises NotTestable if there is no answer at all.
    A few questions are asked anyhow, so that a check that is run alone has something to look at.
    """
    _ask_a_little(site)
    found = site.recall(*operation_ids)
    if not found and not operation_ids:
        not_testable("the site gave no complete answer", provide="a site that answers")
    return found


def _ask_a_little(site: Site) -> None:
    uscc = site.suppliers[0]
    for operation_id in ABOUT_A_SUPPLIER:
        with suppress(NotTestable):
            read_about(site, operation_id, uscc, checks=["NO_VIOLATION"])
            read_about(site, operation_id, NOBODY, checks=["NO_VIOLATION"])


def asked_authorities(site: Site) -> list[str]:
    """Return the authorities whose source the site asks about some supplier.

    They are those that a coverage does not call NOT_COVERED; none where no coverage can be read.
    """
    try:
        read = single_items(site, "noViolation")
    except NotTestable:
        return []
    entries = [entry for item in read for entry in item.objects("/coverage")]
    asked = [entry.get("/authority") for entry in entries if entry.get("/state") != _NO_SOURCE]
    return sorted({authority for authority in asked if isinstance(authority, str)})


def verifications(site: Site) -> list[Answer]:
    """Return verifications of all checks; raises NotTestable if none can be made."""
    subjects = some_suppliers(site)[-_SUBJECTS_OF_VERIFICATIONS:]
    return _read([read_about(site, "createVerification", uscc) for uscc in subjects], 201)


def items(site: Site, member: Member) -> list[Item]:
    """Return an item of a few suppliers, in verifications too where these can be made."""
    return [*single_items(site, member), *verified_items(site, member)]


def all_items(site: Site) -> list[Item]:
    """Return all three items of a few suppliers, in verifications too."""
    return [item for member in OPERATIONS for item in items(site, member)]


def verified_items(site: Site, member: Member) -> list[Item]:
    """Return an item as verifications have it; none if no verification can be made."""
    try:
        made = verifications(site)
    except NotTestable:
        return []
    found = [Item(answer, f"/results/{member}/data") for answer in made]
    return [item for item in found if isinstance(item.get(""), dict)]


def _read(asked: list[Answer], status: int) -> list[Answer]:
    read = [answer for answer in asked if not answer.failed and answer.status == status]
    found = [answer for answer in read if isinstance(answer.json, dict)]
    if not found:
        not_testable(f"nothing was answered {status}", provide="suppliers to ask about")
    return found
