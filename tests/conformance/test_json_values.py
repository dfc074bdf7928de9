"""Home of the tests of looking into JSON values."""

import pytest

from trustlink_conformance.pointer import ABSENT, is_equal, value_at

DOCUMENT = {"a": [{"b": None}], "": 1, "x/y": {"~": 2}, "1": 3}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", DOCUMENT),
        ("/a/0/b", None),
        ("/", 1),
        ("/x~1y/~0", 2),
        ("/1", 3),
        ("/a/1", ABSENT),
        ("/a/-", ABSENT),
        ("/a/00", ABSENT),
        ("/a/b", ABSENT),
        ("/1/2", ABSENT),
        ("/nothing/here", ABSENT),
    ],
)
def test_a_pointer_leads_to_its_value_or_to_nothing(pointer: str, value: object) -> None:
    assert value_at(DOCUMENT, pointer) == value


def test_a_text_that_is_no_pointer_is_the_checks_mistake() -> None:
    with pytest.raises(ValueError, match="no JSON pointer"):
        value_at(DOCUMENT, "a/0")


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (1, 1.0, True),
        (True, 1, False),
        (False, 0, False),
        (None, False, False),
        ([1, 2], [2, 1], False),
        ([True], [1], False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"a": 1, "b": None}, False),
        ("1", 1, False),
    ],
)
def test_equality_is_that_of_json(left: object, right: object, equal: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert is_equal(left, right) is equal
