"""Nothing that a client sends makes the mock stumble: what would be a 500 is raised here."""

import asyncio
import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustlink.contract import load_contract
from trustlink.schemas import compile_named_schema

PROBLEM = compile_named_schema(load_contract(), "Problem")
ALLOWED = {200, 201, 304, 307, 400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429, 503, 504}

S01, S15, S16 = "91440300TL0000016J", "91610100TL00001550", "91410100TL0000163D"
PATHS = [
    "/.well-known/trustlink",
    "/oauth2/token",
    "/trustlink/v1/status",
    "/trustlink/v1/verifications",
    "/trustlink/ui/",
    "/trustlink/trustlink.yaml",
    *(f"/trustlink/v1/suppliers/{uscc}" for uscc in (S01, S15, S16)),
    *(
        f"/trustlink/v1/suppliers/{S01}/{rest}"
        for rest in ("credit-ratings", "violation-status", "export-tax-rebates/summary")
    ),
]
BODY = {
    "supplier": {"uscc": S01, "nameZh": "深圳", "nameEn": "Shenzhen"},
    "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M", "name": "x"},
    "checks": ["CREDIT_RATING", "EXPORT_TAX_REBATE", "NO_VIOLATION"],
    "stage": "CONTRACT",
    "hsCodes": ["853221"],
    "asOf": "2026-09-01",
    "clientReference": "PO-1",
}

header_text = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)
headers = st.lists(
    st.tuples(
        st.sampled_from(
            ["Accept", "Accept-Language", "Authorization", "Content-Type", "Content-Length",
             "If-None-Match", "Idempotency-Key", "Content-Encoding", "Host", "Cookie", "Range"]
        ),
        header_text
        | st.sampled_from(
            ["application/json", "text/html", "*", "*/*;q=0", "en", "zh-Hant-TW", '"x"', "W/", "-1"]
        ),
    ),
    max_size=4,
)  # fmt: skip
methods = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
piece = st.sampled_from(
    ["/", "//", "%", "%2F", "%00", "%0A", "%FF", "..", ";", "é", " ", "suppliers"]
)
tails = st.lists(piece | st.text(max_size=5), max_size=4).map("".join)
queries = st.lists(
    st.tuples(
        st.sampled_from(["asOf", "from", "to", "x", "", "%FF", "limit"]),
        st.sampled_from(
            ["", "2026-09-01", "0000-01-01", "9999-12-31", "2026-02-30", "2026-09", "0000-01",
             "9999-12", "2021-11", "%00", "%FF", "２０２６-09-01"]
        )
        | st.text(max_size=8),
    ),
    max_size=4,
).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))  # fmt: skip
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
PLACES = [
    (name,) for name in (*BODY, "extra")
] + [
    ("supplier", name) for name in ("uscc", "nameZh", "nameEn")
] + [
    ("requester", name) for name in ("country", "scheme", "id", "name")
] + [("checks", 0), ("hsCodes", 0)]  # fmt: skip


def changed(change):
    """A sound body with another value at one place."""
    (first, *rest), value = change
    body = copy.deepcopy(BODY)
    inside = body[first] if rest else body
    inside[rest[0] if rest else first] = value
    return body


changed_bodies = st.tuples(st.sampled_from(PLACES), json_values).map(changed)
bodies = (
    st.binary(max_size=80)
    | json_values.map(lambda value: json.dumps(value).encode())
    | changed_bodies.map(lambda value: json.dumps(value).encode())
)

fuzz = settings(
    max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


def assert_answered(answer):
    """Whatever was asked: a known status, and a problem where it is an error."""
    assert answer.status in ALLOWED
    assert b"Traceback" not in answer.content
    if answer.status >= 400 and answer.content and "error" not in answer.json:
        assert PROBLEM.faults(answer.json) == []
        assert answer.json["status"] == answer.status


@fuzz
@given(method=methods, path=st.sampled_from(PATHS), tail=tails, query=queries, headers=headers)
def test_any_path_query_and_header_is_answered(mock, *, method, path, tail, query, headers):
    answer = mock.ask(
        method, f"{path}{tail}?{query}".encode("utf-8", "surrogatepass"), headers=headers
    )

    assert_answered(answer)


@fuzz
@given(raw=st.binary(max_size=40))
def test_any_bytes_for_a_target_are_answered(mock, raw):
    assert_answered(mock.get(b"/trustlink/v1/suppliers/" + raw))


@fuzz
@given(body=bodies, headers=headers)
def test_any_body_is_answered(mock, body, headers):
    sent = [("Content-Type", "application/json"), *headers]

    assert_answered(mock.ask("POST", "/trustlink/v1/verifications", content=body, headers=sent))


@fuzz
@given(
    body=bodies | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
    headers=headers,
)
def test_any_form_is_answered(mock, body, headers):
    sent = [("Content-Type", "application/x-www-form-urlencoded"), *headers]

    assert_answered(mock.ask("POST", "/oauth2/token", content=body, headers=sent, by=None))


@fuzz
@given(token=header_text)
def test_any_token_is_answered(mock, token):
    answer = mock.get(PATHS[6], by=None, headers={"Authorization": f"Bearer {token}"})

    assert answer.status == 401


def test_a_client_that_goes_away_is_not_answered(mock):
    sent = []

    async def receive():
        return {"type": "http.disconnect"}

    async def keep(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/trustlink/v1/verifications",
        "headers": [
            (b"authorization", f"Bearer {mock.token('importer-a')}".encode()),
            (b"content-type", b"application/json"),
            (b"content-length", b"100"),
        ],
    }
    asyncio.run(mock.app(scope, receive, keep))

    assert sent == []


@pytest.mark.parametrize("name", ["Accept", "Accept-Language", "If-None-Match", "Authorization"])
def test_very_long_headers_are_answered(mock, name):
    assert_answered(
        mock.get("/trustlink/v1/status", headers={name: "a,b;q=0.5," * 20_000}, by=None)
    )
