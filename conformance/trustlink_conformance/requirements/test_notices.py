"""Checks of group VIO about single notices: those that are listed are those that count."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from trustlink.calendar import last_day_in_window, parse_date, window_ending
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import NotApplicable, NotTestable, requirement
from trustlink_conformance.expectations import (
    earliest_day,
    is_civil_date,
    require_day,
    some_suppliers,
)
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import where_known
from trustlink_conformance.listings import (
    NEEDED,
    every_listing,
    every_row,
    listings,
    suppliers_by_length,
    whole,
)
from trustlink_conformance.lists import FULL, NOTICES, Walk, asked, walk
from trustlink_conformance.readings import Item, reference_day, single_items
from trustlink_conformance.site import Site

ANCHORS = {"DECISION_DATE": "/decisionDate", "PUBLICATION_DATE": "/publicationDate"}
MILDEST_FIRST = ("MINOR", "GENERAL", "SERIOUS")
ONE_DAY = timedelta(days=1)
AROUND_LEAP_DAYS = ("02-28", "02-29")
MOST_NOTICES = 5
"""Notices whose last day is looked at."""


@dataclass(frozen=True)
class Pair:
    """A status, and the notices of the same supplier and day."""

    status: Item
    notices: Walk

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All answers that it was read from."""
        return (self.status.answer, *self.notices.pages)

    @property
    def gravest(self) -> str | None:
        """The gravest severity of a notice; None if none is graded."""
        graded = [one for one in self.notices.members("/severity") if one in MILDEST_FIRST]
        return max(graded, key=MILDEST_FIRST.index, default=None)


@requirement("VIO-09", profile="records", afterwards=True)
def test_as_many_notices_are_listed_as_are_counted(site: Site) -> None:
    for pair in pairs(site):
        states = Counter(map(str, pair.notices.members("/state")))
        counted = {"counted": len(pair.notices.rows), "underAppeal": states["UNDER_APPEAL"]}
        stated = {name: pair.status.get(f"/counts/{name}") for name in counted}
        site.expect("counts", counted, stated, *pair.answers, hint=Hint.LIST_FROM_OTHER_QUERY)


@requirement("VIO-09", profile="records", afterwards=True)
def test_the_highest_severity_is_that_of_the_gravest_notice(site: Site) -> None:
    graded = [pair for pair in pairs(site) if pair.gravest]
    if not graded:
        raise NotApplicable("no notice that is listed has a severity")

    for pair in graded:
        stated = pair.status.get("/highestSeverity", pair.gravest)
        site.expect("highestSeverity", pair.gravest, stated, *pair.answers)


@requirement("VIO-09", profile="records", afterwards=True)
def test_a_listed_notice_counts_and_was_decided_in_the_window(site: Site) -> None:
    states, anchor = allowed(site, "ViolationNotice", "state"), anchor_of(site)
    for row in where_known(partial(every_row, site, NOTICES)):
        row.expect_that("/state", " or ".join(states), states.__contains__)
        day = asked(row.answer).get("asOf", row.answer.get("/asOf"))
        if row.get(anchor) is not None or anchor == "/decisionDate":
            row.expect_that(
                anchor,
                f"in the window that ends on {day}",
                partial(is_in_window, site, day),
                hint=Hint.STRICT_BOUNDARY,
            )


@requirement("VIO-12", afterwards=True)
def test_a_severity_is_told_exactly_if_a_listed_notice_has_one(site: Site) -> None:
    site.require_profile("records")
    for pair in pairs(site):
        stated = pair.status.get("/highestSeverity")
        site.expect("highestSeverity", pair.gravest, stated, *pair.answers)


@requirement("VIO-08", profile="records", afterwards=True)
def test_a_listed_notice_under_appeal_is_counted_as_such(site: Site) -> None:
    for pair in where_known(partial(pairs, site)):
        under_appeal = pair.notices.members("/state").count("UNDER_APPEAL")
        stated = pair.status.get("/counts/underAppeal")
        site.expect("underAppeal", under_appeal, stated, *pair.answers)


@requirement("VIO-04", modes=["live"])
def test_a_notice_is_listed_up_to_its_last_day_and_no_longer(site: Site) -> None:
    site.require_profile("records")
    for row in notices_whose_window_has_passed(site):
        notice, last = row.get("/noticeId"), last_day(site, row)
        on_the_day, a_day_later = lists_around(site, row)

        site.expect_that(f"{notice} on {last}", on_the_day.ids, *on_the_day.pages,
                         holds=notice in on_the_day.ids, hint=Hint.STRICT_BOUNDARY)  # fmt: skip
        site.expect_that(f"no {notice} the day after {last}", a_day_later.ids, *a_day_later.pages,
                         holds=notice not in a_day_later.ids,
                         hint=Hint.STRICT_BOUNDARY)  # fmt: skip


@requirement("VIO-04", modes=["live"])
def test_a_notice_is_counted_up_to_its_last_day_and_no_longer(site: Site) -> None:
    site.require_profile("records")
    for row in notices_whose_window_has_passed(site):
        before, after = lists_around(site, row)
        left = set(map(str, before.ids)) - set(map(str, after.ids))
        come = set(map(str, after.ids)) - set(map(str, before.ids))
        early, late = (status_of(site, one) for one in (before, after))

        expected = len(come) - len(left)
        counted = late.value("/counts/counted") - early.value("/counts/counted")
        site.expect(
            "what is counted more a day later", expected, counted, early, late,
            hint=Hint.STRICT_BOUNDARY,
        )  # fmt: skip


@requirement("VIO-04", profile="records", section="generated")
def test_new_year_s_day_is_a_day_like_others(site: Site) -> None:
    day = f"{reference_day(site)[:4]}-01-01"
    require_day(site, day)
    longest = max(where_known(partial(listings, site, NOTICES)), key=lambda one: len(one.rows))
    uscc = longest.pages[0].exchange.origin.subject
    notices = walk(site, NOTICES, uscc=uscc, asOf=day, limit=FULL)
    status = site.read("getViolationStatus", uscc=uscc, asOf=day)

    for page in notices.pages:
        page.expect_status(200)
    for row in notices.rows:
        within = f"in the window that ends on {day}"
        row.expect_that(anchor_of(site), within, partial(is_in_window, site, day))
    counted = len(notices.rows)
    site.expect("counted", counted, status.get("/counts/counted"), status, *notices.pages)


def pairs(site: Site) -> list[Pair]:
    """Return every status whose notices were listed; raises NotTestable if there is none."""
    walks = {question_of(one.pages[0]): one for one in lists_of_notices(site)}
    read = site.recall("getViolationStatus")
    told = [one for one in read if one.status == 200 and question_of(one) in walks]
    if not told:
        raise NotTestable("no notices behind a status could be read", provide=NEEDED[NOTICES])
    return [Pair(Item(one), walks[question_of(one)]) for one in told]


def lists_of_notices(site: Site) -> list[Walk]:
    """Return every whole list of the run so far; without notices those that are empty."""
    try:
        return every_listing(site, NOTICES)
    except NotTestable:
        single_items(site, "noViolation")
        found = [whole(site, NOTICES, uscc) for uscc in some_suppliers(site)]
        return [one for one in found if one.is_sound]


def question_of(answer: Answer) -> tuple[str, str]:
    """Return what is asked: of which supplier, on which day."""
    day = asked(answer).get("asOf") or (str(answer.get("/asOf")) if answer.is_json else "")
    return answer.exchange.origin.subject, day


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


def is_in_window(site: Site, as_of: str, day: str) -> bool:
    window, known = window_ending(parse_date(as_of)), parse_date(day)
    return known in window and (known != window.start or first_counts(site))


def notices_whose_window_has_passed(site: Site) -> list[Item]:
    """Return notices whose last day, and the day after, can be asked about; a few different ones.

    Raises NotTestable if there is none.
    """
    earliest, latest = earliest_day(site), site.today() - ONE_DAY
    last_start = window_ending(latest).start
    days = dict.fromkeys([earliest, max(earliest, last_start)])
    rows = [row for uscc in subjects(site) for day in days for row in listed(site, uscc, day).rows]
    usable = [
        row
        for row in rows
        if is_of_our_time(row.get(anchor_of(site))) and earliest <= last_day(site, row) <= latest
    ]
    if not usable:
        raise NotTestable(
            "no notice is known whose last day in the window can be asked about",
            provide="subjects.with_notices in the target file: a supplier that shows its records, "
            f"with a notice of {window_ending(earliest).start} to {last_start}",
        )
    return different(usable)


def subjects(site: Site) -> list[str]:
    """Return a few suppliers that may have notices."""
    return [*dict.fromkeys([*suppliers_by_length(site, NOTICES), *some_suppliers(site)])][:6]


def listed(site: Site, uscc: str, as_of: date) -> Walk:
    return walk(site, NOTICES, uscc=uscc, asOf=as_of.isoformat(), limit=FULL)


def is_of_our_time(day: object) -> bool:
    """Return whether a value is a day that can be reckoned with."""
    return is_civil_date(day) and "1949-10-01" <= str(day) < "3000"


def last_day(site: Site, row: Item) -> date:
    """Return the latest asOf on which a notice counts."""
    day = parse_date(row.get(anchor_of(site)))
    return last_day_in_window(day if first_counts(site) else day - ONE_DAY)


def different(rows: Iterable[Item]) -> list[Item]:
    """Return one notice of each authority, and those around the end of a February."""
    chosen: dict[str, Item] = {}
    for row in rows:
        day = str(row.get("/decisionDate"))
        kind = day if day[5:] in AROUND_LEAP_DAYS else str(row.get("/authority"))
        chosen.setdefault(kind, row)
    return list(chosen.values())[:MOST_NOTICES]


def lists_around(site: Site, row: Item) -> tuple[Walk, Walk]:
    """Return the lists of the last day on which a notice counts, and of the day after."""
    uscc, last = row.answer.exchange.origin.subject, last_day(site, row)
    return listed(site, uscc, last), listed(site, uscc, last + ONE_DAY)


def status_of(site: Site, one: Walk) -> Answer:
    """Return the status of the same supplier and day."""
    uscc, day = question_of(one.pages[0])
    answer = site.read("getViolationStatus", uscc=uscc, asOf=day)
    answer.expect_that("/counts/counted", "a number", lambda count: count >= 0)
    return answer
