"""The type of a value tells what usually wrote it."""

import pytest

from trustlink_conformance.hints import Hint
from trustlink_conformance.usual_causes import hint_for_text, hint_for_type


@pytest.mark.parametrize(
    ("wanted", "found", "hint"),
    [
        ("object", [], Hint.EMPTY_LIST),
        ("object", '{"a": 1}', Hint.ENCODED_TWICE),
        ("object", [1], ""),
        ("array", {}, Hint.EMPTY_OBJECT),
        ("array", {"0": 1, "2": 3}, Hint.NUMBERED_OBJECT),
        ("array", {"code": 1}, Hint.ONE_ITEM),
        ("integer", "5", Hint.NUMBER_AS_TEXT),
        ("string", 8532, Hint.TEXT_AS_NUMBER),
        ("boolean", 1, Hint.BOOLEAN_AS_NUMBER),
        ("string", None, Hint.NULL_FOR_ABSENT),
        ("integer", [], ""),
    ],
)
def test_a_value_of_another_type_has_its_usual_cause(wanted: str, found: object, hint: str) -> None:
    assert hint_for_type(wanted, found) == hint


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (b"\xef\xbb\xbf{}", Hint.BYTE_ORDER_MARK),
        (b"<br />\nWarning: x\n{}", Hint.OUTPUT_BEFORE_JSON),
        (b'{"a": NaN}', Hint.NOT_STRICT_JSON),
        (b"<html></html>", ""),
        (b"", ""),
    ],
)
def test_a_body_that_is_no_json_has_its_usual_cause(body: bytes, hint: str) -> None:
    assert hint_for_text(body) == hint
