"""Home of the tests of access tokens, and of asking with them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any

import pytest
from raw_server import Behaviour, RawServer, Serve, Visit

from trustlink.errors import UserError
from trustlink.terms import load_terms
from trustlink_conformance.bounds import Bounds
from trustlink_conformance.exchange import Origin
from trustlink_conformance.judgement import NotTestable, Violation
from trustlink_conformance.ledger import Ledger
from trustlink_conformance.question import Posed, question_of
from trustlink_conformance.session import Session
from trustlink_conformance.site import Site
from trustlink_conformance.target import Credential, Target
from trustlink_conformance.world import World

GOOD = {"access_token": "tok.en-1", "token_type": "Bearer", "expires_in": 3600}
CLIENT = Credential("importer-a", "acme", client_secret="hush", scopes=("verify", "records"))
USCC = "91440300TL0000016J"
SUMMARY = f"/trustlink/v1/suppliers/{USCC}/export-tax-rebates/summary"


def answering(
    token: Behaviour, *, discovery: Any = None, then: Behaviour | None = None
) -> Behaviour:
    """Return a site with this token endpoint, which announces it, and with these answers."""

    def behaviour(visit: Visit) -> None:
        host = visit.header("Host")
        if visit.path == "/.well-known/trustlink":
            document = discovery or {"tokenEndpoint": f"http://{host}/oauth2/token"}
            visit.answer(json.dumps(document).encode())
        elif visit.path == "/oauth2/token":
            token(visit)
        else:
            (then or say(200, {}))(visit)

    return behaviour


def say(status: int, body: Any, *, headers: str = "Cache-Control: no-store\r\n") -> Behaviour:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda visit: visit.answer(content, status=f"{status} X", headers=headers)


def one_of(answers: Iterator[Behaviour], visit: Visit) -> None:
    """Answer with the next of these."""
    next(answers)(visit)


@contextmanager
def site_at(server: RawServer, *credentials: Credential, **target: Any) -> Iterator[Site]:
    pauses: list[float] = []
    found = Target(
        server.url,
        credentials=credentials or (CLIENT,),
        bounds=Bounds(timeout=2, retries=2),
        **target,
    )
    with Session(found, lambda _: None, pause=pauses.append) as session:
        world = World(found, load_terms(), session)
        yield Site(world, Ledger(check="a::check"))


def requests_to(server: RawServer, path: str) -> list[bytes]:
    return [request for request in server.requests if path.encode() in request.split(b"\r\n")[0]]


def test_a_published_client_asks_for_no_scope_that_the_site_has_no_use_for(serve: Serve) -> None:
    server = serve(answering(say(200, GOOD)))
    published = replace(CLIENT, published=True)

    with site_at(server, published) as site:
        site.bearer()

    (asked,) = requests_to(server, "/oauth2/token")
    assert asked.endswith(b"grant_type=client_credentials&scope=verify")


def test_a_token_is_asked_for_once_with_the_clients_secret(serve: Serve) -> None:
    server = serve(answering(say(200, GOOD)))

    with site_at(server) as site:
        tokens = {site.bearer(), site.bearer()}

    asked = requests_to(server, "/oauth2/token")
    assert tokens == {"tok.en-1"}
    assert len(asked) == 1
    assert b"Authorization: Basic YWNtZTpodXNo" in asked[0]
    assert asked[0].endswith(b"grant_type=client_credentials&scope=verify+records")


def test_a_label_with_a_scope_asks_for_that_scope_alone(serve: Serve) -> None:
    server = serve(answering(say(200, GOOD)))

    with site_at(server) as site:
        site.bearer("importer-a/verify")

    assert requests_to(server, "/oauth2/token")[0].endswith(b"&scope=verify")


def test_a_token_that_has_run_out_is_asked_for_again(serve: Serve) -> None:
    server = serve(answering(say(200, {**GOOD, "expires_in": 0})))

    with site_at(server) as site:
        site.bearer()
        site.bearer()

    assert len(requests_to(server, "/oauth2/token")) == 2


def test_a_token_of_a_few_seconds_is_used_for_half_of_them(serve: Serve) -> None:
    server = serve(answering(say(200, {**GOOD, "expires_in": 4})))

    with site_at(server) as site:
        site.bearer()
        site.bearer()

    assert len(requests_to(server, "/oauth2/token")) == 1


def test_a_ready_token_needs_no_endpoint(serve: Serve) -> None:
    server = serve(say(200, {}))

    with site_at(server, Credential("importer-a", token="given")) as site:
        site.ask("getSupplier", uscc=USCC)

    assert b"Authorization: Bearer given" in server.requests[0]


def test_a_credential_that_is_not_configured_is_not_testable(serve: Serve) -> None:
    server = serve(answering(say(200, GOOD)))

    with site_at(server) as site, pytest.raises(NotTestable) as caught:
        site.bearer("importer-b")

    assert caught.value.provide == "credentials.importer-b in the target file"


@pytest.mark.parametrize(
    "refusal",
    [say(401, {"error": "invalid_client"}), say(400, {"error": "unauthorized_client"})],
)
def test_a_client_that_is_refused_is_the_testers_mistake(serve: Serve, refusal: Behaviour) -> None:
    server = serve(answering(refusal))

    with site_at(server) as site, pytest.raises(UserError, match="refused the client importer-a"):
        site.bearer()


@pytest.mark.parametrize(
    "garbage",
    [
        say(200, b"<html>"),
        say(200, []),
        say(200, {"access_token": 1}),
        say(200, {"access_token": "line\nbreak"}),
        say(200, {"access_token": "x" * 100_000}),
        say(200, b'{"access_token": "\\ud800"}'),
        say(200, b"[" * 100_000),
        say(401, b"<html>"),
        say(401, {"error": ["invalid_client"]}),
        say(500, {}),
        Visit.reset,
    ],
)
def test_a_token_endpoint_that_answers_garbage_fails_where_it_is_judged(
    serve: Serve, garbage: Behaviour
) -> None:
    server = serve(answering(garbage))

    with site_at(server) as site:
        with pytest.raises(Violation):
            site.expect_token()
        with pytest.raises(NotTestable, match="no access token for importer-a"):
            site.ask("getSupplier", uscc=USCC)


def test_garbage_is_not_asked_for_again_and_again(serve: Serve) -> None:
    server = serve(answering(say(500, {})))

    with site_at(server) as site:
        for _ in range(3):
            with pytest.raises(NotTestable):
                site.bearer()

    assert len(requests_to(server, "/oauth2/token")) == 1


def test_a_good_token_answer_is_judged_member_by_member(serve: Serve) -> None:
    server = serve(answering(say(200, GOOD)))

    with site_at(server) as site:
        site.expect_token()

        assert len(site.ledger.comparisons) == 5


@pytest.mark.parametrize(
    "endpoint",
    ["https://attacker.example/token", "http://127.0.0.1:1/token", "ftp://x", "//x", "", 7, None],
)
def test_the_secret_goes_to_no_other_origin(serve: Serve, endpoint: object) -> None:
    server = serve(answering(say(200, GOOD), discovery={"tokenEndpoint": endpoint}))

    with site_at(server) as site, pytest.raises(NotTestable):
        site.bearer()

    assert len(server.requests) == 1


@pytest.mark.parametrize("document", [b"", b"[]", b"{", b"null", b"[" * 100_000, b'{"a": NaN}'])
def test_a_site_without_usable_discovery_is_asked_nothing_with_a_token(
    serve: Serve, document: bytes
) -> None:
    server = serve(lambda visit: visit.answer(document))

    with site_at(server) as site, pytest.raises(NotTestable, match="discovery"):
        site.ask("getSupplier", uscc=USCC)


def test_a_patient_question_waits_for_a_429_to_pass(serve: Serve) -> None:
    answers = iter([say(429, {}, headers="Retry-After: 7\r\n"), say(200, {"fine": True})])
    server = serve(answering(say(200, GOOD), then=lambda visit: one_of(answers, visit)))

    with site_at(server) as site:
        answer = site.ask("getSupplier", uscc=USCC)

        assert site.world.session.pause.__self__ == [7.0]  # type: ignore[attr-defined] -- list.append

    assert answer.json == {"fine": True}


@pytest.mark.parametrize("retry_after", ["1", "86400", "never", ""])
def test_patience_has_an_end(serve: Serve, retry_after: str) -> None:
    throttled = say(429, {}, headers=f"Retry-After: {retry_after}\r\n")
    server = serve(answering(say(200, GOOD), then=throttled))

    with site_at(server) as site, pytest.raises(NotTestable, match="answers 429"):
        site.ask("getSupplier", uscc=USCC)

    assert len(requests_to(server, "/suppliers/")) <= 3


def test_an_impatient_question_gets_the_429(serve: Serve) -> None:
    server = serve(answering(say(200, GOOD), then=say(429, {})))

    with site_at(server) as site:
        answer = site.ask("getSupplier", uscc=USCC, patient=False)

    assert answer.status == 429


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        (
            lambda site: site.ask("getSupplier", uscc="91 a/b", credential=None),
            b"GET /trustlink/v1/suppliers/91%20a%2Fb HTTP/1.1",
        ),
        (
            lambda site: site.ask("getRebateSummary", uscc=USCC, from_="2026-01", to="2026-02"),
            f"GET {SUMMARY}?from=2026-01&to=2026-02 HTTP/1.1".encode(),
        ),
        (
            lambda site: site.ask("getViolationStatus", uscc=USCC, asOf=None),
            b"GET /trustlink/v1/suppliers/91440300TL0000016J/violation-status HTTP/1.1",
        ),
        (
            lambda site: site.send("PUT", "/trustlink/v1/x", query={"a": ["1", "&"]}),
            b"PUT /trustlink/v1/x?a=1&a=%26 HTTP/1.1",
        ),
    ],
)
def test_parameters_go_where_the_contract_wants_them(
    serve: Serve, asked: Callable[[Site], object], line: bytes
) -> None:
    server = serve(answering(say(200, GOOD)))

    with site_at(server) as site:
        asked(site)

    assert server.requests[-1].startswith(line)


def test_a_checks_own_authorization_goes_out_as_it_is(serve: Serve) -> None:
    server = serve(say(200, {}))

    with site_at(server) as site:
        site.ask("getSupplier", uscc=USCC, headers={"authorization": "Bearer altered"})

    assert b"authorization: Bearer altered" in server.requests[0]
    assert b"Authorization" not in server.requests[0]


def test_a_location_of_another_origin_is_a_violation_and_never_asked(serve: Serve) -> None:
    server = serve(say(200, {}))

    with site_at(server) as site, pytest.raises(Violation):
        site.send("GET", "https://attacker.example/steal")

    assert server.requests == []


def test_exchanges_and_subjects_are_noted_in_the_checks_ledger(serve: Serve) -> None:
    server = serve(answering(say(200, GOOD)))

    with site_at(server) as site:
        answer = site.about(case="S01-01").ask("getSupplier", uscc=USCC)

        assert site.ledger.subjects == {USCC}
        assert site.ledger.exchanges == [answer.id]

    origin = answer.exchange.origin
    assert (origin.check, origin.case, origin.operation) == ("a::check", "S01-01", "getSupplier")
    assert origin.subject == USCC


ENDED = say(401, {}, headers='WWW-Authenticate: Bearer error="invalid_token"\r\n')


def test_a_token_that_ended_early_is_asked_for_again(serve: Serve) -> None:
    answers = iter([ENDED, say(200, {"fine": True}), say(200, {"fine": True})])
    server = serve(answering(say(200, GOOD), then=partial(one_of, answers)))

    with site_at(server) as site:
        first, second = (site.ask("getSupplier", uscc=USCC) for _ in range(2))

    assert (first.status, second.status) == (200, 200)
    assert len(requests_to(server, "/oauth2/token")) == 2


def test_one_new_token_does_for_all_that_were_asked_together(serve: Serve) -> None:
    tokens = count(1)

    def token(visit: Visit) -> None:
        say(200, {**GOOD, "access_token": f"tok.en-{next(tokens)}"})(visit)

    def answer(visit: Visit) -> None:
        (ENDED if visit.header("Authorization").endswith("-1") else say(200, {}))(visit)

    server = serve(answering(token, then=answer))

    with site_at(server) as site:
        answers = site.ask_together("getSupplier", uscc=USCC, times=3)
        operation = site.contract.operation("getSupplier")
        question = question_of(operation, {"uscc": USCC}, credential="importer-a")
        answers += site.ask_each([Posed(question, Origin())] * 3)

    assert [one.status for one in answers] == [200] * 6
    assert next(tokens) == 3


@pytest.mark.parametrize(
    ("challenge", "asked_for"),
    [
        ('Bearer error="invalid_token"', 2),
        ("bearer error=invalid_token", 2),
        ("Bearer", 1),
        ('DPoP error="invalid_token", Bearer', 1),
        ('Bearer error="invalid_tok', 1),
    ],
)
def test_a_token_is_asked_for_again_once_and_if_it_is_the_reason(
    serve: Serve, challenge: str, asked_for: int
) -> None:
    refused = say(401, {}, headers=f"WWW-Authenticate: {challenge}\r\n")
    server = serve(answering(say(200, GOOD), then=refused))

    with site_at(server) as site:
        answer = site.ask("getSupplier", uscc=USCC)

    assert answer.status == 401
    assert len(requests_to(server, "/oauth2/token")) == asked_for


def test_a_site_that_refuses_its_own_tokens_is_asked_for_three_more(serve: Serve) -> None:
    server = serve(answering(say(200, GOOD), then=ENDED))

    with site_at(server) as site:
        for _ in range(6):
            assert site.ask("getSupplier", uscc=USCC).status == 401

    assert len(requests_to(server, "/oauth2/token")) == 1 + 3


def test_a_token_that_was_given_is_not_asked_for(serve: Serve) -> None:
    server = serve(answering(say(200, GOOD), then=ENDED))

    with site_at(server, replace(CLIENT, token="given.token")) as site:
        assert site.ask("getSupplier", uscc=USCC).status == 401

    assert len(requests_to(server, "/suppliers/")) == 1


def test_a_check_may_write_the_token_in_another_way(serve: Serve) -> None:
    server = serve(answering(say(200, GOOD)))

    with site_at(server) as site:
        lines = ("bearer {token}", "Bearer  {token}")
        site.ask("getSupplier", uscc=USCC, headers={"Authorization": lines})

    assert b"Authorization: bearer tok.en-1\r\n" in server.requests[-1]
    assert b"Authorization: Bearer  tok.en-1\r\n" in server.requests[-1]
