"""Checks of group VIO about single notices: those that are listed are those that count."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from trustlink.calendar import parse_date, window_ending
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import NotApplicable, NotTestable, requirement
from trustlink_conformance.expectations import (
    require_day,
    some_suppliers,
)
from trustlink_conformance.hindsight import is_source_problem
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import not_applicable, where_known
from trustlink_conformance.listings import (
    every_listing,
    every_row,
    listings,
    whole,
    without_rows,
)
from trustlink_conformance.lists import FULL, NOTICES, Walk, asked, walk
from trustlink_conformance.past_notices import (
    allowed,
    anchor_of,
    falls,
    first_counts,
    last_day,
    listed,
    past_notices,
    without_past_notice,
)
from trustlink_conformance.readings import Item, reference_day, single_items
from trustlink_conformance.site import Site

MILDEST_FIRST = ("MINOR", "GENERAL", "SERIOUS")
ONE_DAY = timedelta(days=1)
NONE_LISTED = "no list shows a notice whose last day in the window can be asked about"


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
    def is_graded_throughout(self) -> bool:
        """Whether each notice shows its severity, which a site may leave out."""
        return len(self.notices.members("/severity")) == len(self.notices.rows)

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
        if pair.is_graded_throughout:
            site.expect("highestSeverity", pair.gravest, stated, *pair.answers)
            continue
        described = f"highestSeverity: {pair.gravest}, or a graver one that a notice leaves out"
        holds = stated in MILDEST_FIRST[MILDEST_FIRST.index(str(pair.gravest)) :]
        site.expect_that(described, stated, *pair.answers, holds=holds)


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
def test_no_severity_is_told_where_no_notice_counts(site: Site) -> None:
    site.require_profile("records")
    told = pairs(site)
    empty = [pair for pair in told if pair.notices.rows == []]
    for pair in empty or not_applicable("notices count everywhere: their severity may be left out"):
        stated = pair.status.get("/highestSeverity")
        site.expect("highestSeverity", None, stated, *pair.answers)


@requirement("VIO-08", profile="records", afterwards=True)
def test_a_listed_notice_under_appeal_is_counted_as_such(site: Site) -> None:
    for pair in where_known(partial(pairs, site)):
        under_appeal = pair.notices.members("/state").count("UNDER_APPEAL")
        stated = pair.status.get("/counts/underAppeal")
        site.expect("underAppeal", under_appeal, stated, *pair.answers)


@requirement("VIO-04", modes=["live"], profile="records")
def test_a_notice_is_listed_up_to_its_last_day_and_no_longer(site: Site) -> None:
    for row in past_notices(site) or not_applicable(NONE_LISTED):
        notice, last = row.get("/noticeId"), last_day(site, row)
        on_the_day, a_day_later = lists_around(site, row)

        site.expect_that(f"{notice} on {last}", on_the_day.ids, *on_the_day.pages,
                         holds=notice in on_the_day.ids, hint=Hint.STRICT_BOUNDARY)  # fmt: skip
        site.expect_that(f"no {notice} the day after {last}", a_day_later.ids, *a_day_later.pages,
                         holds=notice not in a_day_later.ids,
                         hint=Hint.STRICT_BOUNDARY)  # fmt: skip


@requirement("VIO-04", modes=["live"], profile="records")
def test_a_notice_is_counted_up_to_its_last_day_and_no_longer(site: Site) -> None:
    for row in past_notices(site) or not_applicable(NONE_LISTED):
        before, after = lists_around(site, row)
        left = set(map(str, before.ids)) - set(map(str, after.ids))
        come = set(map(str, after.ids)) - set(map(str, before.ids))
        early, late = (status_of(site, one) for one in (before, after))
        if coverage_of(early) != coverage_of(late):
            continue  # a source fails on one of the days: what it knows is not counted there

        expected = len(come) - len(left)
        counted = late.value("/counts/counted") - early.value("/counts/counted")
        site.expect(
            "what is counted more a day later", expected, counted, early, late,
            hint=Hint.STRICT_BOUNDARY,
        )  # fmt: skip


@requirement("VIO-04", modes=["live"])
def test_what_leaves_the_window_entered_it_three_years_before(site: Site) -> None:
    if past_notices(site):
        not_applicable("lists show when the notices were decided")
    found = falls(site)
    if not found:
        raise without_past_notice(site)

    for fall in found:
        firsts = " or ".join(day.isoformat() for day in fall.rises)
        site.expect_that(
            f"counted for the last time on {fall.last}: counted first on {firsts}",
            {day.isoformat(): rise for day, rise in fall.rises.items()},
            *fall.answers,
            holds=any(rise > 0 for rise in fall.rises.values()),
            pointer="/counts/counted",
        )


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
        raise without_rows(site, NOTICES, "no notices behind a status could be read")
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


def is_in_window(site: Site, as_of: str, day: str) -> bool:
    window, known = window_ending(parse_date(as_of)), parse_date(day)
    return known in window and (known != window.start or first_counts(site))


def lists_around(site: Site, row: Item) -> tuple[Walk, Walk]:
    """Return the lists of the last day on which a notice counts, and of the day after."""
    uscc, last = row.answer.exchange.origin.subject, last_day(site, row)
    around = listed(site, uscc, last), listed(site, uscc, last + ONE_DAY)
    if any(is_source_problem(page) for one in around for page in one.pages):
        raise NotTestable(
            f"the notices of {uscc} can't be listed while a source fails",
            provide="a time at which the site's sources answer",
        )
    return around


def coverage_of(answer: Answer) -> list[tuple[str, str]]:
    """Return the state of each authority."""
    return sorted((str(one.get("/authority")), str(one.get("/state")))
                  for one in Item(answer).objects("/coverage"))  # fmt: skip


def status_of(site: Site, one: Walk) -> Answer:
    """Return the status of the same supplier and day."""
    uscc, day = question_of(one.pages[0])
    answer = site.read("getViolationStatus", uscc=uscc, asOf=day)
    answer.expect_that("/counts/counted", "a number", lambda count: count >= 0)
    return answer
