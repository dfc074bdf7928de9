"""Home of the tests of asking ahead: sent together, entered into the books of who reads it."""

import threading

from raw_server import Serve, Visit
from sample_site import USCC, sample_site, say_json

from trustlink.contract import load_contract
from trustlink.terms import load_terms
from trustlink_conformance.asking import announce
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.exchange import Origin
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.question import Posed, question_of
from trustlink_conformance.session import Session
from trustlink_conformance.site import Site
from trustlink_conformance.target import Target
from trustlink_conformance.world import World

DAYS = ("2026-01-01", "2026-01-02", "2026-01-03")


def coming(day: str) -> Posed:
    operation = load_contract().operation("getViolationStatus")
    question = question_of(operation, {"uscc": USCC, "asOf": day})
    return Posed(question, Origin(check=f"check of {day}", operation=operation.operation_id))


def world_of(session: Session) -> World:
    world = World(session.target, load_terms(), session, cases=())
    announce(world, map(coming, DAYS))
    return world


def read(world: World, day: str) -> Ledger:
    ledger = Ledger(check=f"check of {day}")
    site = Site(world, ledger)
    site.read("getViolationStatus", credential=None, uscc=USCC, asOf=day).expect_status(200)
    return ledger


def test_coming_questions_are_sent_together_and_are_each_checks_own(serve: Serve) -> None:
    two_are_here = threading.Barrier(2)

    def behaviour(visit: Visit) -> None:
        if DAYS[2] not in visit.path:
            two_are_here.wait(5)
        sample_site(visit)

    target = Target(serve(behaviour).url, bounds=Bounds(concurrency=2))
    with Session(target, lambda _: None) as session:
        world = world_of(session)
        ledgers = [read(world, day) for day in DAYS]

    assert [ledger.exchanges for ledger in ledgers] == [[1], [2], [3]]
    assert [one.origin.check for one in world.history.exchanges] == [
        f"check of {day}" for day in DAYS
    ]


def test_what_arrived_as_429_is_asked_again_by_its_check(serve: Serve) -> None:
    refused: list[str] = []

    def behaviour(visit: Visit) -> None:
        if DAYS[1] in visit.path and not refused:
            refused.append(visit.path)
            visit.answer(b"", status="429 No")
        else:
            say_json(visit, {})

    target = Target(serve(behaviour).url)
    with Session(target, lambda _: None, pause=lambda _: None) as session:
        world = world_of(session)
        ledgers = [read(world, day) for day in DAYS]

    assert [ledger.exchanges for ledger in ledgers] == [[1], [2, 4], [3]]


def test_a_coming_question_that_nobody_reads_is_in_no_books(serve: Serve) -> None:
    with Session(Target(serve(sample_site).url), lambda _: None) as session:
        world = world_of(session)
        read(world, DAYS[0])

    assert session.count == 3
    assert [one.id for one in world.history.exchanges] == [1]
