"""A digest that differs is explained: what is hashed, and the mistake that gives the other one."""

import json
from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

import pytest

from trustlink_conformance.digest_mistakes import explained
from trustlink_conformance.hints import Hint
from trustlink_conformance.receipts import digest_of

VALUE: dict[str, Any] = {"b": "采购 PO/1", "a": {"d": 1, "c": []}, "results": {"x": 1}}
WHOLE = {**VALUE, "receipt": {"value": "x"}}


def digest(text: str) -> str:
    return urlsafe_b64encode(sha256(text.encode()).digest()).decode().rstrip("=")


def compact(value: Any, **options: Any) -> str:
    return json.dumps(value, separators=(",", ":"), **options)


@pytest.mark.parametrize(
    ("text", "name", "hint"),
    [
        (
            compact(VALUE, ensure_ascii=False, sort_keys=True).replace("/", "\\/"),
            "slashes as \\/",
            Hint.ESCAPED_JSON,
        ),
        (compact(VALUE, sort_keys=True), "non-ASCII characters as \\u escapes", Hint.ESCAPED_JSON),
        (
            compact(VALUE).replace("/", "\\/"),
            "members in the order of the response, non-ASCII characters as \\u escapes, slashes",
            Hint.ESCAPED_JSON,
        ),
        (
            compact(VALUE, ensure_ascii=False),
            "members in the order of the response",
            Hint.NOT_CANONICAL,
        ),
        (
            json.dumps(VALUE, ensure_ascii=False, sort_keys=True),
            "blanks and line ends",
            Hint.NOT_CANONICAL,
        ),
        (compact(VALUE["results"]), "the member results alone", Hint.NOT_CANONICAL),
        (
            compact(WHOLE, ensure_ascii=False, sort_keys=True),
            "the canonical form with its receipt",
            Hint.HASHED_RECEIPT,
        ),
    ],
)
def test_a_usual_mistake_is_recognised_by_its_digest(text: str, name: str, hint: Hint) -> None:
    found = explained(VALUE, digest(text), whole=WHOLE)

    assert found.hint == hint
    assert name in found.details[1]
    assert f"{len(text.encode())} bytes" in found.details[1]
    assert found.details[2].startswith("first difference at byte ")


def test_the_text_that_is_hashed_is_shown_with_its_length() -> None:
    found = explained(VALUE, digest("something else"), whole=WHOLE)

    canonical = '{"a":{"c":[],"d":1},"b":"采购 PO/1","results":{"x":1}}'
    assert digest(canonical) == digest_of(VALUE)
    assert found.details == (
        f"hashed are {len(canonical.encode())} bytes of UTF-8: {canonical}",
        "no usual mistake gives this digest",
    )
    assert found.hint == Hint.NOT_CANONICAL


@pytest.mark.parametrize("write", [bytes.hex, lambda raw: b64encode(raw).decode()])
def test_the_right_digest_in_another_spelling_is_called_so(write: Any) -> None:
    raw = sha256('{"a":{"c":[],"d":1},"b":"采购 PO/1","results":{"x":1}}'.encode()).digest()

    found = explained(VALUE, write(raw), whole=WHOLE)

    assert found.hint == Hint.DIGEST_SPELLING


@pytest.mark.parametrize("value", [None, 5, "", "no digest", "é"])
def test_what_is_no_digest_is_explained_all_the_same(value: Any) -> None:
    assert explained(VALUE, value, whole=WHOLE).hint == Hint.NOT_CANONICAL


def test_the_members_that_differ_are_whole_so_that_secrets_in_them_are_found() -> None:
    value = {"id": "0105569990011", "name": "A/B 0105569990011", "z": 1}
    text = compact(value).replace("/", "\\/")

    found = explained(value, digest(text), whole={})

    assert found.details[2].endswith(
        '…,"name":"A/B 0105569990011"… is hashed, …,"name":"A\\/B 0105569990011"… was'
    )
