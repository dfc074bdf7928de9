"""The lists of records and notices: what is shown, filtered, refused, and that it adds up."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from trustlink_mock.defects.declare import Defect, Joint
from trustlink_mock.registry import load_registry

S01, S09, S15, S16 = (
    "91440300TL0000016J",
    "91330200TL0000091B",
    "91610100TL00001550",
    "91410100TL0000163D",
)
UNKNOWN = "91440300TL00999928"
HEALTHY = [
    one.uscc
    for one in load_registry()
    if len(one.sources) == 3
    and all(source.state == "UP" for source in one.sources.values())
    and one.disclosure == "CONSENTED"
]
RANGE = "from=2024-03&to=2026-09"


@pytest.fixture(scope="module")
def site(make_mock):
    return make_mock(profiles=("core", "records"))


def rebates(uscc, query=""):
    return f"/trustlink/v1/suppliers/{uscc}/export-tax-rebates?{query}"


def notices(uscc, query=""):
    return f"/trustlink/v1/suppliers/{uscc}/violation-notices?{query}"


LISTS = pytest.mark.parametrize("target", [rebates, notices])


def test_records_come_newest_first_and_masked(site):
    page = site.get(rebates(S01)).json

    days = [row["exportDate"] for row in page["items"]]
    assert days == sorted(days, reverse=True)
    assert (page["from"], page["to"], len(page["items"])) == ("2025-10", "2026-09", 12)
    assert all(row["declarationNumber"][8:14] == "0*****" for row in page["items"])
    assert "nextCursor" not in page


@pytest.mark.parametrize("uscc", HEALTHY)
def test_summary_and_rows_agree(site, uscc):
    summary = site.get(f"/trustlink/v1/suppliers/{uscc}/export-tax-rebates/summary?{RANGE}").json

    rows = all_items(site, rebates(uscc, RANGE + "&limit=100"))

    refunds = [row["refundedOn"] for row in rows if "refundedOn" in row]
    assert summary["recordCount"] == len(rows)
    assert summary["countsByStatus"] == Counter(row["status"] for row in rows)
    assert summary.get("latestRefundedOn") == max(refunds, default=None)
    assert summary.get("hs6", []) == sorted({row["hsCode"][:6] for row in rows})
    assert not rows or summary["refundedAmountBand"] == band(rows)


def all_items(site, target):
    """The items of all pages."""
    items, cursor = [], ""
    while cursor is not None:
        page = site.get(target + cursor).json
        items += page["items"]
        cursor = f"&cursor={page['nextCursor']}" if "nextCursor" in page else None
    return items


def band(rows):
    """The band of what was refunded."""
    amounts = (row["refundAmount"]["amount"] for row in rows if row["status"] == "REFUNDED")
    refunded = sum(map(Decimal, amounts), start=Decimal(0))
    bounds = {"GE_10M": 10**7, "FROM_1M_TO_10M": 10**6, "FROM_100K_TO_1M": 10**5, "LT_100K": 0}
    return next(name for name, bound in bounds.items() if refunded >= bound)


@pytest.mark.parametrize("uscc", HEALTHY)
def test_status_and_notices_agree(site, uscc):
    status = site.get(f"/trustlink/v1/suppliers/{uscc}/violation-status").json

    page = site.get(notices(uscc)).json

    states = Counter(row["state"] for row in page["items"])
    assert (page["asOf"], page["window"]) == (status["asOf"], status["window"])
    assert len(page["items"]) == status["counts"]["counted"]
    assert states["UNDER_APPEAL"] == status["counts"]["underAppeal"]
    assert set(states) <= {"IN_EFFECT", "UNDER_APPEAL"}


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("status=REFUNDED", lambda row: row["status"] == "REFUNDED"),
        ("status=RECOVERED", lambda row: row["status"] == "RECOVERED"),
        ("hsCode=853321", lambda row: row["hsCode"].startswith("853321")),
        ("hsCode=8533211000", lambda row: row["hsCode"] == "8533211000"),
        ("hsCode=999999", lambda _: False),
        (
            "hsCode=853321&status=APPROVED",
            lambda row: row["hsCode"].startswith("853321") and row["status"] == "APPROVED",
        ),
    ],
)
def test_filters_give_exactly_what_fits(site, query, fits):
    everything = site.get(rebates(S01)).json["items"]

    found = site.get(rebates(S01, query))

    assert found.status == 200
    assert found.json["items"] == [row for row in everything if fits(row)]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=x",
        "status=PAID",
        "hsCode=8533",
        "hsCode=85332110",
        "hsCode=8533.21",
        "from=2026-01",
    ],
)
def test_a_malformed_question_is_400(site, query):
    answer = site.get(rebates(S01, query))

    assert (answer.status, answer.problem) == (400, "invalid-request")
    assert answer.json["errors"][0]["parameter"] in {*query.split("=")[:1], "to"}


@LISTS
def test_the_scope_records_is_needed(site, target):
    answer = site.get(target(S01), by="verify-only")

    assert (answer.status, answer.problem) == (403, "insufficient-scope")
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]


@LISTS
def test_a_supplier_may_withhold_its_records_but_not_its_status(make_mock, monkeypatch, target):
    site = withholding(make_mock, monkeypatch)

    answer = site.get(target(S01))

    assert (answer.status, answer.problem) == (403, "disclosure-withheld")
    assert "www-authenticate" not in answer.headers
    assert site.get(target(UNKNOWN)).problem == "supplier-not-found"
    assert site.get(target(S16)).problem == "disclosure-withheld"
    assert site.get(f"/trustlink/v1/suppliers/{S01}/violation-status").status == 200


def withholding(make_mock, monkeypatch):
    """A mock all of whose suppliers withhold their records."""

    def withheld(facts):
        registration = {**facts.registration, "recordsDisclosure": "WITHHELD"}
        return replace(facts, registration=registration)

    one = Defect("X-00-here", "X-00", "Here.", Joint.FACTS, None, {}, withheld)
    monkeypatch.setattr("trustlink_mock.defects.list_defects", lambda: (one,))
    return make_mock(profiles=("core", "records"), defects=("X-00-here",))


@pytest.mark.parametrize(
    ("target", "status", "problem"),
    [
        (notices(S15), 503, "source-unavailable"),
        (notices(S16), 504, "source-timeout"),
        (rebates(S16), 504, "source-timeout"),
    ],
)
def test_a_list_without_its_source_says_when_to_come_again(site, target, status, problem):
    answer = site.get(target)

    assert (answer.status, answer.problem) == (status, problem)
    assert answer.headers["retry-after"] == "30"
    assert answer.json["retryable"] is True


def test_a_source_that_the_list_does_not_need_may_be_down(site):
    assert site.get(rebates(S15)).status == 200


def test_without_the_profile_the_lists_are_unknown_paths(make_mock):
    mock = make_mock(profiles=("core",))

    assert mock.get(rebates(S01)).problem == "about:blank"
    assert mock.get(notices(S09)).status == 404


@LISTS
def test_dates_out_of_range_are_422(site, target):
    query = "asOf=2026-09-16" if target is notices else "from=2026-09&to=2026-10"

    assert site.get(target(S01, query)).problem == "date-out-of-range"
