"""Home of the tests of the standings: no word greener than a site's own, the worst decides."""

from itertools import permutations
from typing import Any

import pytest
from fleet_results import EXIT_CODE, job, report

from trustlink_conformance.fleet.standing import (
    WORDS_WORST_FIRST,
    Standing,
    standing_of,
    standing_without_report,
    worst_exit_code,
    worst_word,
)
from trustlink_conformance.verdict import Word


def standing(word: str, exit_code: int | None = None, reason: str = "", **members: Any) -> Standing:
    document = report(word, **members)
    code = document["exitCode"] if exit_code is None else exit_code
    return standing_of(job(), document, exit_code=code, reason=reason)


@pytest.mark.parametrize("word", list(Word))
def test_a_whole_run_has_the_word_of_its_report(word: str) -> None:
    found = standing(word)

    assert (found.word, found.exit_code, found.is_whole) == (word, EXIT_CODE[word], True)
    assert found.text == report(word)["verdict"]["text"]


@pytest.mark.parametrize("word", list(Word))
def test_a_run_that_was_cut_short_is_an_error_unless_something_failed(word: str) -> None:
    found = standing(word, exit_code=-9, reason="it was not done within 5 s and was ended")

    expected = ("NOT_CONFORMANT", 1) if word == "NOT_CONFORMANT" else ("ERROR", 4)
    assert (found.word, found.exit_code) == expected
    assert not found.is_whole


def test_a_report_that_its_process_contradicts_is_an_error() -> None:
    found = standing("CONFORMANT", exit_code=1)

    assert (found.word, found.exit_code) == ("ERROR", 4)
    assert found.reason == "its process ended with 1, its report says 0"


@pytest.mark.parametrize(
    ("exit_code", "word", "expected"),
    [(2, "NO_VERDICT", 2), (4, "ERROR", 4), (-11, "ERROR", 4), (0, "ERROR", 4), (1, "ERROR", 4)],
)
def test_without_a_report_there_is_no_green(exit_code: int, word: str, expected: int) -> None:
    found = standing_without_report(job(), exit_code=exit_code, reason="x")

    assert (found.word, found.exit_code, found.is_whole) == (word, expected, False)


CODES = dict(zip(WORDS_WORST_FIRST, (1, 4, 2, 3, 0, 0), strict=True))


@pytest.mark.parametrize("pair", list(permutations(WORDS_WORST_FIRST, 2)))
def test_the_worst_decides_in_any_order(pair: tuple[str, str]) -> None:
    found = [Standing("a", "", "", word, "", CODES[word]) for word in pair]

    worst = min(pair, key=WORDS_WORST_FIRST.index)
    assert worst_word(found) == worst
    assert worst_exit_code(found) == CODES[worst]


def test_failures_that_are_known_count_as_their_report_says() -> None:
    found = standing("NOT_CONFORMANT", exitCode=0)

    assert (found.word, found.exit_code, found.is_whole) == ("NOT_CONFORMANT", 0, True)


def test_what_a_site_wrote_is_one_harmless_line() -> None:
    found = standing_without_report(job(), exit_code=4, reason=f"\x1b[31m\n\u202e{'x' * 9000}")

    assert found.reason.startswith("\\u001b[31m\\n\\u202exxx")
    assert len(found.reason) < 700
