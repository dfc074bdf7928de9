"""Home of the tests of the verdict: a table of outcomes, words and exit codes."""

import pytest

from trustlink_conformance.results import Outcome
from trustlink_conformance.verdict import NOT_JUDGED, Ruled, Verdict, outcome_of, verdict_of

PASSED, FAILED, WARNED = Outcome.PASSED, Outcome.FAILED, Outcome.WARNED
APART, UNTESTED, ERROR = Outcome.NOT_APPLICABLE, Outcome.NOT_TESTABLE, Outcome.ERROR


def ruled(*outcomes: tuple[str, Outcome]) -> list[Ruled]:
    return [Ruled(f"X-{n:02}", level, outcome) for n, (level, outcome) in enumerate(outcomes)]


def judged(
    *outcomes: tuple[str, Outcome], selection: bool = False, problems: tuple[str, ...] = ()
) -> Verdict:
    return verdict_of(
        ruled(*outcomes), mode="sandbox", total=84, selection=selection, problems=problems
    )


@pytest.mark.parametrize(
    ("outcomes", "word", "exit_code"),
    [
        ([("MUST", PASSED)], "CONFORMANT", 0),
        ([("MUST", PASSED), ("SHOULD", WARNED)], "CONFORMANT", 0),
        ([("MUST", PASSED), ("SHOULD", UNTESTED)], "CONFORMANT", 0),
        ([("MUST", PASSED), ("MUST", APART)], "CONFORMANT", 0),
        ([("MUST", PASSED), ("MUST", UNTESTED)], "INCOMPLETE", 3),
        ([("MUST", PASSED), ("MUST_NOT", UNTESTED)], "INCOMPLETE", 3),
        ([("MUST", PASSED), ("MUST", UNTESTED), ("MUST", ERROR)], "ERROR", 4),
        ([("MUST", PASSED), ("SHOULD", ERROR)], "ERROR", 4),
        ([("MUST", FAILED)], "NOT_CONFORMANT", 1),
        ([("MUST_NOT", FAILED)], "NOT_CONFORMANT", 1),
        ([("MUST", FAILED), ("MUST", ERROR), ("MUST", UNTESTED)], "NOT_CONFORMANT", 1),
        ([("MUST", APART)], "INCOMPLETE", 3),
        ([], "INCOMPLETE", 3),
    ],
)
def test_the_word_follows_from_the_outcomes(
    outcomes: list[tuple[str, Outcome]], word: str, exit_code: int
) -> None:
    verdict = judged(*outcomes)

    assert (verdict.word, verdict.exit_code) == (word, exit_code)


@pytest.mark.parametrize(
    ("outcomes", "word", "exit_code"),
    [
        ([("MUST", PASSED)], "SELECTION", 0),
        ([("MUST", FAILED)], "NOT_CONFORMANT", 1),
        ([("MUST", UNTESTED)], "INCOMPLETE", 3),
        ([("MUST", ERROR)], "ERROR", 4),
    ],
)
def test_a_selection_is_never_conformant(
    outcomes: list[tuple[str, Outcome]], word: str, exit_code: int
) -> None:
    verdict = judged(*outcomes, selection=True)

    assert (verdict.word, verdict.exit_code) == (word, exit_code)
    assert "gives no verdict" in verdict.text


@pytest.mark.parametrize(
    ("outcome", "word"), [(PASSED, "ERROR"), (UNTESTED, "ERROR"), (FAILED, "NOT_CONFORMANT")]
)
def test_a_problem_of_the_run_is_never_green(outcome: Outcome, word: str) -> None:
    verdict = judged(("MUST", outcome), problems=("interrupted",))

    assert verdict.word == word


@pytest.mark.parametrize(
    ("outcomes", "text"),
    [
        ([("MUST", PASSED)] * 61, f"CONFORMANT (sandbox, 61 of 84 requirements; {NOT_JUDGED})"),
        (
            [("MUST", PASSED), ("SHOULD", WARNED)],
            f"CONFORMANT (sandbox, 1 of 84 requirements, 1 warning; {NOT_JUDGED})",
        ),
        (
            [("MUST", PASSED)] * 12 + [("MUST", UNTESTED)] * 3,
            "INCOMPLETE (sandbox, 3 not testable, 12 passed of 84 requirements)",
        ),
        (
            [("MUST", FAILED), ("MUST", ERROR), ("MUST", PASSED)],
            "NOT_CONFORMANT (sandbox, 1 failed, 1 in error, 1 passed of 84 requirements)",
        ),
    ],
)
def test_the_text_names_mode_and_count(outcomes: list[tuple[str, Outcome]], text: str) -> None:
    assert judged(*outcomes).text == text


@pytest.mark.parametrize(
    ("level", "parts", "outcome"),
    [
        ("MUST", [PASSED, FAILED, ERROR, UNTESTED], FAILED),
        ("MUST_NOT", [PASSED, FAILED], FAILED),
        ("SHOULD", [PASSED, FAILED], WARNED),
        ("MAY", [FAILED], WARNED),
        ("MUST", [PASSED, ERROR, UNTESTED], ERROR),
        ("MUST", [PASSED, UNTESTED], UNTESTED),
        ("MUST", [PASSED, APART], PASSED),
        ("MUST", [APART], APART),
        ("MUST", [], UNTESTED),
    ],
)
def test_a_requirement_is_no_greener_than_its_checks(
    level: str, parts: list[Outcome], outcome: Outcome
) -> None:
    assert outcome_of(level, parts) == outcome
