"""Home of expectations that checks share: what a value must look like, in the contract's words."""

import re
from collections.abc import Collection
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from trustlink.calendar import civil_date, parse_date, window_ending
from trustlink.contract import JsonObject
from trustlink.errors import IdentifierError
from trustlink.schemas import compile_named_schema
from trustlink_conformance.answer import Answer
from trustlink_conformance.comparison import documented_schema, known_members
from trustlink_conformance.form_faults import expect_valid
from trustlink_conformance.judgement import NotTestable, not_applicable, not_testable
from trustlink_conformance.provisions import lacking
from trustlink_conformance.requester import SCHEMES, Requester
from trustlink_conformance.site import Site

PROBLEMS = "https://trustlink.example/problems/"
REBATE_STATUSES = (
    *("SUBMITTED", "UNDER_REVIEW", "UNDER_INVESTIGATION", "SUSPENDED"),
    *("APPROVED", "REFUNDED", "REJECTED", "RECOVERED", "NOT_REFUNDABLE"),
)
"""What countsByStatus counts; beside them a site may have members of its own."""
MOST_SUBJECTS = 8
"""Suppliers that a check asks about when any would do."""

_CLOCK_SKEW = timedelta(seconds=60)
_VERSION_1 = re.compile(r"1(?:[.](?:0|[1-9][0-9]*)){2}")
_NEAR_MIDNIGHT = timedelta(minutes=2)
_HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT")
_STRONG_ETAG = re.compile(r'"[!#-~]*"')


def known_part(site: Site, answer: Answer) -> Any:
    """Return the JSON of a documented answer without members that a site has added to it."""
    operation = site.operation_of(answer)
    if operation is None:
        return answer.json
    schema = documented_schema(site.contract, operation, answer.status)
    return known_members(answer.json, schema=schema, contract=site.contract)


def is_civil_date(value: object) -> bool:
    """Return whether a value is a day of the calendar, written YYYY-MM-DD."""
    try:
        parse_date(str(value))
    except IdentifierError:
        return False
    return isinstance(value, str)


def is_version_1(value: object) -> bool:
    """Return whether a value is a version of three numbers, the first of them 1."""
    return isinstance(value, str) and _VERSION_1.fullmatch(value) is not None


def is_past(value: object, *, now: datetime) -> bool:
    """Return whether a value is an instant in UTC that is not future, give or take a minute."""
    return isinstance(value, str) and datetime.fromisoformat(value) <= now + _CLOCK_SKEW


def is_json_type(value: str) -> bool:
    """Return whether a Content-Type is application/json; parameters do not matter."""
    return value.partition(";")[0].strip().lower() == "application/json"


def is_strong_etag(value: str) -> bool:
    """Return whether a header's value is a strong entity tag (RFC 9110 section 8.8.3)."""
    return _STRONG_ETAG.fullmatch(value) is not None


def is_http_date(value: str) -> bool:
    """Return whether a header's value is a date in the form that is to be sent (RFC 9110)."""
    return _HTTP_DATE.fullmatch(value.strip()) is not None


AT_LEAST = ("GACC", "STA", "SAMR")
"""The authorities that no violation policy may leave out (DISC-05, VIO-05)."""


def is_each_once(values: Any, expected: Collection[str]) -> bool:
    """Return whether a list holds exactly these texts, in any order and none twice."""
    return isinstance(values, list) and sorted(values) == sorted(expected)


def items_at(answer: Answer, pointer: str) -> list[Any]:
    """Return the list at a pointer; raises Violation if there is none."""
    answer.expect_that(pointer, "a list", lambda value: isinstance(value, list))
    items: list[Any] = answer.value(pointer)
    return items


def host_of(url: object) -> str:
    """Return the host of a URL, without www; empty if it has none."""
    try:
        host = urlsplit(str(url)).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def three_calendar_years_before(day: str) -> str:
    """Return the first day of the window that ends on a day (VIO-02)."""
    return window_ending(parse_date(day)).start.isoformat()


def some_suppliers(site: Site) -> tuple[str, ...]:
    """Return a few suppliers to ask about, from all over the announced list."""
    step = -(-len(site.suppliers) // MOST_SUBJECTS)
    in_roles = site.world.target.subjects_in_roles[:MOST_SUBJECTS]
    return tuple(dict.fromkeys([*site.suppliers[::step], *in_roles]))


def require_discovery(site: Site) -> None:
    """Go on only if the site has a discovery document that can be read; raises NotTestable."""
    _ = site.discovery


def announced_policy(site: Site) -> JsonObject:
    """Return discovery's violation policy; raises NotTestable if it names no authorities."""
    policy = site.discovery.get("violationPolicy")
    if not isinstance(policy, dict) or not isinstance(policy.get("authorities"), list):
        not_testable(
            "discovery states no violation policy (see DISC-05)",
            provide="violationPolicy, with its authorities, in the discovery document",
        )
    return policy


def days_that_are_today(site: Site) -> set[str]:
    """Return the dates in Shanghai that are right as today: near midnight there are two."""
    now = site.now()
    return {civil_date(now + shift).isoformat() for shift in (-_NEAR_MIDNIGHT, _NEAR_MIDNIGHT)}


def future_day(site: Site) -> str:
    """Return a day that is future in Shanghai wherever the midnights are: today and two more."""
    return (site.today() + timedelta(days=2)).isoformat()


def day_before_the_earliest(site: Site) -> str:
    """Return the last day that the site does not answer for; raises as `earliest_day`."""
    return (earliest_day(site) - timedelta(days=1)).isoformat()


def earliest_day(site: Site) -> date:
    """Return discovery's earliestAsOf; raises NotTestable if it can't be read."""
    announced = site.discovery.get("earliestAsOf")
    if not is_civil_date(announced) or announced == date.min.isoformat():
        not_testable(
            "discovery's earliestAsOf is no day (see DISC-05)",
            provide="a day as earliestAsOf in the discovery document",
        )
    return parse_date(str(announced))


def require_day(site: Site, day: str) -> None:
    """Go on only if the site can be asked about a day; raises NotApplicable or NotTestable."""
    if not earliest_day(site) <= parse_date(day) <= site.today():
        not_applicable(f"{day} is not among the days that the site answers for")


def expect_schema(answer: Answer, site: Site, name: str) -> None:
    """Expect the body to be valid against a schema of the contract."""
    expect_valid(answer, compile_named_schema(site.answer_contract, name), f"a valid {name}")


def expect_problem(answer: Answer, status: int, problem: str, *, hint: str = "") -> None:
    """Expect a problem of this status and type."""
    answer.expect_status(status, hint=hint)
    answer.expect("/type", f"{PROBLEMS}{problem}", hint=hint)


def is_retry_after(value: str) -> bool:
    """Return whether a header's value says when to come back: in seconds, or as a date."""
    return (value.isascii() and value.isdigit()) or is_http_date(value)


def expect_same_head(got: Answer, head: Answer) -> None:
    """Expect HEAD to have the status and the Content-Type of GET."""
    expected = _spelled(got.header("Content-Type"))
    head.expect_status(got.status)
    head.expect_header_that("Content-Type", expected, lambda value: _spelled(value) == expected)


def require_head(answer: Answer) -> None:
    """Go on only if HEAD is offered; raises NotApplicable, as HTTP-05 judges that."""
    if answer.status == 405:
        not_applicable("HEAD is not offered (see HTTP-05)")


def _spelled(content_type: str | None) -> str:
    return re.sub(r"\s", "", content_type or "").lower()


def verification_request(site: Site, uscc: str, **members: Any) -> dict[str, Any]:
    """Return a body of createVerification; raises NotTestable if no requester is given."""
    return {
        "supplier": {"uscc": uscc},
        "requester": a_requester(site).as_json(),
        "checks": ["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION"],
        "stage": "CONTRACT",
        **members,
    }


def a_requester(site: Site) -> Requester:
    """Return a requester of Singapore, else of another country; raises NotTestable."""
    found = []
    for country in SCHEMES:
        with suppress(NotTestable):
            found.append(site.requester(country))
    if not found:
        raise lacking("requester", "no requester is given")
    return found[0]


def is_absolute(url: str) -> bool:
    """Tell whether a text is an http or https URL with a host."""
    scheme, _, rest = url.partition("://")
    return scheme in ("http", "https") and bool(rest.partition("/")[0])
