"""Home of the tests of forged tokens, and of what a problem and a URL must not show."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from urllib.parse import quote

import pytest

from trustlink.requirements import load_requirements
from trustlink_conformance.forgeries import Forgery, forged
from trustlink_conformance.leaks import asked_text, leak_in, secret_in

ORIGIN, NOW = "https://site.example", 1_790_000_000.0
PATTERNS = load_requirements()["ERR-03"].leak_patterns
ASKED = "https://site.example/trustlink/v1/suppliers/91440300TL0000016J"
OPAQUE = "b8Zq0Vx-synthetic_opaque.token~0123456789"
FORGERIES: tuple[Forgery, ...] = (
    "another payload",
    "another signature",
    "no signature",
    "more at the end",
)


def written(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def read(part: str) -> Any:
    return json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))


HEADER, CLAIMS = {"alg": "ES256", "typ": "at+jwt"}, {"sub": "importer", "exp": 1, "scope": "verify"}
JWT = f"{written(HEADER)}.{written(CLAIMS)}.c2lnbmF0dXJlLW9mLXRoZS1zaXRl"


@pytest.mark.parametrize("forgery", FORGERIES)
@pytest.mark.parametrize("token", [JWT, OPAQUE, "short", "a.b.c", "é.é.é", "a"])
def test_a_forged_token_is_never_the_good_one(token: str, forgery: Forgery) -> None:
    assert forged(token, forgery, origin=ORIGIN, now=NOW) != token


def test_another_payload_keeps_header_and_signature() -> None:
    header, payload, signature = forged(JWT, "another payload", origin=ORIGIN, now=NOW).split(".")

    assert [header, signature] == JWT.split(".")[::2]
    assert read(payload) == {**CLAIMS, "exp": NOW + 86_400}


def test_another_signature_keeps_what_is_signed() -> None:
    header, payload, signature = forged(JWT, "another signature", origin=ORIGIN, now=NOW).split(".")

    assert [header, payload] == JWT.split(".")[:2]
    assert len(signature) == len(JWT.split(".")[2])


def test_no_signature_keeps_the_claims_byte_by_byte() -> None:
    forgery = forged(JWT, "no signature", origin=ORIGIN, now=NOW)

    assert forgery.split(".")[1] == JWT.split(".")[1]


@pytest.mark.parametrize(
    ("token", "more"),
    [(JWT, f"{JWT}AAAA"), ("b8Zq0Vx==", "b8Zq0VxAAAA==")],
)
def test_more_at_the_end_is_still_a_token(token: str, more: str) -> None:
    assert forged(token, "more at the end", origin=ORIGIN, now=NOW) == more


@pytest.mark.parametrize("token", [JWT, OPAQUE])
def test_no_signature_is_a_jwt_of_the_algorithm_none(token: str) -> None:
    header, payload, signature = forged(token, "no signature", origin=ORIGIN, now=NOW).split(".")

    assert read(header)["alg"] == "none"
    assert read(payload)["scope"]
    assert signature == ""


@pytest.mark.parametrize(
    "text",
    [
        "No such supplier.",
        "91440300TL0000016J is not served.",
        "The 18th character of 91440300TL0000016K is wrong.",
        "A code as 000000000000000000 was expected.",
    ],
)
def test_a_problem_may_name_what_was_asked_about(text: str) -> None:
    assert leak_in(text, asked=ASKED, patterns=PATTERNS) is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("b\t:\x9a1", "b\\t:\\x9a1"),
        ("b:\x9a", "b:\\x9a"),
        ("C:\\temp\\x", "C:\\temp\\x"),
        ("x /tmp/y", "x /tmp/y"),
        ("eyJh.eyJi", "eyJh.eyJi"),
    ],
)
def test_a_name_that_was_asked_with_may_be_shown_with_its_controls_escaped(
    name: str, shown: str
) -> None:
    problem = json.dumps({"errors": [{"parameter": shown}]})

    asked = asked_text(f"{ASKED}?{quote(name)}=1", None)

    assert leak_in(problem, asked=asked, patterns=PATTERNS) is None
    assert leak_in(problem, asked=ASKED, patterns=PATTERNS) is not None


def test_a_trace_is_found_where_json_escapes_it() -> None:
    problem = json.dumps({"detail": 'it broke\nFile "/app/site.py", line 3, in answer'})

    assert leak_in(problem, asked=ASKED, patterns=PATTERNS) == 'File "/app/site.py", line 3'


@pytest.mark.parametrize(
    "asked", ["91320594tl0000024x", "91320594 TL0000024X", "91-320594-TL0000024-X"]
)
def test_a_code_that_was_asked_about_in_another_spelling_is_no_secret(asked: str) -> None:
    assert leak_in("Is 91320594TL0000024X meant?", asked=asked, patterns=PATTERNS) is None


@pytest.mark.parametrize(
    "text",
    ["Did you mean 91320594TL0000024X?", "in /srv/app/suppliers", "ORA-01722: invalid number"],
)
def test_a_problem_must_not_show_another_supplier_or_the_inside(text: str) -> None:
    assert leak_in(text, asked=ASKED, patterns=PATTERNS)


def test_what_was_asked_is_the_decoded_url_and_the_body() -> None:
    assert asked_text("https://x.example/a%20b", b'{"c":1}') == 'https://x.example/a b {"c":1}'


@pytest.mark.parametrize("url", ["/v?t=abcdefgh%2Fi", "https://x.example/abcdefgh/i"])
def test_a_secret_in_a_url_is_found_however_it_is_written(url: str) -> None:
    assert secret_in(url, {"abcdefgh/i"}) == "abcdefgh/i"


def test_a_short_text_is_no_secret() -> None:
    assert secret_in("/trustlink/v1/status", {"v1", ""}) is None
