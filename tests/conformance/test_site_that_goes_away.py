"""A site that refuses connections during a run: what it answered is judged, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from raw_server import RawServer, Visit
from token_site import CLIENT, USCC, answering, say
from verify_bench import Bench, outcome_of, valid

from trustlink.terms import load_terms
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.exchange import Exchange
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.reports.terminal import Page, report_text
from trustlink_conformance.reports.views import FORMATS, view_of
from trustlink_conformance.session import Session
from trustlink_conformance.site import Site
from trustlink_conformance.target import Target
from trustlink_conformance.world import World

TOKEN = {"access_token": "tok.en-of-the-site", "token_type": "Bearer", "expires_in": 3600}
DEADLY = "91440300TL00009997"
CHECKS = f"""
@requirement("VIO-01")
def test_first(site):
    site.ask("getViolationStatus", uscc=USCC).expect_status(200)

@requirement("VIO-02")
def test_it_dies(site):
    site.ask("getViolationStatus", uscc="{DEADLY}").expect_status(200)

@requirement("VIO-03")
def test_after_it(site):
    site.ask("getViolationStatus", uscc=USCC).expect_status(200)

@requirement("VIO-04")
def test_long_after_it(site):
    site.ask("getViolationStatus", uscc=USCC).expect_status(200)
"""


@dataclass
class Mortal:
    """A site that closes its port when it is asked about one supplier."""

    answers_first: bool
    server: RawServer | None = None

    def __call__(self, visit: Visit) -> None:
        is_end = DEADLY in visit.path
        if not is_end or self.answers_first:
            answering(say(200, TOKEN))(visit)
        if is_end and self.server is not None:
            self.server.stop_listening()


@contextmanager
def mortal_site(*, answers_first: bool = False) -> Iterator[RawServer]:
    site = Mortal(answers_first)
    server = RawServer(site)
    site.server = server
    try:
        yield server
    finally:
        server.close()


@dataclass
class Recorded:
    exchanges: list[Exchange] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)


@contextmanager
def asking(server: RawServer, recorded: Recorded, **bounds: Any) -> Iterator[Site]:
    target = Target(server.url, credentials=(CLIENT,), bounds=Bounds(timeout=2, **bounds))
    session = Session(target, recorded.exchanges.append, pause=recorded.pauses.append)
    with session:
        yield Site(World(target, load_terms(), session), Ledger(check="a::check"))


def test_the_report_says_first_during_which_exchange_the_site_went_away(tmp_path: Path) -> None:
    with mortal_site() as server:
        report = valid(Bench(tmp_path).verify(server.url, CHECKS, bounds=Bounds(refusals=2)))

    outcomes = {name: outcome_of(report, name) for name in ("VIO-01", "VIO-02", "VIO-03", "VIO-04")}
    assert outcomes == {
        "VIO-01": "PASSED",
        "VIO-02": "FAILED",
        "VIO-03": "NOT_TESTABLE",
        "VIO-04": "NOT_TESTABLE",
    }
    (deadly,) = report["gone"]["unanswered"]
    assert DEADLY in deadly["request"]
    assert DEADLY in deadly["curl"]
    assert report["gone"]["attempts"] == 2
    assert report["exchanges"] == deadly["exchange"] + 2
    text = report_text(report, Page())
    assert text.index("The site went away") < text.index("Failed: 1")


def test_every_view_says_that_the_site_went_away(tmp_path: Path) -> None:
    with mortal_site() as server:
        report = Bench(tmp_path).verify(server.url, CHECKS, bounds=Bounds(refusals=1))

    for view in FORMATS:
        shown = view_of(report, view)
        assert ("went away during the run" in shown) is (view != "badge"), view


def test_no_verdict_rests_on_refused_connections_alone(tmp_path: Path) -> None:
    with mortal_site(answers_first=True) as server:
        report = valid(Bench(tmp_path).verify(server.url, CHECKS, bounds=Bounds(refusals=1)))

    assert (report["outcomes"]["PASSED"], report["outcomes"]["FAILED"]) == (2, 0)
    assert (report["verdict"]["word"], report["exitCode"]) == ("INCOMPLETE", 3)
    assert report["gone"]["unanswered"] == []
    assert DEADLY in report["gone"]["lastAnswered"]["curl"]


def test_a_replay_comes_to_the_same(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    with mortal_site() as server:
        report = bench.verify(server.url, CHECKS, bounds=Bounds(refusals=2))

    replayed = bench.replay(CHECKS)

    assert replayed.report["outcomes"] == report["outcomes"]
    assert replayed.report["gone"] == report["gone"]


def test_a_connection_is_tried_again_so_often_and_with_pauses() -> None:
    recorded = Recorded()
    with mortal_site() as server, asking(server, recorded, refusals=4) as site:
        site.ask("getSupplier", uscc=USCC)
        server.stop_listening()
        for _ in range(2):
            with pytest.raises(NotTestable, match="gone: the connection was refused, 4"):
                site.ask("getSupplier", uscc=USCC)

    assert recorded.pauses == [0.25, 0.5, 1.0]
    assert sum(one.failure is not None for one in recorded.exchanges) == 4


def test_a_site_that_comes_back_is_asked_on() -> None:
    recorded = Recorded()
    with mortal_site() as server, asking(server, recorded, refusals=3) as site:
        site.ask("getSupplier", uscc=USCC)
        server.stop_listening()
        site.world.session.pause = lambda _: server.listen_again()

        answer = site.ask("getSupplier", uscc=USCC)

    assert answer.status == 200
    assert site.world.session.gone is None
