"""Who may ask the mock: bearer tokens, quota, scopes (RFC 6750)."""

import base64
import json
from datetime import timedelta
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from trustlink_mock.chance import SYSTEM
from trustlink_mock.clients import load_clients
from trustlink_mock.clock import frozen_clock
from trustlink_mock.tokens import Tokens

SUPPLIER = "/trustlink/v1/suppliers/91440300TL0000016J"
UNKNOWN = "/trustlink/v1/suppliers/91350100TL0099992B"
METADATA = 'resource_metadata="http://127.0.0.1:8000/.well-known/oauth-protected-resource"'
PLAIN = f'Bearer realm="trustlink", {METADATA}'
INVALID = f'Bearer realm="trustlink", error="invalid_token", {METADATA}'


def encoded(part):
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def forged(key, *, algorithm="ES256", **changes):
    """A token that looks like one of the mock's, signed with another key."""
    claims = {
        "iss": "http://127.0.0.1:8000",
        "aud": "http://127.0.0.1:8000",
        "sub": "tl-sandbox-importer-a",
        "client_id": "tl-sandbox-importer-a",
        "scope": "records verify",
        "iat": 1_789_000_000,
        "exp": 1_999_000_000,
        **changes,
    }
    return jwt.encode({"alg": algorithm, "typ": "at+jwt"}, claims, key, algorithms=[algorithm])


@pytest.mark.parametrize("path", [SUPPLIER, UNKNOWN, "/trustlink/v1/suppliers/nonsense"])
@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Basic abc"}, {"Authorization": "Bear er"}, {"Authorization": ""}],
)
def test_without_a_bearer_token_nothing_is_said_about_the_supplier(mock, path, headers):
    answer = mock.get(path, by=None, headers=headers)

    assert (answer.status, answer.problem) == (401, "authentication-required")
    assert answer.headers["www-authenticate"] == PLAIN


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a.b.c",
        "...",
        "é",
        "a" * 100_000,
        ("[" * 3000) + ".a.b",
        base64.urlsafe_b64encode(b"[" * 2000).decode() + ".e30.AAAA",
        f"{encoded({'alg': 'none'})}.{encoded({'client_id': 'tl-sandbox-importer-a'})}.",
        f"{encoded({'alg': 'ES256', 'crit': ['x']})}.e30.AAAA",
        f"{encoded(['alg'])}.e30.AAAA",
        f"{encoded({'alg': 1})}.e30.AAAA",
        forged(ECKey.generate_key("P-256")),
        forged(OctKey.import_key("synthetic key of thirty-two bytes"), algorithm="HS256"),
    ],
    ids=lambda token: token[:12],
)
def test_a_token_of_our_own_making_is_refused(mock, token):
    answer = mock.get(SUPPLIER, by=None, headers={"Authorization": f"Bearer {token}"})

    assert (answer.status, answer.problem) == (401, "authentication-required")
    assert answer.headers["www-authenticate"] == INVALID


@pytest.mark.parametrize("position", [5, -5])
def test_an_altered_token_is_refused(mock, position):
    token = list(mock.token("importer-a"))
    token[position] = "A" if token[position] != "A" else "B"

    answer = mock.get(SUPPLIER, by=None, headers={"Authorization": f"Bearer {''.join(token)}"})

    assert answer.headers["www-authenticate"] == INVALID


@pytest.mark.parametrize("client", ["expired-tokens", "foreign-audience"])
def test_the_spoilt_tokens_of_the_sandbox_are_refused(mock, client):
    answer = mock.get(SUPPLIER, by=client)

    assert (answer.status, answer.problem) == (401, "authentication-required")
    assert answer.headers["www-authenticate"] == INVALID


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_may_be_written_in_any_case(mock, scheme):
    header = f"{scheme} {mock.token('importer-a')}"

    assert mock.get(SUPPLIER, by=None, headers={"Authorization": header}).status == 200


def test_two_tokens_in_a_request_are_none(mock):
    line = ("Authorization", f"Bearer {mock.token('importer-a')}")

    assert mock.get(SUPPLIER, by=None, headers=[line, line]).status == 401


def test_a_token_in_the_query_is_not_looked_at(mock):
    answer = mock.get(f"{SUPPLIER}?access_token={mock.token('importer-a')}", by=None)

    assert answer.status == 401


def test_a_token_lives_for_an_hour(make_mock, mock):
    instants = [mock.settings.clock()]
    moving = make_mock(clock=lambda: instants[-1])
    moving.token("importer-a")

    instants.append(instants[0] + timedelta(minutes=59))
    before = moving.get(SUPPLIER)
    instants.append(instants[0] + timedelta(minutes=60))
    after = moving.get(SUPPLIER)

    assert (before.status, after.status) == (200, 401)


def test_a_token_of_another_mock_is_refused(make_mock, mock):
    other = make_mock()

    answer = mock.get(
        SUPPLIER, by=None, headers={"Authorization": f"Bearer {other.token('importer-a')}"}
    )

    assert answer.status == 401


@pytest.mark.parametrize(
    "path", [SUPPLIER, UNKNOWN, f"{SUPPLIER}/violation-status", "/trustlink/v1/verifications/x"]
)
def test_a_client_without_quota_is_told_to_wait(mock, path):
    answer = mock.get(path, by="quota-used-up")

    assert (answer.status, answer.problem) == (429, "quota-exceeded")
    assert answer.json["retryable"] is True
    assert answer.headers["retry-after"] == "60"


def test_a_token_without_the_scope_does_not_suffice(mock):
    header = f"Bearer {mock.token('importer-a', scope='records')}"

    answer = mock.get(SUPPLIER, by=None, headers={"Authorization": header})

    assert (answer.status, answer.problem) == (403, "insufficient-scope")
    assert 'error="insufficient_scope", scope="verify"' in answer.headers["www-authenticate"]


def test_only_so_many_tokens_are_remembered(mock):
    tokens = Tokens("https://x.example", frozen_clock(mock.settings.clock()), SYSTEM.key("tokens"))
    client = next(iter(load_clients().values()))
    issued = [tokens.issue(client, client.scopes) for _ in range(3)]

    for token in issued:
        tokens.grant_of(token)

    assert len(tokens.good) == 3
    assert tokens.grant_of(issued[0]).client_id == client.client_id


@pytest.fixture(scope="module")
def open_mock(make_mock):
    """A mock under the overlay that opens what has the scope verify."""
    return make_mock(overlays=(Path("tokens-not-required"),))


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic abc"}])
def test_without_need_of_a_token_anybody_reads_the_items(open_mock, headers):
    assert open_mock.get(SUPPLIER, by=None, headers=headers).status == 200


def test_an_unusable_token_is_refused_where_none_is_needed(open_mock):
    answer = open_mock.get(SUPPLIER, by=None, headers={"Authorization": "Bearer x"})

    assert (answer.status, answer.headers["www-authenticate"]) == (401, INVALID)


def test_single_records_keep_their_scope_where_the_rest_is_open(open_mock):
    path = f"{SUPPLIER}/violation-notices"

    assert open_mock.get(path, by=None).status == 401
    assert open_mock.get(path, by="verify-only").status == 403


def test_what_anybody_verified_anybody_reads_and_no_client(open_mock):
    request = {
        "supplier": {"uscc": "91440300TL0000016J"},
        "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
        "checks": ["NO_VIOLATION"],
        "stage": "INQUIRY",
    }
    made = open_mock.post("/trustlink/v1/verifications", request, by=None)

    assert made.status == 201
    assert open_mock.get(made.headers["location"], by=None).status == 200
    assert open_mock.get(made.headers["location"]).status == 404
