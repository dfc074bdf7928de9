"""Home of the tests of the session's rules: connections, redirects, cookies, budget and pace."""

import threading

import pytest
from asking_session import USUAL, body_of, close_at_once, failure_of, get, session_with
from raw_server import Serve, Visit

from trustlink_conformance.bounds import Bounds
from trustlink_conformance.exchange import Errand, Exchange, FailureKind, Origin, Outgoing
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.session import Session
from trustlink_conformance.target import Target


def test_idle_connections_are_used_again(serve: Serve) -> None:
    site = serve(lambda visit: visit.answer(b"ok"))

    with session_with(site.url) as session:
        for _ in range(3):
            session.exchange(Outgoing("GET", f"{site.url}/"), Origin())

    assert site.connections == 1


def test_a_connection_that_was_closed_while_idle_is_no_failure(serve: Serve) -> None:
    def behaviour(visit: Visit) -> None:
        if visit.path == "/second" and site.connections == 1:
            close_at_once(visit)
        else:
            visit.answer(b"ok")

    site = serve(behaviour)

    with session_with(site.url) as session:
        session.exchange(Outgoing("GET", f"{site.url}/first"), Origin())
        exchange = session.exchange(Outgoing("GET", f"{site.url}/second"), Origin())

    assert exchange.failure is None
    assert site.connections == 2


def test_a_post_is_never_sent_twice(serve: Serve) -> None:
    site = serve(close_at_once)

    with session_with(site.url) as session:
        exchange = session.exchange(Outgoing("POST", f"{site.url}/", content=b"{}"), Origin())

    assert failure_of(exchange) == FailureKind.CLOSED
    assert len(site.requests) == 1


def redirecting(location: str) -> object:
    return lambda visit: visit.answer(b"", status="302 Found", headers=f"Location: {location}\r\n")


def test_redirects_are_not_followed_unasked(serve: Serve) -> None:
    site = serve(redirecting("/elsewhere"))  # type: ignore[arg-type] -- a Behaviour

    exchange = get(site.url)

    assert exchange.response is not None
    assert exchange.response.status == 302


def test_a_redirect_loop_ends_after_three_hops(serve: Serve) -> None:
    site = serve(redirecting("/again"))  # type: ignore[arg-type] -- a Behaviour

    with session_with(site.url) as session:
        session.follow(Outgoing("GET", f"{site.url}/"), Origin())

        assert session.count == 4


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/",
        "https://attacker.example/",
        "//attacker.example/",
        "file:///etc/passwd",
        "http://user:pw@127.0.0.1/",
        "http://[::1",
        "http://127.0.0.1:99999/",
        "http://\x01/",
    ],
)
def test_a_redirect_to_another_origin_is_not_followed(serve: Serve, location: str) -> None:
    site = serve(redirecting(location))  # type: ignore[arg-type] -- a Behaviour

    with session_with(site.url) as session:
        session.follow(Outgoing("GET", f"{site.url}/"), Origin())

        assert session.count == 1


def test_a_redirect_to_an_allowed_origin_is_followed(serve: Serve) -> None:
    other = serve(lambda visit: visit.answer(b"there"))
    site = serve(redirecting(f"{other.url}/x"))  # type: ignore[arg-type] -- a Behaviour

    with session_with(site.url, USUAL, other.url) as session:
        exchange = session.follow(Outgoing("GET", f"{site.url}/"), Origin())

    assert body_of(exchange) == b"there"


def test_cookies_are_never_sent_back(serve: Serve) -> None:
    site = serve(lambda visit: visit.answer(b"", headers="Set-Cookie: a=b\r\n"))

    with session_with(site.url) as session:
        session.exchange(Outgoing("GET", f"{site.url}/"), Origin())
        session.exchange(Outgoing("GET", f"{site.url}/"), Origin())

    assert b"a=b" not in b"".join(site.requests)


def test_proxies_of_the_environment_are_not_used(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    site = serve(lambda visit: visit.answer(b"direct"))

    exchange = get(site.url)

    assert body_of(exchange) == b"direct"


def test_the_budget_of_requests_ends_the_asking(serve: Serve) -> None:
    site = serve(lambda visit: visit.answer(b""))

    with session_with(site.url, Bounds(max_requests=2)) as session:
        session.exchange(Outgoing("GET", f"{site.url}/"), Origin())
        session.exchange(Outgoing("GET", f"{site.url}/"), Origin())
        with pytest.raises(NotTestable, match="requests are used up"):
            session.exchange(Outgoing("GET", f"{site.url}/"), Origin())

    assert len(site.requests) == 2


def test_requests_to_anything_but_loopback_are_paced() -> None:
    pauses: list[float] = []
    target = Target("https://site.invalid", bounds=Bounds(rate=2, timeout=0.2))

    with Session(target, lambda _: None, pause=pauses.append) as session:
        for _ in range(4):
            session.exchange(Outgoing("GET", "https://site.invalid/"), Origin())

    assert len(pauses) == 3
    assert 0 < pauses[0] <= 0.5


def test_requests_at_once_are_under_way_at_the_same_time(serve: Serve) -> None:
    both_are_here = threading.Barrier(2)

    def behaviour(visit: Visit) -> None:
        both_are_here.wait(5)
        visit.answer(b"met")

    with session_with(serve(behaviour).url) as session:
        requests = [Outgoing("POST", f"{session.target.url}/", content=b"{}")] * 2
        exchanges = session.exchange_together([Errand(one, Origin()) for one in requests])

    assert [body_of(exchange) for exchange in exchanges] == [b"met", b"met"]
    assert [exchange.id for exchange in exchanges] == [1, 2]


def test_requests_at_once_are_counted_and_recorded_each(serve: Serve) -> None:
    site = serve(lambda visit: visit.answer(b""))
    recorded: list[Exchange] = []

    with Session(Target(site.url, bounds=Bounds(max_requests=3)), recorded.append) as session:
        session.exchange_together([Errand(Outgoing("GET", site.url), Origin())] * 2)
        with pytest.raises(NotTestable, match="requests are used up"):
            session.exchange_together([Errand(Outgoing("GET", site.url), Origin())] * 2)

    assert [exchange.id for exchange in recorded] == [1, 2]


def test_one_of_the_requests_at_once_may_fail_alone(serve: Serve) -> None:
    def behaviour(visit: Visit) -> None:
        close_at_once(visit) if visit.path == "/closing" else visit.answer(b"fine")

    with session_with(serve(behaviour).url) as session:
        requests = [Outgoing("GET", session.target.url + path) for path in ("/closing", "/")]
        exchanges = session.exchange_together([Errand(one, Origin()) for one in requests])

    assert [failure_of(exchange) for exchange in exchanges] == [FailureKind.CLOSED, None]


def test_too_many_requests_at_once_are_refused(serve: Serve) -> None:
    site = serve(lambda visit: visit.answer(b""))

    with session_with(site.url) as session, pytest.raises(ValueError, match="more than 10"):
        session.exchange_together([Errand(Outgoing("GET", site.url), Origin())] * 11)

    assert site.requests == []
