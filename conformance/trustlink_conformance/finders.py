"""Find what a need of requirements.yaml asks for among the suppliers of a site.

Checks find their subjects here, and so does what says beforehand what will not be testable.
"""

from collections.abc import Callable, Mapping
from functools import partial

from trustlink_conformance.answer import Answer
from trustlink_conformance.expectations import earliest_day
from trustlink_conformance.judgement import NotTestable, Violation
from trustlink_conformance.listings import listings, who_shows
from trustlink_conformance.lists import RECORDS
from trustlink_conformance.past_notices import a_past_notice
from trustlink_conformance.provisions import OF_RECORDS, lacking
from trustlink_conformance.rated_suppliers import (
    begun_ratings,
    customs_rated,
    ended_rating,
    ratings,
)
from trustlink_conformance.readings import OPERATIONS, Item, Member, read_about
from trustlink_conformance.site import Site

_OUTCOMES: Mapping[str, tuple[Member, str]] = {
    "subject-with-records-found": ("exportTaxRebate", "RECORDS_FOUND"),
    "subject-with-notices": ("noViolation", "NOTICES_FOUND"),
    "subject-without-notices": ("noViolation", "CLEAR"),
}


def found_about(site: Site, need: str) -> Item:
    """Return an item of the outcome that a need asks for; raises NotTestable without any."""
    member, outcome = _OUTCOMES[need]
    for uscc in site.suppliers:
        found = _with_outcome(read_about(site, OPERATIONS[member], uscc), outcome)
        if found is not None:
            return found
    reason = f"no supplier that was asked about is {outcome}"
    raise lacking(need, f"{reason}: whether anything is looked up can't be seen")


def found_clear(site: Site) -> Item:
    """Return a status that is CLEAR, on the reference day or the first; raises NotTestable."""
    try:
        return found_about(site, "subject-without-notices")
    except NotTestable:
        for uscc in site.suppliers:
            day = earliest_day(site).isoformat()
            answer = site.read("getViolationStatus", uscc=uscc, asOf=day)
            found = _with_outcome(answer, "CLEAR")
            if found is not None:
                return found
        raise


def with_aeo_code(site: Site) -> list[Answer]:
    """Return registrations with an aeoCode; raises NotTestable if there is none."""
    known = [read_about(site, "getSupplier", uscc) for uscc in site.suppliers]
    read = [one for one in known if not one.failed and one.status == 200 and one.is_json]
    found = [one for one in read if one.get("/aeoCode") is not None]
    if not found:
        raise lacking("subject-with-aeo-code", "no supplier states an aeoCode")
    return found


def withheld(site: Site) -> str:
    """Return a supplier that withholds its records; raises NotTestable without any."""
    for uscc in site.suppliers:
        answer = read_about(site, "getSupplier", uscc)
        is_read = not answer.failed and answer.status == 200 and answer.is_json
        if is_read and answer.get("/recordsDisclosure") == "WITHHELD":
            return uscc
    raise lacking("subject-withheld", "no supplier withholds its records")


FINDERS: Mapping[str, Callable[[Site], object]] = {
    **{need: partial(found_about, need=need) for need in _OUTCOMES},
    "subject-without-notices": found_clear,
    "subject-with-rating": ratings,
    "subject-with-customs-rating": customs_rated,
    "subject-with-begun-rating": begun_ratings,
    "subject-with-ended-rating": ended_rating,
    "subject-with-aeo-code": with_aeo_code,
    "subject-consenting": who_shows,
    "subject-withheld": withheld,
    "subject-with-rebates": partial(listings, kind=RECORDS),
    "subject-with-past-notice": a_past_notice,
}
"""For each need of a subject what finds one; it raises NotTestable."""


def _with_outcome(answer: Answer, outcome: str) -> Item | None:
    is_read = not answer.failed and answer.status == 200 and answer.is_json
    return Item(answer) if is_read and Item(answer).outcome == outcome else None


def unmet(site: Site) -> dict[str, NotTestable]:
    """Return the excuses of checks for the needs of subjects that the site does not meet."""
    excuses: dict[str, NotTestable] = {}
    for need in FINDERS:
        if need in OF_RECORDS and not site.offers("records"):
            continue
        try:
            FINDERS[need](site)
        except NotTestable as excuse:
            excuses[need] = excuse
        except Violation:
            excuses[need] = lacking(need, "what the site answers can't be read for it")
    return excuses
