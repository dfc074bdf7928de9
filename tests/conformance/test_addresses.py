"""Home of the tests of addresses: what is asked, and what clients see, are told apart."""

import pytest

from trustlink_conformance.addresses import Addresses, WellKnown

STATUS = "/trustlink/v1/status"
DISCOVERY = "/.well-known/trustlink"
SHOP = "https://shop.example"
HERE = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("base", "well_known", "path", "url"),
    [
        (SHOP, "origin", STATUS, f"{SHOP}{STATUS}"),
        (f"{SHOP}/api", "origin", STATUS, f"{SHOP}/api{STATUS}"),
        (f"{SHOP}/api", "origin", DISCOVERY, f"{SHOP}{DISCOVERY}"),
        (f"{SHOP}/api", "origin", f"{DISCOVERY}?a=b", f"{SHOP}{DISCOVERY}?a=b"),
        (f"{SHOP}/api", "url", DISCOVERY, f"{SHOP}/api{DISCOVERY}"),
    ],
)
def test_a_path_is_asked_below_the_url_and_discovery_at_the_origin(
    base: str, well_known: WellKnown, path: str, url: str
) -> None:
    addresses = Addresses(base, base, well_known)

    assert addresses.url_of(path) == url
    assert addresses.path_of(url) == path.partition("?")[0]


@pytest.mark.parametrize(
    "url",
    [
        f"{SHOP}{STATUS}",
        f"{SHOP}/apis{STATUS}",
        f"{SHOP}.evil.example/api{STATUS}",
        f"https://other.example/api{STATUS}",
        "nonsense",
    ],
)
def test_a_url_of_another_place_asks_no_path_of_the_contract(url: str) -> None:
    assert Addresses(f"{SHOP}/api", f"{SHOP}/api").path_of(url) is None


@pytest.mark.parametrize(
    ("asked", "public", "seen", "reached"),
    [
        (HERE, SHOP, f"{SHOP}/oauth/token", f"{HERE}/oauth/token"),
        (HERE, SHOP, f"{SHOP}:443/x?a=b", f"{HERE}/x?a=b"),
        (HERE, f"{SHOP}/api", f"{SHOP}/api/x", f"{HERE}/x"),
        (HERE, f"{SHOP}/api", f"{SHOP}/x", f"{SHOP}/x"),
        (f"{HERE}/v2", f"{SHOP}/api", f"{SHOP}/api/x", f"{HERE}/v2/x"),
        (f"{HERE}/v2", f"{SHOP}/api", f"{SHOP}{DISCOVERY}", f"{HERE}{DISCOVERY}"),
        (HERE, SHOP, "https://other.example/x", "https://other.example/x"),
        (HERE, SHOP, f"{SHOP}.evil.example/x", f"{SHOP}.evil.example/x"),
        (HERE, SHOP, "not a URL", "not a URL"),
    ],
)
def test_a_url_that_clients_see_is_asked_where_the_tester_reaches_the_site(
    asked: str, public: str, seen: str, reached: str
) -> None:
    assert Addresses(asked, public).reached(seen) == reached


def test_a_url_that_is_asked_is_told_as_clients_write_it() -> None:
    addresses = Addresses(HERE, f"{SHOP}/api")

    assert addresses.public(f"{HERE}{STATUS}?a=b") == f"{SHOP}/api{STATUS}?a=b"
    assert addresses.public(f"{HERE}{DISCOVERY}") == f"{SHOP}{DISCOVERY}"
