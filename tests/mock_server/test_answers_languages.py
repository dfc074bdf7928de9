"""The language of texts: RFC 4647 lookup over en, zh-CN, th and vi."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlink_mock.answers.texts import choose_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("en", "en"),
        ("en-GB", "en"),
        ("zh-CN", "zh-CN"),
        ("zh", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("zh-Hant-HK", "zh-CN"),
        ("ZH-hans", "zh-CN"),
        ("th-TH", "th"),
        ("vi-VN", "vi"),
        ("VI", "vi"),
        ("de", "en"),
        ("thai", "en"),
        ("x-vi", "en"),
    ],
)
def test_a_range_is_shortened_until_a_language_fits(header: str | None, language: str) -> None:
    assert choose_language(header) == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("th;q=0.5, vi;q=0.8", "vi"),
        ("th;q=0.1, zh-Hans-CN;q=0.9", "zh-CN"),
        ("en;q=0.3,th-TH", "th"),
        ("th, vi", "th"),
        ("vi;q=0.7, th;q=0.7", "vi"),
        ("de, fr;q=0.9, th;q=0.1", "th"),
        ("th ; q=0.2 , vi\t;\tQ=0.3", "vi"),
        ("th;q=0.001", "th"),
        ("th;q=1.000", "th"),
    ],
)
def test_the_greatest_weight_decides_and_the_first_of_equals(header: str, language: str) -> None:
    assert choose_language(header) == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("*", "en"),
        ("*, vi;q=0.1", "vi"),
        ("vi;q=0.1, *;q=0.9", "vi"),
        ("de, *;q=0.5", "en"),
        ("th;q=0", "en"),
        ("th;q=0.000, vi;q=0.1", "vi"),
        ("en;q=0", "en"),
    ],
)
def test_a_star_and_weight_zero_are_passed_over(header: str, language: str) -> None:
    assert choose_language(header) == language


@pytest.mark.parametrize(
    "header",
    [
        "th;q=1.1", "th;q=-1", "th;q=x", "th;q=", "th;q=0.1234", "th;level=1", "th_TH", "th-",
        "t\u00e9", ";;;", ",,,", "th vi", "th;q=1;q=0", "\x00", "*-TH", "th-abcdefghi",
    ],
)  # fmt: skip
def test_what_is_malformed_is_passed_over(header: str) -> None:
    assert choose_language(header) == "en"
    assert choose_language(f"{header}, vi;q=0.1") == "vi"


@given(st.text())
def test_no_header_is_too_strange(header: str) -> None:
    assert choose_language(header) in {"en", "zh-CN", "th", "vi"}
