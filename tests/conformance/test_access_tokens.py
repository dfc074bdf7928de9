"""Access tokens are asked for once, judged once, and sent where they belong."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from raw_server import Behaviour, Serve, Visit
from token_site import (
    CLIENT,
    GOOD,
    SUMMARY,
    USCC,
    answering,
    one_of,
    requests_to,
    say,
    site_at,
)

from trustlink.errors import UserError
from trustlink_conformance.judgement import NotTestable, Violation
from trustlink_conformance.site import Site
from trustlink_conformance.target import Credential


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

    assert caught.value.provide.startswith("credentials.importer-b in the target file")


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


def test_a_check_may_write_the_token_in_another_way(serve: Serve) -> None:
    server = serve(answering(say(200, GOOD)))

    with site_at(server) as site:
        lines = ("bearer {token}", "Bearer  {token}")
        site.ask("getSupplier", uscc=USCC, headers={"Authorization": lines})

    assert b"Authorization: bearer tok.en-1\r\n" in server.requests[-1]
    assert b"Authorization: Bearer  tok.en-1\r\n" in server.requests[-1]
