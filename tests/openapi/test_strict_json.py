"""Home of the tests of reading JSON that a stranger wrote."""

import time

import pytest

from trustlink.json_text import MAX_DEPTH, JsonDocument, JsonFault, read_json


def test_plain_json_is_read() -> None:
    read = read_json('{"a": ["ü", 1.0, true, null], "b": "[[{"}'.encode())

    assert read == JsonDocument({"a": ["ü", 1.0, True, None], "b": "[[{"})


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_json_that_is_nested_too_deep_is_refused_before_it_is_parsed(opening: bytes) -> None:
    read = read_json(opening * 100_000)

    assert read == JsonFault(f"it is nested deeper than {MAX_DEPTH} levels")


def test_depth_up_to_the_limit_is_read() -> None:
    text = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH

    assert isinstance(read_json(text), JsonDocument)


def test_brackets_within_strings_are_no_depth() -> None:
    text = b'["' + b'[{\\"' * 1000 + b'"]'

    assert isinstance(read_json(text), JsonDocument)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"nul",
        b"[NaN]",
        b"[Infinity]",
        b"[-Infinity]",
        b"[1e999]",
        b'["\\ud800"]',
        b'{"\\uDFFF": 1}',
        b'"\xff"',
        b"\xef\xbb\xbf{}",
        b"\x00",
        b"[" + b"1" * 5000 + b"]",
        b'{"a": 1} x',
    ],
)
def test_what_is_no_usable_json_is_a_fault_and_no_exception(text: bytes) -> None:
    assert isinstance(read_json(text), JsonFault)


def test_surrogate_pairs_are_read() -> None:
    assert read_json(b'["\\ud83d\\ude00"]') == JsonDocument(["😀"])


def test_repeated_members_are_noticed() -> None:
    read = read_json(b'{"a": 1, "b": {"c": 1, "c": 2}, "a": 3}')

    assert read == JsonDocument({"a": 3, "b": {"c": 2}}, repeated=("c", "a"))


@pytest.mark.parametrize("unit", [b'\\"', b'"', b"\\", b'"\\', b"a", b"[]"])
def test_two_megabytes_of_anything_are_read_in_linear_time(unit: bytes) -> None:
    text = b'"' + unit * (2 * 1024 * 1024 // len(unit))
    started = time.monotonic()

    read_json(text)

    assert time.monotonic() - started < 5
