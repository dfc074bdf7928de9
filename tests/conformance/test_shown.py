"""What is shown of a failure is redacted first and shortened after it."""

import pytest

from trustlink_conformance.judgement import InvalidPart
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.shown import shown_invalid, shown_line

NUMBER = "0105569990011"


@pytest.fixture
def redactor() -> Redactor:
    found = Redactor()
    found.hide_personal(NUMBER)
    return found


def test_a_requesters_number_is_hidden_in_details_however_long(redactor: Redactor) -> None:
    line = shown_line(f"{'x' * 1995}{NUMBER}{'y' * 5000}", redactor)

    assert len(line) == 2000
    assert "010556" not in line
    assert NUMBER not in shown_line(f"hashed are 9 bytes: {NUMBER}", redactor)


def test_a_requesters_number_is_hidden_in_the_part_that_had_to_be_refused(
    redactor: Redactor,
) -> None:
    shown = shown_invalid(InvalidPart("/requester/id", "maxLength 35", f"{NUMBER}\n"), redactor)

    assert NUMBER not in shown["value"]
    assert shown["place"] == "/requester/id"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("101", '"101"'),
        ("0" * 36, f'"{"0" * 36}" (36 characters)'),
        ([1, 2], "[1, 2] (2 items)"),
        (5, "5"),
    ],
)
def test_of_a_long_value_the_length_is_told(value: object, shown: str, redactor: Redactor) -> None:
    assert shown_invalid(InvalidPart("/x", "c", value), redactor)["value"] == shown


def test_a_request_without_such_a_part_shows_none(redactor: Redactor) -> None:
    assert shown_invalid(None, redactor) == {}
