"""Checks of group LIF: how an operation that is to end announces it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import is_http_date
from trustlink_conformance.judgement import not_applicable
from trustlink_conformance.readings import every_answer
from trustlink_conformance.site import Site

DATE = re.compile("@(-?[0-9]{1,12})")
"""A date as a structured field (RFC 9651 section 3.3.7), which Deprecation is (RFC 9745)."""


RELATION = re.compile(
    r"""<[^<>]+>(?:\s*;\s*(?!rel\b)[^;,"]+(?:"[^"]*")?)*\s*;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))""",
    re.IGNORECASE,
)
"""A link and the value of its first rel, quoted or not."""


@requirement("LIF-02", afterwards=True)
def test_an_end_is_announced_with_both_days(site: Site) -> None:
    for answer in ending(site):
        answer.expect_header_that("Deprecation", "a date such as @1798761600", DATE.fullmatch)
        answer.expect_header_that("Sunset", "an HTTP date", is_http_date)


@requirement("LIF-02", afterwards=True)
def test_an_end_is_announced_with_a_page_about_it(site: Site) -> None:
    for answer in ending(site):
        answer.expect_header_that("Link", 'a link with rel="deprecation"', has_deprecation_link)


@requirement("LIF-02", afterwards=True)
def test_nothing_ends_before_it_is_deprecated(site: Site) -> None:
    dated = [(one, DATE.fullmatch(one.header("Deprecation") or "")) for one in ending(site)]
    known = [(answer, int(found[1])) for answer, found in dated if found]
    for answer, day in known or not_applicable("no Deprecation is a date"):
        answer.expect_header_that("Sunset", f"not before @{day}", is_from(day))


def ending(site: Site) -> list[Answer]:
    """Return the answers that announce an end; raises NotApplicable if none does."""
    found = [one for one in every_answer(site) if one.header("Deprecation") or one.header("Sunset")]
    return found or not_applicable("no answer has Deprecation or Sunset")


def has_deprecation_link(value: str) -> bool:
    """Return whether one of the links (RFC 8288) has the relation deprecation."""
    relations = [quoted or plain for quoted, plain in RELATION.findall(value)]
    return any("deprecation" in one.lower().split() for one in relations)


def instant(http_date: str) -> datetime:
    stated = parsedate_to_datetime(http_date)
    return stated if stated.tzinfo else stated.replace(tzinfo=UTC)


def is_from(earliest: int) -> Callable[[str], bool]:
    """Return whether an HTTP date is not before an instant, in seconds since 1970."""
    return lambda value: instant(value).timestamp() >= earliest
