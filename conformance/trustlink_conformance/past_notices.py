"""Find notices that have left the window (VIO-04): in lists, or by what statuses count."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from itertools import islice

from trustlink.calendar import last_day_in_window, parse_date, window_ending
from trustlink_conformance.expectations import earliest_day, is_civil_date, some_suppliers
from trustlink_conformance.falls import Counted, Fall, falls_of
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.listings import is_open, length, suppliers_by_length
from trustlink_conformance.lists import FULL, NOTICES, Walk, walk
from trustlink_conformance.provisions import lacking
from trustlink_conformance.readings import Item, read_about
from trustlink_conformance.site import Site

ANCHORS = {"DECISION_DATE": "/decisionDate", "PUBLICATION_DATE": "/publicationDate"}
MOST_NOTICES = 5
"""Notices whose last day is looked at."""

_ONE_DAY = timedelta(days=1)
_AROUND_LEAP_DAYS = ("02-28", "02-29")
_MOST_SUPPLIERS = 6
_MOST_FALLS = 3


def past_notices(site: Site) -> list[Item]:
    """Return listed notices whose last day, and the day after, can be asked about; few, or none."""
    if not site.offers("records"):
        return []
    found = [row for uscc in _subjects(site) for row in _past_of(site, uscc)]
    return _different(found)


def falls(site: Site) -> list[Fall]:
    """Return days on which notices leave the window, of suppliers whose lists are not shown."""
    if "COUNTED" not in allowed(site, "ViolationPolicy", "lapsedPublicity"):
        return []
    closed = [uscc for uscc in _subjects(site) if not _is_listed(site, uscc)]
    closed.sort(key=lambda uscc: length(site, NOTICES, uscc))  # few notices hide each other less
    last_of = partial(last_day_of, site)
    found = (one for uscc in closed for one in falls_of(Counted(site, uscc, last_of)))
    return list(islice(found, _MOST_FALLS))


def a_past_notice(site: Site) -> object:
    """Return one or the other; raises NotTestable if there is none."""
    found = past_notices(site) or falls(site)
    if not found:
        raise without_past_notice(site)
    return found


def without_past_notice(site: Site) -> NotTestable:
    """Return the excuse of a check for which there is neither."""
    last_start = window_ending(site.today() - _ONE_DAY).start
    return lacking(
        "subject-with-past-notice",
        "no notice is known whose last day in the window can be asked about",
        detail=f"a notice of {window_ending(earliest_day(site)).start} to {last_start}",
    )


def listed(site: Site, uscc: str, as_of: date) -> Walk:
    """Walk the notices of a supplier on a day."""
    return walk(site, NOTICES, uscc=uscc, asOf=as_of.isoformat(), limit=FULL)


def allowed(site: Site, schema: str, member: str) -> list[str]:
    """Return the values that the contract, overlays applied, has for a member."""
    values: list[str] = site.contract.schema(schema)["properties"][member]["enum"]
    return values


def anchor_of(site: Site) -> str:
    """Return the member whose day lies in the window."""
    return ANCHORS[allowed(site, "ViolationPolicy", "anchor")[0]]


def first_counts(site: Site) -> bool:
    """Return whether the first day of the window belongs to it."""
    return "INCLUSIVE" in allowed(site, "ViolationPolicy", "boundary")


def last_day(site: Site, row: Item) -> date:
    """Return the latest asOf on which a listed notice counts."""
    return last_day_of(site, parse_date(row.get(anchor_of(site))))


def last_day_of(site: Site, anchored: date) -> date:
    """Return the latest asOf on which a notice counts that is anchored on a day."""
    return last_day_in_window(anchored if first_counts(site) else anchored - _ONE_DAY)


def _past_of(site: Site, uscc: str) -> list[Item]:
    earliest, latest = earliest_day(site), site.today() - _ONE_DAY
    if latest < earliest or not _is_listed(site, uscc):
        return []
    return [
        row
        for day in _days(earliest, max(earliest, window_ending(latest).start))
        for row in listed(site, uscc, day).rows
        if _is_of_our_time(row.get(anchor_of(site))) and earliest <= last_day(site, row) <= latest
    ]


def _days(first: date, last: date) -> list[date]:
    """Return days whose windows, together, hold each day of the windows of both and between."""
    days = []
    while first < last:
        days.append(first)
        first = last_day_in_window(first)
    return [*days, last]


def _subjects(site: Site) -> list[str]:
    """Return a few suppliers that may have notices: those that are given for it first."""
    target = site.world.target
    given = (*target.subjects_of("with_past_notices"), *target.subjects_of("with_notices"))
    others = [*suppliers_by_length(site, NOTICES), *some_suppliers(site)]
    return [*dict.fromkeys([*given, *others])][:_MOST_SUPPLIERS]


def _is_listed(site: Site, uscc: str) -> bool:
    return site.offers("records") and is_open(read_about(site, "getSupplier", uscc))


def _is_of_our_time(day: object) -> bool:
    """Return whether a value is a day that can be reckoned with."""
    return is_civil_date(day) and "1949-10-01" <= str(day) < "3000"


def _different(rows: Iterable[Item]) -> list[Item]:
    """Return one notice of each authority, and those around the end of a February."""
    chosen: dict[str, Item] = {}
    for row in rows:
        day = str(row.get("/decisionDate"))
        kind = day if day[5:] in _AROUND_LEAP_DAYS else str(row.get("/authority"))
        chosen.setdefault(kind, row)
    return list(chosen.values())[:MOST_NOTICES]
