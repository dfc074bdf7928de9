"""How the mock keeps HTTP: paths, methods, media types, sizes, queries, in the contract's order."""

import json

import pytest

S01 = "91440300TL0000016J"
SUPPLIER = f"/trustlink/v1/suppliers/{S01}"
VIOLATIONS = f"{SUPPLIER}/violation-status"
STATUS = "/trustlink/v1/status"
VERIFICATIONS = "/trustlink/v1/verifications"
REQUEST = {
    "supplier": {"uscc": S01},
    "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
    "checks": ["NO_VIOLATION"],
    "stage": "INQUIRY",
}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/foo",
        "/trustlink",
        "/trustlink/",
        "/trustlink/v1",
        "/trustlink/v1/",
        "/trustlink/v1/unknown",
        "/trustlink/v1/status/",
        "/trustlink/v1/status%0A",
        "/trustlink/v1/status%00",
        "//trustlink/v1/status",
        "/trustlink/v1//status",
        "/trustlink/v1%2Fstatus",
        "/trustlink/v1/suppliers",
        "/trustlink/v1/suppliers/",
        f"{SUPPLIER}/",
        f"{SUPPLIER}/violation-status/",
        f"/trustlink/v1/suppliers//{S01}",
        "/trustlink/v1/statu%73x",
        "/trustlink/v1/%",
        "/trustlink/v1/%zz",
        "/trustlink/v1/%ff%fe",
        "/trustlink/v1/../v1/status",
        f"{SUPPLIER}/notices",
        "/openapi.json",
        "/trustlink/ui/nothing-here",
        "/trustlink/ui/..%2f..%2fetc/passwd",
        "*",
        "",
    ],
)
def test_an_unknown_path_is_a_404_problem(mock, path):
    answer = mock.get(path)

    assert (answer.status, answer.problem) == (404, "about:blank")


def test_an_escaped_slash_is_no_slash(mock):
    answer = mock.get(f"/trustlink/v1/suppliers/{S01}%2Fviolation-status")

    assert (answer.status, answer.problem) == (400, "invalid-identifier")


def test_an_escaped_letter_is_that_letter(mock):
    assert mock.get("/trustlink/v1/%73tatus").status == 200


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "get"]
)
@pytest.mark.parametrize("path", [STATUS, SUPPLIER, f"{VERIFICATIONS}/some-id"])
def test_a_method_that_a_path_has_not_is_a_405_problem(mock, path, method):
    answer = mock.ask(method, path, by=None)

    assert (answer.status, answer.problem) == (405, "about:blank")
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(("path", "allow"), [(VERIFICATIONS, "POST"), ("/oauth2/token", "POST")])
def test_reading_what_can_only_be_posted_is_a_405_problem(mock, path, allow):
    answer = mock.get(path)

    assert (answer.status, answer.headers["allow"]) == (405, allow)


@pytest.mark.parametrize(
    "path", ["/trustlink/ui/", "/trustlink/trustlink.yaml", "/.well-known/trustlink"]
)
def test_pages_can_only_be_read(mock, path):
    answer = mock.ask("DELETE", path, by=None)

    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path",
    [
        "/.well-known/trustlink",
        STATUS,
        SUPPLIER,
        VIOLATIONS,
        f"{SUPPLIER}/credit-ratings",
        f"{SUPPLIER}/export-tax-rebates/summary",
        "/trustlink/v1/suppliers/nonsense",
        "/trustlink/v1/nowhere",
        "/trustlink/trustlink.yaml",
    ],
)
def test_head_answers_as_get_does_without_content(mock, path):
    got = mock.get(path)
    head = mock.ask("HEAD", path)

    assert head.status == got.status
    assert head.content == b""
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers["content-length"] == str(len(got.content))


@pytest.mark.parametrize(
    "accept",
    [
        "application/json",
        "APPLICATION/JSON",
        "application/json;charset=utf-8",
        "application/json; q=0.1",
        "application/*",
        "*/*",
        "text/html, */*;q=0.1",
        "text/html;q=1, application/json;q=0.001",
        "text/html, application/*;q=0.5, text/plain",
        "",
        "garbage",
        ";;;,,,",
        "application/json;q=zero, */*",
    ],
)
def test_an_accept_that_admits_json_or_says_nothing_is_answered(mock, accept):
    assert mock.get(STATUS, headers={"Accept": accept}).status == 200


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "application/xml",
        "application/problem+json",
        "application/json;q=0",
        "application/json;q=0, */*",
        "*/*;q=0",
        "*/*;q=0.000",
        "image/*, garbage",
    ],
)
def test_an_accept_without_json_is_a_406_problem(mock, accept):
    answer = mock.get(VIOLATIONS, headers={"Accept": accept})

    assert (answer.status, answer.problem) == (406, "about:blank")


def test_accept_lines_count_together(mock):
    answer = mock.get(STATUS, headers=[("Accept", "text/html"), ("Accept", "application/json")])

    assert answer.status == 200


def test_discovery_does_not_negotiate(mock):
    answer = mock.get("/.well-known/trustlink?x=1", headers={"Accept": "text/html"}, by=None)

    assert answer.status == 200


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;a=b;c",
        "application/json;",
    ],
)
def test_a_json_body_may_be_announced_with_parameters(mock, content_type):
    answer = mock.post(VERIFICATIONS, REQUEST, headers={"Content-Type": content_type})

    assert answer.status == 201


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "json",
        "application/json x",
        "",
    ],
)
def test_a_body_of_another_media_type_is_a_415_problem(mock, content_type):
    answer = mock.post(VERIFICATIONS, REQUEST, headers={"Content-Type": content_type})

    assert (answer.status, answer.problem) == (415, "about:blank")


def test_a_body_without_media_type_is_a_415_problem(mock):
    answer = mock.ask("POST", VERIFICATIONS, content=json.dumps(REQUEST).encode())

    assert answer.status == 415


def test_a_compressed_body_is_a_415_problem(mock):
    answer = mock.post(VERIFICATIONS, REQUEST, headers={"Content-Encoding": "gzip"})

    assert answer.status == 415


def test_no_body_at_all_is_a_400_problem(mock):
    answer = mock.ask("POST", VERIFICATIONS)

    assert (answer.status, answer.problem) == (400, "invalid-request")
    assert answer.json["errors"] == [
        {"pointer": "", "code": "MISSING", "detail": "A body is expected."}
    ]


def test_a_body_of_64_kib_is_read(mock):
    body = json.dumps(REQUEST).encode()

    answer = mock.post(VERIFICATIONS, body + b" " * (64 * 1024 - len(body)))

    assert answer.status == 201


@pytest.mark.parametrize("size", [64 * 1024 + 1, 10_000_000])
def test_a_larger_body_is_a_413_problem(mock, size):
    answer = mock.post(VERIFICATIONS, b" " * size)

    assert (answer.status, answer.problem) == (413, "about:blank")


def test_a_large_body_in_small_chunks_is_a_413_problem(mock):
    headers = {"Content-Type": "application/json"}

    answer = mock.ask("POST", VERIFICATIONS, chunks=[b" " * 1000] * 66, headers=headers)

    assert answer.status == 413


@pytest.mark.parametrize("length", ["99999999999999999999999", "65537"])
def test_an_announced_size_is_believed(mock, length):
    headers = {"Content-Type": "application/json", "Content-Length": length}

    assert mock.ask("POST", VERIFICATIONS, headers=headers).status == 413


@pytest.mark.parametrize("length", ["-1", "abc", "", "1e3"])
def test_a_length_that_is_none_is_ignored(mock, length):
    body = json.dumps(REQUEST).encode()
    headers = {"Content-Type": "application/json", "Content-Length": length}

    assert mock.ask("POST", VERIFICATIONS, chunks=[body], headers=headers).status == 201


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("asof=2026-09-01", "asof", "UNKNOWN_PARAMETER"),
        ("as_of=2026-09-01", "as_of", "UNKNOWN_PARAMETER"),
        ("cursor=1", "cursor", "UNKNOWN_PARAMETER"),
        ("uscc=1", "uscc", "UNKNOWN_PARAMETER"),
        ("access_token=x", "access_token", "UNKNOWN_PARAMETER"),
        ("asOf=2026-09-01&asOf=2026-09-01", "asOf", "REPEATED_PARAMETER"),
        ("asOf", "asOf", "MALFORMED"),
        ("asOf=", "asOf", "MALFORMED"),
        ("asOf=%FF", "asOf", "NOT_UTF8"),
        ("asOf=%zz", "asOf", "MALFORMED"),
        ("=1", "", "UNKNOWN_PARAMETER"),
        ("%FF=1", "\\ufffd", "UNKNOWN_PARAMETER"),
        (f"{'x' * 500}=1", "x" * 40, "UNKNOWN_PARAMETER"),
    ],
)
def test_a_query_that_the_contract_has_not_is_a_400_problem(mock, query, parameter, code):
    answer = mock.get(f"{VIOLATIONS}?{query}")

    assert (answer.status, answer.problem) == (400, "invalid-request")
    assert [(e["parameter"], e["code"]) for e in answer.json["errors"]] == [(parameter, code)]


@pytest.mark.parametrize("query", ["", "&", "asOf=2026-09-01&", "as%4Ff=2026%2D09-01"])
def test_a_query_may_be_written_in_several_ways(mock, query):
    assert mock.get(f"{VIOLATIONS}?{query}").status == 200


def test_all_faults_of_a_request_are_listed(mock):
    answer = mock.get("/trustlink/v1/suppliers/abc/violation-status?asOf=tomorrow&x=1")

    assert answer.problem == "invalid-request"
    assert {e["parameter"] for e in answer.json["errors"]} == {"uscc", "asOf", "x"}


def test_the_faults_listed_are_at_most_twenty(mock):
    query = "&".join(f"x{number}=1" for number in range(500))

    answer = mock.get(f"{VIOLATIONS}?{query}")

    assert len(answer.json["errors"]) == 20


@pytest.mark.parametrize(
    ("path", "request_", "status"),
    [
        ("/trustlink/v1/nowhere", {"by": None}, 404),
        (f"{SUPPLIER}?x=1", {"by": None, "method": "DELETE"}, 405),
        (f"{SUPPLIER}?x=1", {"by": None, "headers": {"Accept": "text/html"}}, 401),
        (f"{SUPPLIER}?x=1", {"by": "quota-used-up", "headers": {"Accept": "text/html"}}, 429),
        (f"{SUPPLIER}?x=1", {"headers": {"Accept": "text/html"}}, 406),
        (
            VERIFICATIONS,
            {"method": "POST", "headers": {"Accept": "text/html"}, "content": b"x"},
            406,
        ),
        (VERIFICATIONS, {"method": "POST", "content": b"x" * 100_000}, 415),
        (
            VERIFICATIONS,
            {
                "method": "POST",
                "content": b"x" * 100_000,
                "headers": {"Content-Type": "application/json"},
            },
            413,
        ),
        (f"{VIOLATIONS}?asOf=2999-01-01&x=1", {}, 400),
        ("/trustlink/v1/suppliers/91440300TL0000016K/violation-status?asOf=2999-01-01", {}, 400),
        ("/trustlink/v1/suppliers/91350100TL0099992B/violation-status?asOf=2999-01-01", {}, 422),
    ],
)
def test_of_several_faults_the_first_in_the_contracts_order_is_answered(
    mock, path, request_, status
):
    request = {"method": "GET", **request_}

    answer = mock.ask(request.pop("method"), path, **request)

    assert answer.status == status


def test_the_date_is_that_of_the_clock(mock):
    assert mock.get(STATUS).headers["date"] == "Tue, 15 Sep 2026 04:00:00 GMT"


@pytest.mark.parametrize("path", [SUPPLIER, VIOLATIONS, "/trustlink/v1/suppliers/x"])
def test_an_answer_behind_a_token_is_not_for_shared_caches(mock, path):
    answer = mock.get(path)

    assert {"private", "no-store"} & set(answer.headers["cache-control"].split(", "))


@pytest.mark.parametrize("name", ["trustlink.yaml", "sandbox.yaml"])
def test_the_files_of_the_contract_are_served(mock, name):
    answer = mock.get(f"/trustlink/{name}", by=None)

    assert answer.status == 200
    assert b"openapi: 3.0.3" in answer.content


def test_swagger_ui_is_served(mock):
    answer = mock.get("/trustlink/ui/", by=None)

    assert answer.status == 200
    assert b"swagger-ui-config.json" in answer.content
