"""Home of the tests of a run's patience: a site that hangs or throttles can't keep us for hours."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace

import pytest
from raw_server import Behaviour, Serve, Visit

from trustlink_conformance.bounds import Bounds
from trustlink_conformance.exchange import Errand, Exchange, Origin, Outgoing
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.patience import patiently, refuse_shut_out
from trustlink_conformance.session import Session
from trustlink_conformance.target import Target


@contextmanager
def session_of(
    serve: Serve, behaviour: Behaviour, bounds: Bounds, pauses: list[float]
) -> Iterator[Session]:
    target = Target(serve(behaviour).url, bounds=bounds)
    with Session(target, lambda _: None, pause=pauses.append) as session:
        yield session


def get(session: Session) -> Exchange:
    return session.exchange(Outgoing("GET", session.target.url), Origin())


def test_a_site_that_hangs_is_asked_no_more_when_patience_ends(serve: Serve) -> None:
    with session_of(serve, Visit.hang, Bounds(timeout=0.2, patience=0.4), []) as session:
        for _ in range(2):
            get(session)

        with pytest.raises(NotTestable, match="answers that never came"):
            get(session)


def test_answers_awaited_together_cost_their_time_once(serve: Serve) -> None:
    with session_of(serve, Visit.hang, Bounds(timeout=0.2, patience=0.5), []) as session:
        errand = Errand(Outgoing("GET", session.target.url), Origin())
        for _ in range(2):
            session.exchange_together([errand] * 5)

        assert session.count == 10


def test_nothing_is_asked_after_the_duration_of_a_run(serve: Serve) -> None:
    with session_of(serve, lambda visit: visit.answer(b""), Bounds(duration=1), []) as session:
        get(session)
        session._began -= 1

        with pytest.raises(NotTestable, match="the run's 1 s are used up"):
            get(session)


def test_a_client_that_is_throttled_for_good_is_waited_with_three_times(serve: Serve) -> None:
    def throttle(visit: Visit) -> None:
        visit.answer(b"", status="429 No", headers="Retry-After: 7\r\n")

    pauses: list[float] = []
    with session_of(serve, throttle, Bounds(retries=2), pauses) as session:
        for _ in range(5):
            with pytest.raises(NotTestable, match="answers 429"):
                patiently(session, lambda: get(session))

        assert pauses == [7.0] * 6
        assert session.count == 3 * 3 + 2


@pytest.mark.parametrize(("seconds", "standing"), [(86_400, "shut out"), (7, "")])
def test_who_is_asked_to_stay_away_for_long_three_times_stays_away(
    serve: Serve, seconds: int, standing: str
) -> None:
    def throttle(visit: Visit) -> None:
        visit.answer(b"", status="429 No", headers=f"Retry-After: {seconds}\r\n")

    request = Outgoing("GET", "/", credential="importer-a/verify")
    with session_of(serve, throttle, Bounds(retries=0), []) as session:
        there = replace(request, url=session.target.url)
        for _ in range(3):
            refuse_shut_out(session, "importer-a")
            with pytest.raises(NotTestable, match="answers 429"):
                patiently(session, lambda: session.exchange(there, Origin()))

        refuse_shut_out(session, "importer-b")
        with pytest.raises(NotTestable, match="more than 30 s") if standing else nullcontext():
            refuse_shut_out(session, "importer-a/records")
