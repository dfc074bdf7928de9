"""Clients in a browser: those of the named origins may read, nobody else; nothing without it."""

import logging

import pytest

from trustlink.errors import UserError
from trustlink_mock.cross_origin import check_browser_origin

SHOP = "http://localhost:5173"
SUPPLIER = "/trustlink/v1/suppliers/91440300TL0000016J"
PREFLIGHT = {"Origin": SHOP, "Access-Control-Request-Method": "POST"}


@pytest.fixture(scope="module")
def open_mock(make_mock):
    return make_mock(cors=(SHOP,))


def preflight(mock, **changes):
    return mock.ask(
        "OPTIONS", "/trustlink/v1/verifications", by=None, headers={**PREFLIGHT, **changes}
    )


def names(header):
    return {name.strip().lower() for name in header.split(",")}


def test_a_preflight_of_the_origin_is_answered_without_a_token(open_mock):
    answer = preflight(
        open_mock,
        **{"Access-Control-Request-Headers": "authorization,content-type,idempotency-key"},
    )

    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert answer.headers["date"] == "Tue, 15 Sep 2026 04:00:00 GMT"


@pytest.mark.parametrize(
    "changes",
    [
        {"Origin": "http://localhost:5174"},
        {"Origin": "https://localhost:5173"},
        {"Origin": "null"},
        {"Access-Control-Request-Method": "DELETE"},
        {"Access-Control-Request-Headers": "x-other"},
    ],
)
def test_no_other_preflight_is(open_mock, changes):
    answer = preflight(open_mock, **changes)

    assert answer.status == 400


def test_its_scripts_may_read_every_header_of_the_contract(open_mock):
    answer = open_mock.get(SUPPLIER + "/violation-status", headers={"Origin": SHOP})

    assert answer.headers["access-control-allow-origin"] == SHOP
    exposed = names(answer.headers["access-control-expose-headers"])
    assert exposed >= {"etag", "location", "retry-after", "www-authenticate", "date"}
    assert "access-control-allow-credentials" not in answer.headers
    assert names(answer.headers["vary"]) >= {"origin", "accept-language"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", SUPPLIER, 401), ("GET", "/nowhere", 404), ("PUT", SUPPLIER, 405)],
)
def test_they_may_read_refusals_too(open_mock, method, path, status):
    answer = open_mock.ask(method, path, by=None, headers={"Origin": SHOP})

    assert answer.status == status
    assert answer.headers["access-control-allow-origin"] == SHOP


def test_scripts_of_others_may_read_nothing(open_mock):
    answer = open_mock.get(SUPPLIER, headers={"Origin": "https://evil.example"})

    assert "access-control-allow-origin" not in answer.headers


def test_options_without_a_preflight_is_a_method_that_there_is_not(open_mock, mock):
    with_cors, without = (one.ask("OPTIONS", SUPPLIER, by=None) for one in (open_mock, mock))

    assert (with_cors.status, without.status) == (405, 405)
    assert with_cors.headers["allow"] == without.headers["allow"] == "GET, HEAD"


def test_without_it_a_preflight_is_a_method_that_there_is_not(mock):
    answer = preflight(mock)

    assert answer.status == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_preflight_leaves_its_line_in_the_log(open_mock, caplog):
    with caplog.at_level(logging.INFO, "trustlink_mock.access"):
        preflight(open_mock)

    (line,) = caplog.messages
    assert line.startswith("OPTIONS /trustlink/v1/verifications 200 ")


@pytest.mark.parametrize("origin", [SHOP, "https://shop.example", "http://[::1]:8080"])
def test_an_origin_is_taken_as_a_browser_sends_it(origin):
    assert check_browser_origin(origin) == origin


@pytest.mark.parametrize(
    "origin",
    ["*", "null", "https://*.example", "https://Shop.example", "https://shop.example:443",
     "https://shop.example/", "shop.example", "file:///x", "https://a@b.example", "http://[::1"],
)  # fmt: skip
def test_nothing_else_is(origin):
    with pytest.raises(UserError, match="no origin as a browser sends it"):
        check_browser_origin(origin)
