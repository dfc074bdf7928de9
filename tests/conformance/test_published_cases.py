"""Home of the tests of judging cases: by answers that are made from the published ones."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from trustlink.terms import load_terms
from trustlink_conformance.answer import Answer
from trustlink_conformance.cases import judge, questions_of
from trustlink_conformance.exchange import Exchange, Incoming, Origin, Outgoing
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.session import Session
from trustlink_conformance.site import Site
from trustlink_conformance.target import Target
from trustlink_conformance.world import World
from trustlink_fixtures.cases import Case, case_of
from trustlink_fixtures.scenarios import load_cases

TARGET = Target("http://127.0.0.1:1")
BODY = {
    "uscc": "91330200TL0000091B",
    "outcome": "CLEAR",
    "counts": {"counted": 0, "underAppeal": 0},
    "highestSeverity": "MINOR",
    "reasons": [{"code": "NO_NOTICE_IN_WINDOW"}],
}
CASE = case_of(
    {
        "id": "S99-01",
        "title": "A case of this test",
        "assumes": {},
        "profile": "core",
        "request": {"operationId": "getViolationStatus", "parameters": {"uscc": BODY["uscc"]}},
        "expect": {"status": 200, "body": BODY, "absent": ["/window"]},
        "requirements": {
            "VIO-04": ["/outcome", "/counts"],
            "VIO-12": ["/highestSeverity"],
            "VIO-02": ["/window"],
            "EXP-03": ["/reasons"],
            "SUP-02": ["/uscc"],
        },
    }
)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with Session(TARGET, lambda _: None) as session:
        yield World(TARGET, load_terms(), session)


@pytest.fixture
def site(world: World) -> Site:
    return Site(world, Ledger())


def judged(site: Site, case: Case, body: Any, *, status: int = 200) -> Ledger:
    """Judge a case by an answer that was never sent."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = Answer(
        Exchange(
            id=1,
            origin=Origin(),
            request=Outgoing("GET", "http://127.0.0.1:1/"),
            response=Incoming(status, (("Content-Type", "application/json"),), content),
            failure=None,
            started=datetime(2026, 9, 1, tzinfo=UTC),
            seconds=0.1,
        ),
        site.ledger,
    )
    judge(site, case, answer)
    return site.ledger


def failed(ledger: Ledger) -> list[str | None]:
    return [found.requirement for found in ledger.found]


def test_the_published_answer_passes_with_a_comparison_for_each_requirement(site: Site) -> None:
    ledger = judged(site, CASE, {**BODY, "messages": "volatile", "unknown": [1]})

    assert failed(ledger) == []
    assert {one.requirement for one in ledger.comparisons} == set(CASE.requirements)


@pytest.mark.parametrize(
    ("change", "requirements"),
    [
        ({"outcome": "NOTICES_FOUND"}, ["VIO-04"]),
        ({"counts": {"counted": 1, "underAppeal": 0}}, ["VIO-04"]),
        ({"highestSeverity": "SERIOUS"}, ["VIO-12"]),
        ({"reasons": [{"code": "NOT_COVERED"}]}, ["EXP-03"]),
        ({"uscc": "91320594TL0000024X", "outcome": "x"}, ["VIO-04", "SUP-02"]),
        ({"window": None}, ["VIO-02"]),
    ],
)
def test_a_difference_fails_the_requirement_that_it_belongs_to(
    site: Site, change: dict[str, Any], requirements: list[str]
) -> None:
    assert failed(judged(site, CASE, {**BODY, **change})) == requirements


def test_a_difference_in_nobodys_part_fails_the_main_requirement(site: Site) -> None:
    document = {**CASE.document, "requirements": {"VIO-04": ["/outcome"], "SUP-02": ["/uscc"]}}

    assert failed(judged(site, case_of(document), {**BODY, "reasons": []})) == ["VIO-04"]


def test_what_a_site_need_not_disclose_is_not_judged(site: Site) -> None:
    body = {name: value for name, value in BODY.items() if name != "highestSeverity"}

    ledger = judged(site, CASE, body)

    assert failed(ledger) == []
    assert list(ledger.excused) == ["VIO-12"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(404, BODY, id="another status"),
        pytest.param(200, b"<html>", id="no JSON"),
        pytest.param(200, b"[" * 100_000, id="nested too deep"),
    ],
)
def test_another_answer_fails_the_main_requirement_alone(
    site: Site, status: int, body: Any
) -> None:
    ledger = judged(site, CASE, body, status=status)

    assert failed(ledger) == ["VIO-04"]
    assert set(ledger.excused) == set(CASE.requirements) - {"VIO-04"}


def test_requests_that_are_equal_are_one_question() -> None:
    again = case_of({**CASE.document, "id": "S99-02", "requirements": {"VIO-05": ["/counts"]}})

    (question,) = questions_of([CASE, again])

    assert question.id == "S99-01+S99-02"
    assert question.requirements == (*CASE.requirements, "VIO-05")


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: case.id)
def test_each_published_case_is_met_by_its_own_answer(site: Site, case: Case) -> None:
    ledger = judged(site, case, case.expect.body, status=case.expect.status)

    assert failed(ledger) == []
    assert {one.requirement for one in ledger.comparisons} >= set(case.requirements) - set(
        ledger.excused
    )
