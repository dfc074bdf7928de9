"""What comes where JSON is due is named: a redirect with its Location, a page with its title."""

import pytest

from trustlink_conformance.exchange import Incoming
from trustlink_conformance.instead import instead_of_json

HTML = (("Content-Type", "text/html; charset=utf-8"),)
JSON = (("Content-Type", "application/json"),)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_shows_its_location_and_says_to_use_it(status: int) -> None:
    response = Incoming(status, (("location", "https://www.shop.example/x"), *HTML), b"<html>")

    assert instead_of_json(response) == (
        'a redirect to "https://www.shop.example/x": if the interface is there, use that URL in '
        "the target file"
    )


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"<!doctype html><title>Just a moment...</title>", 'titled "Just a moment..."'),
        (b"<html><TITLE lang=en>\n Sign &amp; in </TITLE>", 'titled "Sign & in"'),
        (b"<p>Blocked</p>", "without a title"),
        (b"<title>" + b"x" * 500 + b"</title>", 'titled "' + "x" * 80 + '"'),
        (b'<title>\x1b[31m"red"</title>', 'titled "\\u001b[31m\\"red\\""'),
        (b"<title>" * 5000, "without a title"),
    ],
)
def test_a_page_is_named_with_its_title(body: bytes, named: str) -> None:
    told = instead_of_json(Incoming(200, HTML, body))

    assert told.startswith(f"an HTML page {named}: a login, challenge")


def test_a_page_that_calls_itself_json_is_a_page() -> None:
    told = instead_of_json(Incoming(403, JSON, b"<!-- x --> <!DOCTYPE html><title>WAF</title>"))

    assert told.startswith('an HTML page titled "WAF"')


@pytest.mark.parametrize(
    "response",
    [
        Incoming(200, JSON, b'{"title": "<title>no</title>"}'),
        Incoming(302, JSON, b"{}"),
        Incoming(201, (("Location", "/x"), *JSON), b"{}"),
        Incoming(404, (), b""),
    ],
)
def test_anything_else_has_no_other_name(response: Incoming) -> None:
    assert instead_of_json(response) == ""
