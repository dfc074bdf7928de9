"""What the mock says when it is ready, to who opens it to others."""

import pytest

from trustlink_mock.command import parse_origin
from trustlink_mock.greeting import greeting
from trustlink_mock.origin import without_default_port
from trustlink_mock.serving import origin_of
from trustlink_mock.settings import Settings

LOCAL = "http://127.0.0.1:8000"
ANYWHERE = "0.0.0.0"  # noqa: S104 -- told of, not bound to


def told(*, public_url=LOCAL, **known):
    settings = Settings(public_url=public_url)
    return greeting(settings, contract_version="1.0.0", listening=LOCAL, **known)


@pytest.mark.parametrize("host", [ANYWHERE, "::"])
def test_who_listens_on_all_interfaces_is_told_what_follows(host):
    lines = told(host=host)

    assert f"all interfaces ({host})" in lines
    assert "--public-url" in lines
    assert "/_sandbox is closed" in lines
    assert "TRUSTLINK_SANDBOX_SECRET" in lines


def test_a_secret_and_a_public_url_leave_nothing_to_be_done():
    lines = told(host=ANYWHERE, has_secret=True, public_url="https://mock.example")

    assert "all interfaces" in lines
    assert "--public-url" not in lines
    assert "closed" not in lines


def test_one_interface_is_told_of_the_closed_control_alone():
    lines = told(host="192.0.2.7")

    assert "/_sandbox is closed" in lines
    assert "--public-url" not in lines


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_on_loopback_nothing_is_said(host):
    assert "_sandbox" not in told(host=host)


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("https://127.0.0.1:443", "https://127.0.0.1"),
        ("http://[::1]:80", "http://[::1]"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.0.0.1:443", "http://127.0.0.1:443"),
        ("https://mock.example", "https://mock.example"),
    ],
)
def test_an_origin_leaves_out_the_port_of_its_scheme(origin, expected):
    assert without_default_port(origin) == expected
    assert parse_origin(origin) == expected


def test_the_origin_of_a_socket_leaves_it_out_as_well():
    class Bound:
        def getsockname(self):
            return ("0.0.0.0", 80)  # noqa: S104 -- told of, not bound to

    assert origin_of(Bound()) == "http://127.0.0.1"
