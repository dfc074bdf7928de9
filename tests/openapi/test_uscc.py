"""Home of the tests of the Unified Social Credit Code."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc as stdnum_uscc

from trustlink.errors import IdentifierError
from trustlink.identifiers import (
    USCC_ALPHABET,
    Uscc,
    is_enterprise,
    make_uscc,
    parse_uscc,
    subject_check_digit,
)

STABLE = settings(deadline=None, derandomize=True, max_examples=200)

SAMPLES = [
    "91440300TL0000016J",
    "91320594TL0000024X",
    "91330200TL00000328",
    "92440300TL00000400",
    "91440300MAD8F47U0B",
    "914313817947309283",
    "91110000600037341L",
]

divisions = st.from_regex("[0-9]{6}", fullmatch=True)
subjects = st.text(USCC_ALPHABET, min_size=8, max_size=8)
usccs = st.builds(
    lambda division, subject, category: make_uscc(
        division=division, subject=subject, category=category
    ),
    divisions,
    subjects,
    st.sampled_from(["91", "92", "93", "11", "51"]),
)


def one_character_changed(uscc: str) -> list[str]:
    return [
        uscc[:position] + character + uscc[position + 1 :]
        for position in range(18)
        for character in USCC_ALPHABET
        if character != uscc[position]
    ]


def two_neighbours_swapped(uscc: str) -> set[str]:
    swapped = {uscc[:left] + uscc[left + 1] + uscc[left] + uscc[left + 2 :] for left in range(17)}
    return swapped - {uscc}


def code_of_refusal(text: str) -> str:
    with pytest.raises(IdentifierError) as refusal:
        parse_uscc(text)
    return refusal.value.code


@pytest.mark.parametrize("sample", SAMPLES)
def test_published_codes_are_well_formed(sample: str) -> None:
    assert parse_uscc(sample) == sample


@STABLE
@given(usccs)
def test_a_made_code_passes_our_parser_and_stdnum(uscc: Uscc) -> None:
    assert parse_uscc(uscc) == uscc
    assert stdnum_uscc.validate(uscc) == uscc


@STABLE
@given(usccs)
def test_a_made_code_carries_both_check_digits(uscc: Uscc) -> None:
    assert uscc[16] == subject_check_digit(uscc[8:16])
    assert uscc[17] == stdnum_uscc.calc_check_digit(uscc[:17])


@pytest.mark.parametrize(
    ("division", "subject", "category", "expected"),
    [
        ("440300", "TL000001", "91", "91440300TL0000016J"),
        ("320594", "TL000002", "91", "91320594TL0000024X"),
        ("330200", "TL000003", "91", "91330200TL00000328"),
        ("440300", "TL000004", "92", "92440300TL00000400"),
    ],
)
def test_the_published_synthetic_codes_are_made_from_their_stems(
    division: str, subject: str, category: str, expected: str
) -> None:
    assert make_uscc(division=division, subject=subject, category=category) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [("MAD8F47U", "0"), ("79473092", "8"), ("60003734", "1"), ("TL000002", "4"), ("00000006", "X")],
)
def test_the_subject_check_digit_is_that_of_gb_11714(subject: str, expected: str) -> None:
    assert subject_check_digit(subject) == expected


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_change_of_one_character_is_caught(sample: str) -> None:
    changed = one_character_changed(sample)

    assert len(changed) == 18 * 30
    assert {code_of_refusal(text) for text in changed} == {"check"}


@settings(STABLE, max_examples=20)
@given(usccs)
def test_every_change_of_one_character_of_a_made_code_is_caught(uscc: Uscc) -> None:
    assert {code_of_refusal(text) for text in one_character_changed(uscc)} == {"check"}


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_swap_of_neighbours_is_caught(sample: str) -> None:
    assert {code_of_refusal(text) for text in two_neighbours_swapped(sample)} == {"check"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 91440300TL0000016J",
        "91440300TL0000016J ",
        "91440300TL0000016J\n",
        "91440300 TL000001 6J",
        "91-440300-TL000001-6-J",
        "91440300tl0000016j",
        "91440300TL0000016j",
        "\uff191440300TL0000016J",
        "\u0669\u0661440300TL0000016J",
        "91440300TL0000016",
        "91440300TL0000016JJ",
        "91440300TI0000016J",
        "91440300TO0000016J",
        "91440300TZ0000016J",
        "91440300TS0000016J",
        "91440300TV0000016J",
        "91440300TL0000016\u017f",
        "\ud800" * 18,
        "9" * 10_000,
    ],
)
def test_another_written_form_is_refused(text: str) -> None:
    assert code_of_refusal(text) == "form"


@STABLE
@given(st.text(max_size=20))
def test_any_text_is_either_a_code_or_an_identifier_error(text: str) -> None:
    assert code_of_refusal(text) in {"form", "check"}


def test_a_wrong_second_check_digit_is_never_refused() -> None:
    stem = "91440300TL0000010"

    uscc = stem + stdnum_uscc.calc_check_digit(stem)

    assert subject_check_digit("TL000001") != "0"
    assert parse_uscc(uscc) == uscc


@pytest.mark.parametrize("category", ["A1", "N1", "Y1"])
def test_a_legal_code_that_starts_with_a_letter_is_well_formed_though_stdnum_refuses_it(
    category: str,
) -> None:
    uscc = make_uscc(division="440300", subject="TL000001", category=category)

    assert parse_uscc(uscc) == uscc
    assert not stdnum_uscc.is_valid(uscc)


@pytest.mark.parametrize(
    ("category", "expected"), [("91", True), ("92", False), ("93", False), ("11", False)]
)
def test_only_a_code_that_starts_with_91_is_an_enterprise(category: str, *, expected: bool) -> None:
    uscc = make_uscc(division="440300", subject="TL000001", category=category)

    assert is_enterprise(uscc) is expected


@pytest.mark.parametrize(
    ("division", "subject", "category"),
    [
        ("44030", "TL0000011", "91"),
        ("4403000", "TL00001", "91"),
        ("44030A", "TL000001", "91"),
        ("440300", "TL00000I", "91"),
        ("440300", "TL000001", "9"),
    ],
)
def test_no_code_is_made_from_parts_of_another_form(
    division: str, subject: str, category: str
) -> None:
    with pytest.raises(IdentifierError, match="in parts"):
        make_uscc(division=division, subject=subject, category=category)


def test_the_error_says_what_was_expected_and_what_was_found() -> None:
    with pytest.raises(IdentifierError) as refusal:
        parse_uscc("91440300TL0000016K")

    assert "'91440300TL0000016K' does not fit: expected J" in str(refusal.value)
    assert refusal.value.hint
    assert refusal.value.exit_code == 2


def test_the_error_shows_a_long_text_shortened_and_in_ascii() -> None:
    with pytest.raises(IdentifierError) as refusal:
        parse_uscc("\uff19" * 10_000)

    assert str(refusal.value).isascii()
    assert len(str(refusal.value)) < 400
