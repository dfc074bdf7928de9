"""What is remembered of texts is the same, and is not more than fits."""

import pytest

from trustlink_conformance.remembered import remembered


@pytest.fixture
def counted():
    calls = []

    @remembered
    def shouted(text, *, end="!"):
        calls.append(text)
        if not text:
            raise ValueError("nothing to shout")
        return text.upper() + end

    return shouted, calls


def test_the_same_text_is_worked_out_once(counted):
    shouted, calls = counted

    assert [shouted("a"), shouted("a"), shouted("b"), shouted("a", end="?")] == [
        "A!", "A!", "B!", "A?",
    ]  # fmt: skip
    assert calls == ["a", "b", "a"]


def test_a_long_text_is_worked_out_each_time(counted):
    shouted, calls = counted
    long = "a" * 20_000

    assert shouted(long) == shouted(long)
    assert len(calls) == 2


def test_what_is_raised_is_raised_again(counted):
    shouted, calls = counted

    for _ in range(2):
        with pytest.raises(ValueError, match="nothing"):
            shouted("")
    assert len(calls) == 2
