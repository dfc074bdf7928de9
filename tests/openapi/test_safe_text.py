"""Foreign text in a line of a terminal or of a CI log."""

import json

import pytest

from trustlink.safe_text import escape, harmless, harmless_lines, without_commands


@pytest.mark.parametrize("text", ["::set-output name=a::b", " \t::error::x", "\u3000::x", "a\n::x"])
def test_no_line_begins_with_a_workflow_command(text: str) -> None:
    safe = without_commands(harmless_lines(text))

    assert not any(line.strip().startswith("::") for line in safe.split("\n"))
    assert len(safe) > len(text)


@pytest.mark.parametrize("text", ["a::b", "std::vector", "12:30", ": :"])
def test_colons_within_a_line_stay(text: str) -> None:
    assert without_commands(text) == text


def test_a_bracket_behind_two_hashes_is_escaped_anywhere_in_a_line() -> None:
    assert harmless("x ##[error]y") == r"x ##\u005berror]y"


@pytest.mark.parametrize("sign", ["\x1b", "\x85", "\u202e", "\U0001f600", "中"])
def test_an_escape_is_valid_in_json(sign: str) -> None:
    assert json.loads(f'"{escape(sign)}"') == sign
