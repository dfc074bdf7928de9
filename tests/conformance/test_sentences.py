"""Home of the tests of sentences and their outcomes, as checks look for them in any answer."""

from typing import Any

import pytest

from trustlink_conformance.sentences import is_explained, is_written, outcomes

CLEAR: dict[str, Any] = {"outcome": "CLEAR", "reasons": []}
RESULTS = {"noViolation": {"outcome": "CLEAR", "reasons": [], "data": CLEAR}}


def said(message: str) -> list[dict[str, str]]:
    return [{"code": "NO_NOTICE_IN_WINDOW", "message": message}]


@pytest.mark.parametrize(
    ("told", "pointers"),
    [
        (CLEAR, [""]),
        ({"results": RESULTS}, ["/results/noViolation", "/results/noViolation/data"]),
        (
            {"items": [{"problem": {}}, {"verification": {"results": RESULTS}}]},
            [
                "/items/1/verification/results/noViolation",
                "/items/1/verification/results/noViolation/data",
            ],
        ),
        ({"items": [{"kind": "TAX"}], "unknown": {"outcome": "of the site's own"}}, []),
        (None, []),
        ([[CLEAR]], []),
        ({"results": [], "items": {"0": 1}}, []),
    ],
)
def test_outcomes_are_found_where_the_contract_has_them(told: Any, pointers: list[str]) -> None:
    assert [pointer for pointer, _ in outcomes(told)] == pointers


@pytest.mark.parametrize(
    ("message", "language", "expected"),
    [
        ("No notice was found.", "en", True),
        ("The notice 甬关缉违字 was found in time.", "en", True),
        ("三年内没有处罚 (clear)", "en", False),
        ("Không có thông báo nào được tìm thấy.", "en", False),
        ("ไม่พบประกาศ", "en", False),
        ("三年内没有处罚", "zh-CN", True),
        ("No notice was found.", "zh-CN", False),
        ("ไม่พบประกาศ", "th", True),
        ("Không có thông báo nào được tìm thấy.", "vi", True),
    ],
)
def test_the_letters_tell_the_language(message: str, language: str, *, expected: bool) -> None:
    assert is_written(said(message), language) is expected


def test_a_reason_without_a_sentence_explains_nothing() -> None:
    assert not is_explained([])
    assert not is_explained(said(" "))
    assert is_explained(said("No notice was found."))
