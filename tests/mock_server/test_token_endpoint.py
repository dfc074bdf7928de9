"""How the mock hands out tokens (RFC 6749, client credentials)."""

import base64
import json

import pytest

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def right(label="importer-a"):
    secret = f"tl-sandbox-{label}:synthetic-secret-of-{label}"
    return {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()}


def ask(mock, content, headers):
    return mock.ask("POST", "/oauth2/token", by=None, content=content, headers=headers)


def test_a_client_gets_a_token_that_no_cache_keeps(mock):
    answer = ask(mock, b"grant_type=client_credentials", {**FORM, **right()})

    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["expires_in"] == 3600
    assert answer.json["scope"] == "records verify"


@pytest.mark.parametrize(
    ("form", "scope"),
    [
        (b"grant_type=client_credentials&scope=", "records verify"),
        (b"grant_type=client_credentials&scope=verify", "verify"),
        (b"grant_type=client_credentials&scope=verify+records", "records verify"),
        (b"grant_type=client_credentials&unknown=ignored&scope=records", "records"),
    ],
)
def test_a_client_gets_the_scopes_that_it_asks_for(mock, form, scope):
    assert ask(mock, form, {**FORM, **right()}).json["scope"] == scope


def test_a_token_is_a_jwt_access_token(mock):
    head, claims, _ = mock.token("importer-a").split(".")

    header = json.loads(base64.urlsafe_b64decode(head + "=="))
    body = json.loads(base64.urlsafe_b64decode(claims + "=="))

    assert (header["typ"], header["alg"]) == ("at+jwt", "ES256")
    assert body["client_id"] == body["sub"] == "tl-sandbox-importer-a"
    assert body["iss"] == body["aud"] == "http://127.0.0.1:8000"
    assert body["exp"] - body["iat"] == 3600


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (b"", "invalid_request"),
        (b"scope=verify", "invalid_request"),
        (b"grant_type=", "invalid_request"),
        (b"grant_type=client_credentials&grant_type=client_credentials", "invalid_request"),
        (b"grant_type=client_credentials&client_secret=x", "invalid_request"),
        (b"grant_type=client_credentials&x=\xff", "invalid_request"),
        (b"&".join(b"a%d=1" % number for number in range(100)), "invalid_request"),
        (b"a" * 100_000, "invalid_request"),
        (b"grant_type=password", "unsupported_grant_type"),
        (b"grant_type=client_credentials&scope=admin", "invalid_scope"),
        (b"grant_type=client_credentials&scope=verify%00", "invalid_scope"),
    ],
)
def test_a_bad_form_is_refused_as_the_rfc_says(mock, form, error):
    answer = ask(mock, form, {**FORM, **right()})

    assert (answer.status, answer.json) == (400, {"error": error})
    assert answer.headers["cache-control"] == "no-store"


def test_a_scope_of_others_is_refused(mock):
    form = b"grant_type=client_credentials&scope=records"

    assert ask(mock, form, {**FORM, **right("verify-only")}).json == {"error": "invalid_scope"}


def test_a_form_in_json_is_refused(mock):
    headers = {"Content-Type": "application/json", **right()}

    answer = ask(mock, b'{"grant_type": "client_credentials"}', headers)

    assert (answer.status, answer.json) == (400, {"error": "invalid_request"})


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"\xff\xfe").decode(),
        "Basic " + base64.b64encode(b"nocolon").decode(),
        "Basic " + base64.b64encode(b":").decode(),
        "Basic " + base64.b64encode(b"tl-sandbox-importer-a:wrong").decode(),
        "Basic " + base64.b64encode(b"tl-sandbox-importer-a:").decode(),
        "Basic " + base64.b64encode(b"nobody:synthetic-secret-of-importer-a").decode(),
        "Bearer x",
    ],
)
def test_a_client_that_does_not_authenticate_is_refused(mock, authorization):
    headers = {**FORM, **({"Authorization": authorization} if authorization is not None else {})}

    answer = ask(mock, b"grant_type=client_credentials", headers)

    assert (answer.status, answer.json) == (401, {"error": "invalid_client"})
    assert answer.headers["www-authenticate"].startswith('Basic realm="trustlink"')


def test_credentials_in_the_form_are_not_taken(mock):
    form = (
        b"grant_type=client_credentials&client_id=tl-sandbox-importer-a"
        b"&client_secret=synthetic-secret-of-importer-a"
    )

    assert ask(mock, form, FORM).status == 401


def test_percent_escapes_in_credentials_are_read(mock):
    plain = "tl%2Dsandbox-importer-a:synthetic%2Dsecret-of-importer-a"
    headers = {**FORM, "Authorization": "Basic " + base64.b64encode(plain.encode()).decode()}

    assert ask(mock, b"grant_type=client_credentials", headers).status == 200
