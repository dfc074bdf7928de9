"""Home of the tests of the checks: an honest site passes them, each deliberate violation fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dishonest_sites import constant_site, hostile_site, site_without_a_source
from judged_mock import Told, judged, mock, served

from trustlink.requirements import load_requirements
from trustlink.terms import load_terms
from trustlink_conformance.generation.examination import examine
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.published import published_credentials, published_requesters
from trustlink_conformance.results import Outcome
from trustlink_conformance.selftest.collected import Checks, collected
from trustlink_conformance.selftest.judged import URL, Extent, judge
from trustlink_conformance.selftest.subjects import LATE
from trustlink_conformance.session import Session
from trustlink_conformance.site import Site
from trustlink_conformance.target import Target
from trustlink_conformance.world import World
from trustlink_mock.serving import bound_socket, origin_of

pytestmark = pytest.mark.slow

DEFECTS = (
    "VIO-04-exclusive-boundary",
    "RT-02-one-province-is-slow",
    "VER-09-two-at-once",
)
"""A few that are tried over a network; `trustlink selftest` tries all in its own process."""


@pytest.fixture(scope="module")
def checks() -> Checks:
    return collected(())


@pytest.fixture(scope="module")
def honest() -> Iterator[str]:
    with mock() as origin:
        yield origin


@pytest.fixture(scope="module")
def told(honest: str, tmp_path_factory: pytest.TempPathFactory) -> Told:
    return judged(honest, tmp_path_factory.mktemp("honest"))


OF_OVERLAYS = "further_requesters::"
"""Checks of what an overlay alone adds."""


def test_the_honest_mock_fails_nothing(told: Told) -> None:
    assert told.failed() == {}
    assert told.problems == []
    assert told.reasons("ERROR") == []
    unjudged = told.reasons("NOT_TESTABLE", "NOT_APPLICABLE")
    assert {one.split()[0] for one in unjudged if OF_OVERLAYS not in one} <= {
        "REB-04",  # no supplier withholds its records: S21
        "SUP-04",  # none is deregistered: S23
        "LIF-02",  # nothing of the mock is to end
        "HTTP-09",  # it has no quota
    }


def test_a_run_stays_within_its_budget(told: Told) -> None:
    deterministic = [check for check in told.checks if check["section"] == "deterministic"]
    asked = {exchange for check in deterministic for exchange in check["exchanges"]}

    assert (
        len(asked) <= 580
    )  # of these 64 break one constraint of a body each, or are at its limits
    assert told.requests <= 1350


def test_the_honest_mock_passes_in_live_mode(honest: str, tmp_path: Path) -> None:
    told = judged(honest, tmp_path, wanted=own_requirements(), mode="live")

    assert told.failed() == {}
    assert told.reasons("ERROR", "NOT_TESTABLE") == []


@pytest.mark.parametrize("defect_id", DEFECTS)
def test_a_defect_fails_its_requirement(defect_id: str, tmp_path: Path) -> None:
    own = "-".join(defect_id.split("-")[:2])
    with mock(defects=[defect_id]) as origin:
        told = judged(origin, tmp_path, wanted=[own], generated=False)

    assert set(told.failed()) == {own}
    assert told.reasons("ERROR") == []


def test_a_register_without_a_source_need_not_be_listed(tmp_path: Path) -> None:
    socket = bound_socket("127.0.0.1", 0)

    with served(site_without_a_source(origin_of(socket)), socket) as origin:
        told = judged(origin, tmp_path, wanted=["DISC-07"])

    assert told.failed() == {}
    assert told.reasons("ERROR", "NOT_TESTABLE") == []


def test_a_site_that_always_says_clear_fails(tmp_path: Path) -> None:
    socket = bound_socket("127.0.0.1", 0)

    with served(constant_site(origin_of(socket)), socket) as origin:
        told = judged(origin, tmp_path, wanted=["VIO-03", "VIO-04", "VIO-08"])

    assert set(told.failed()) == {"VIO-03", "VIO-04", "VIO-08"}


HOSTILE = {
    "null": b"null",
    "a list": b"[]",
    "a text": b'"x"',
    "members of other types": b"""{"outcome": [], "counts": "x", "coverage": 1, "window": [],
        "asOf": {}, "sources": {"0": {}}, "websites": "abc", "reasons": [null], "uscc": 1,
        "violationPolicy": {"authorities": [[], {}]}, "profiles": 7, "checks": [1, "x", null],
        "suppliers": [1, "91440300TL0000016J"], "earliestAsOf": "0001-01-01", "operator": 3}""",
    "lists of lists": b"""{"coverage": [[], null, 1], "sources": [null, [], 3], "counts": [],
        "websites": [null, {"url": "http://["}], "window": {"from": 1, "to": 2},
        "violationPolicy": "", "earliestAsOf": "9999-12-31", "operator": {"website": "http://["}}""",
    "verifications of other types": b"""{"verificationId": {}, "consultationNumber": [],
        "completedAt": 5, "requestedAt": "x", "validUntil": null, "completeness": [],
        "results": {"creditRating": [], "exportTaxRebate": {"outcome": {}, "reasons": [1],
        "data": []}, "noViolation": {"reasons": {"0": 1}, "data": {"coverage": 1}}}, "requester": 1,
        "receipt": {"format": {}, "value": ["e30.e30.AA"]}, "keys": [null, {"kid": []}, 1],
        "keysUri": "http://[", "items": [{"verification": []}, 7, null]}""",
    "verifications of half the truth": b"""{"verificationId": "..", "completedAt":
        "9999-12-31T23:59:59Z", "requestedAt": "0001-01-01T00:00:00Z", "validUntil": "2026-01-01",
        "results": {"creditRating": {"outcome": "RATED", "reasons": [], "data": {"ratings": "x"}}},
        "receipt": {"format": "jws", "value": "e30.e30.AA"}, "keys": [{"kty": "EC", "x": 1}],
        "items": [{"verification": {"results": 1}}]}""",
    "receipts of nothing": b'{"verificationId": 1e308, "results": 1e999, "receipt": {"value": "'
    + b"W1tbW1tb" * 9000
    + b'.e30.AA"}}',
    "rows of other types": b"""{"recordCount": 5, "countsByStatus": {"REFUNDED": [], "x": 1},
        "counts": {"counted": 5}, "outcome": "NOTICES_FOUND", "recordsDisclosure": {},
        "items": [null, 7, {"recordId": [], "noticeId": {}, "exportDate": 3, "decisionDate": "x",
        "declarationNumber": [], "refundAmount": 1, "hsCode": {}, "taxPeriod": 2}]}""",
    "pages without end": b"""{"recordCount": 5, "countsByStatus": {"REFUNDED": 5}, "uscc": null,
        "counts": {"counted": 5}, "nextCursor": "c", "recordsDisclosure": "WITHHELD",
        "items": [{"recordId": "1", "noticeId": "1", "exportDate": "2026-01-01", "asOf": 1,
        "decisionDate": "2020-02-29", "refundAmount": {"amount": "NaN"}, "status": "REFUNDED"},
        {"noticeId": "2", "decisionDate": "9999-12-31"}, {"decisionDate": "0001-01-01"}]}""",
    "nested deep": b"[" * 100_000,
    "no JSON": b"<html>",
}


@pytest.mark.parametrize("discovery_too", [False, True], ids=["answers", "discovery"])
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_site_breaks_no_check(
    checks: Checks, body: bytes, *, discovery_too: bool
) -> None:
    app = hostile_site(URL, body, discovery_too=discovery_too)

    said = judge(app, checks, load_terms(()), Extent(LATE, "live"))

    assert said.having(Outcome.ERROR) == ()
    assert said.having(Outcome.FAILED)


@pytest.mark.parametrize("operation_id", ["getRebateSummary", "getVerification"])
def test_the_same_seed_sends_the_same_requests(honest: str, operation_id: str) -> None:
    target = Target(honest, credentials=published_credentials(), requesters=published_requesters())

    with Session(target, lambda _: None) as session:
        site = Site(World(target, load_terms(), session, seed=7), Ledger())
        digests = [examine(site, operation_id) for _ in range(2)]

    assert digests[0] == digests[1]


def own_requirements() -> list[str]:
    return sorted(name for name, row in load_requirements().items() if row.testable)
