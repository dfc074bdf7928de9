"""A token that has ended is renewed once; what is refused on purpose, or for good, is not."""

from dataclasses import replace
from functools import partial
from itertools import count

import pytest
from raw_server import Serve, Visit
from token_site import (
    CLIENT,
    ENDED,
    GOOD,
    USCC,
    answering,
    one_of,
    requests_to,
    say,
    site_at,
)

from trustlink_conformance.asking import refused_tokens
from trustlink_conformance.exchange import Origin
from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.question import Posed, question_of


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
    "challenge", ["Bearer", 'DPoP error="invalid_token", Bearer', 'Bearer e="i']
)
def test_a_token_is_asked_for_again_only_if_it_is_the_reason(serve: Serve, challenge: str) -> None:
    refused = say(401, {}, headers=f"WWW-Authenticate: {challenge}\r\n")
    server = serve(answering(say(200, GOOD), then=refused))

    with site_at(server) as site:
        answer = site.ask("getSupplier", uscc=USCC)

    assert answer.status == 401
    assert len(requests_to(server, "/oauth2/token")) == 1


@pytest.mark.parametrize(
    "challenge", ['Bearer error="invalid_token"', "bearer error=invalid_token"]
)
def test_a_client_whose_new_tokens_are_refused_too_is_not_asked_with_again(
    serve: Serve, challenge: str
) -> None:
    refused = say(401, {}, headers=f"WWW-Authenticate: {challenge}\r\n")
    server = serve(answering(say(200, GOOD), then=refused))

    with site_at(server) as site:
        for _ in range(3):
            with pytest.raises(NotTestable, match="refuses every token that it issues to importer"):
                site.ask("getSupplier", uscc=USCC)
        (shown,) = refused_tokens(site.world, site.ledger)

    assert shown.status == 401
    assert shown.exchange.origin.renewed
    assert len(requests_to(server, "/oauth2/token")) == 3
    assert len(requests_to(server, "/violation-status")) == 1
    assert len(requests_to(server, f"/suppliers/{USCC} ")) == 2


def test_an_operation_that_alone_refuses_tokens_is_answered_as_it_is(serve: Serve) -> None:
    def answer(visit: Visit) -> None:
        (say(200, {}) if visit.path.endswith("/violation-status") else ENDED)(visit)

    server = serve(answering(say(200, GOOD), then=answer))

    with site_at(server) as site:
        statuses = [site.ask("getSupplier", uscc=USCC).status for _ in range(6)]

        assert refused_tokens(site.world, site.ledger) == []

    assert statuses == [401] * 6
    assert len(requests_to(server, "/oauth2/token")) == 1 + 3 * 2


def test_a_check_that_writes_the_token_its_own_way_may_be_refused_for_it(serve: Serve) -> None:
    server = serve(answering(say(200, GOOD), then=ENDED))

    with site_at(server) as site:
        headers = {"Authorization": "bearer {token}"}
        answer = site.ask("getSupplier", uscc=USCC, headers=headers)

        assert refused_tokens(site.world, site.ledger) == []

    assert answer.status == 401


@pytest.mark.parametrize("label", ["expired-tokens", "foreign-audience"])
def test_a_token_that_is_to_be_refused_is_never_renewed(serve: Serve, label: str) -> None:
    server = serve(answering(say(200, GOOD), then=ENDED))

    with site_at(server, replace(CLIENT, label=label)) as site:
        answer = site.ask("getSupplier", uscc=USCC, credential=label)

    assert answer.status == 401
    assert [len(server.requests), len(requests_to(server, "/oauth2/token"))] == [3, 1]


def test_a_made_up_token_is_never_renewed(serve: Serve) -> None:
    server = serve(answering(say(200, GOOD), then=ENDED))

    with site_at(server) as site:
        headers = {"Authorization": "Bearer made-up"}
        answer = site.ask("getSupplier", uscc=USCC, headers=headers)

    assert answer.status == 401
    assert len(server.requests) == 1


def test_a_given_token_that_has_ended_is_the_testers_to_renew(serve: Serve) -> None:
    server = serve(answering(say(200, GOOD), then=ENDED))

    with site_at(server, replace(CLIENT, token="given.token")) as site:
        with pytest.raises(NotTestable, match="given for importer-a is no longer taken") as caught:
            site.ask("getSupplier", uscc=USCC)

        assert refused_tokens(site.world, site.ledger) == []

    assert "a token that is good longer" in caught.value.provide
    assert requests_to(server, "/oauth2/token") == []


def test_a_renewed_request_is_marked_as_such(serve: Serve) -> None:
    answers = iter([ENDED, say(200, {})])
    server = serve(answering(say(200, GOOD), then=partial(one_of, answers)))

    with site_at(server) as site:
        answer = site.ask("getSupplier", uscc=USCC)

        assert site.ledger.exchanges == [3, 5]

    assert answer.exchange.origin.renewed


def test_clients_of_one_id_and_the_same_scopes_share_a_token(serve: Serve) -> None:
    server = serve(answering(say(200, GOOD)))
    narrow = replace(CLIENT, label="verify-only", scopes=("verify",))

    with site_at(server, CLIENT, narrow) as site:
        for label in ("verify-only", "importer-a/verify", "importer-a", "importer-a"):
            site.bearer(label)

    assert len(requests_to(server, "/oauth2/token")) == 2


def test_a_client_of_one_token_at_a_time_is_found_out_by_one_refusal(serve: Serve) -> None:
    issued = count(1)
    newest = ""

    def token(visit: Visit) -> None:
        nonlocal newest
        newest = f"tok.en-{next(issued)}"
        say(200, {**GOOD, "access_token": newest})(visit)

    def answer(visit: Visit) -> None:
        (say(200, {}) if visit.header("Authorization").endswith(newest) else ENDED)(visit)

    server = serve(answering(token, then=answer))
    narrow = replace(CLIENT, label="verify-only", scopes=("verify",))

    with site_at(server, CLIENT, narrow) as site:
        labels = ["importer-a", "verify-only"] * 3
        statuses = [site.ask("getSupplier", uscc=USCC, credential=one).status for one in labels]

    assert statuses == [200] * 6
    assert len(requests_to(server, f"/suppliers/{USCC} ")) == 6 + 1
    assert next(issued) == 6 + 1


def test_a_token_with_fewer_scopes_is_not_sent_where_another_is_needed(serve: Serve) -> None:
    def token(visit: Visit) -> None:
        scope = "records" if b"scope=records" in visit.body else "verify"
        say(200, {**GOOD, "access_token": f"tok.{scope}", "scope": scope})(visit)

    server = serve(answering(token))

    with site_at(server) as site:
        first = site.ask("getSupplier", uscc=USCC)
        second = site.ask("listRebateRecords", uscc=USCC)

    assert "Authorization: Bearer tok.verify" in server.requests[-3].decode()
    assert "Authorization: Bearer tok.records" in server.requests[-1].decode()
    assert first.exchange.request.credential == "importer-a"
    assert second.exchange.request.credential == "importer-a/records"


def test_scopes_that_are_refused_together_are_asked_for_apart(serve: Serve) -> None:
    def token(visit: Visit) -> None:
        is_one = b"scope=verify+records" not in visit.body
        (say(200, GOOD) if is_one else say(400, {"error": "invalid_scope"}))(visit)

    server = serve(answering(token))

    with site_at(server) as site:
        site.expect_token()
        answer = site.ask("getSupplier", uscc=USCC)
        assert len(site.ledger.comparisons) == 5

    assert answer.exchange.request.credential == "importer-a/verify"
    assert len(requests_to(server, "/oauth2/token")) == 2


def test_the_client_of_one_scope_is_never_asked_with_another(serve: Serve) -> None:
    server = serve(answering(say(200, {**GOOD, "scope": "verify"})))
    narrow = replace(CLIENT, label="verify-only", scopes=())

    with site_at(server, narrow) as site:
        answer = site.ask("listRebateRecords", uscc=USCC, credential="verify-only")

    assert answer.exchange.request.credential == "verify-only"
    assert len(requests_to(server, "/oauth2/token")) == 1


def test_a_token_endpoint_that_is_limited_by_the_minute_is_waited_for(serve: Serve) -> None:
    answers = iter([say(429, {}, headers="Retry-After: 60\r\n"), say(200, GOOD)])
    server = serve(answering(partial(one_of, answers)))

    with site_at(server) as site:
        assert site.bearer() == "tok.en-1"
        assert site.world.session.pause.__self__ == [60.0]  # type: ignore[attr-defined] -- list.append


def test_the_answer_that_brought_the_token_is_the_one_that_is_judged(serve: Serve) -> None:
    server = serve(answering(say(200, GOOD)))

    with site_at(server) as site:
        site.bearer()
        site.expect_token()
        site.bearer()

    assert len(requests_to(server, "/oauth2/token")) == 1
