"""Find suppliers whose ratings show what a requirement speaks of: begun, ended, of customs."""

from dataclasses import dataclass

from trustlink.calendar import parse_date
from trustlink_conformance.expectations import earliest_day, is_civil_date
from trustlink_conformance.provisions import lacking
from trustlink_conformance.readings import Item, items, single_items
from trustlink_conformance.site import Site

LAST_OF_251 = "2026-03-31"
"""The last day of Order 251: ratings under it end, or are carried over to Order 282."""

_CUSTOMS = "cn-gacc-credit"


@dataclass(frozen=True, slots=True)
class Begun:
    """A rating that began while days can be asked about."""

    uscc: str
    scheme: str
    first: str
    """Its first day."""
    authority: str
    """Whose rating it is."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A customs rating that has ended."""

    uscc: str
    last: str
    """Its last day."""


def ratings(site: Site) -> list[Item]:
    """Return the ratings of a few suppliers; raises NotTestable if there is none."""
    found = [one for item in items(site, "creditRating") for one in item.objects("/ratings")]
    if not found:
        raise lacking("subject-with-rating", "no supplier that was asked about has a rating")
    return found


def customs_rated(site: Site) -> str:
    """Return a supplier with a customs rating under Order 282; raises NotTestable."""
    ratings(site)
    found = [
        str(item.get("/uscc"))
        for item in single_items(site, "creditRating")
        if f"{_CUSTOMS} 282" in [edition_of(one) for one in item.objects("/ratings")]
    ]
    if not found:
        reason = "no supplier has a rating under order 282"
        raise lacking("subject-with-customs-rating", reason)
    return found[0]


def customs_on(site: Site, uscc: str, day: str) -> Item | None:
    """Return the customs rating of a day that can be asked about; None if none is listed."""
    if not earliest_day(site) <= parse_date(day) <= site.today():
        return None
    listed = of_scheme(Item(site.read("listCreditRatings", uscc=uscc, asOf=day)), _CUSTOMS)
    return listed[0] if listed else None


def ended_rating(site: Site) -> Ended:
    """Return a rating under Order 251, or any of customs, that ended; raises NotTestable."""
    uscc = customs_rated(site)
    before = customs_on(site, uscc, LAST_OF_251)
    last = before.get("/validUntil") if before else None
    if not is_civil_date(last) or not earliest_day(site) <= parse_date(str(last)) < site.today():
        raise lacking("subject-with-ended-rating", "no rating is known that has ended")
    return Ended(uscc, str(last))


def begun_ratings(site: Site) -> list[Begun]:
    """Return ratings that began while days can be asked about; raises NotTestable."""
    ratings(site)
    earliest = earliest_day(site).isoformat()
    found = [
        _begun(str(item.get("/uscc")), one)
        for item in single_items(site, "creditRating")
        for one in item.objects("/ratings")
        if is_civil_date(one.get("/validFrom")) and one.get("/validFrom") > earliest
    ]
    if not found:
        raise lacking("subject-with-begun-rating", "no rating began after earliestAsOf")
    return found


def _begun(uscc: str, rating: Item) -> Begun:
    told = ("/scheme/id", "/validFrom", "/provenance/authority")
    return Begun(uscc, *(str(rating.get(pointer)) for pointer in told))


def edition_of(rating: Item) -> str:
    """Return scheme and version, as the requirements name them."""
    return f"{rating.get('/scheme/id')} {rating.get('/scheme/version')}"


def of_scheme(item: Item, scheme: object) -> list[Item]:
    """Return the ratings of a scheme."""
    return [one for one in item.objects("/ratings") if one.get("/scheme/id") == scheme]
