"""Home of the tests of HS codes and of the pilot's scope."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustlink.errors import IdentifierError
from trustlink.identifiers import (
    HS_VERSION,
    HsCode,
    hs6_of,
    parse_hs6,
    parse_hs10,
    parse_hs_code,
    pilot_scope,
)

STABLE = settings(deadline=None, derandomize=True, max_examples=200)
ANNOUNCED = [parse_hs6("853221"), parse_hs6("854141"), parse_hs6("854149")]


@STABLE
@given(st.from_regex("[0-9]{6}([0-9]{2}){0,2}", fullmatch=True))
def test_six_eight_and_ten_digits_are_well_formed(text: str) -> None:
    code = parse_hs_code(text)

    assert code == text
    assert parse_hs6(hs6_of(code)) == text[:6]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "8532",
        "85322",
        "8532211",
        "853221100",
        "85322110000",
        "8532.21",
        "8532 21",
        "853221\n",
        " 853221",
        "85322A",
        "\uff1853221",
        "\u0e58\u0e55\u0e53\u0e52\u0e52\u0e51",
    ],
)
def test_another_form_of_an_hs_code_is_refused(text: str) -> None:
    with pytest.raises(IdentifierError, match="HS code") as refusal:
        parse_hs_code(text)

    assert refusal.value.code == "form"


@pytest.mark.parametrize("text", ["8532", "85322110", "8532211000", "853221\n"])
def test_a_subheading_has_six_digits(text: str) -> None:
    with pytest.raises(IdentifierError, match="HS subheading"):
        parse_hs6(text)


@pytest.mark.parametrize("text", ["853221", "85322110", "85322110001", "8532211000\n"])
def test_a_chinese_code_has_ten_digits(text: str) -> None:
    with pytest.raises(IdentifierError, match="Chinese HS code"):
        parse_hs10(text)


def test_a_chinese_code_belongs_to_its_subheading() -> None:
    assert hs6_of(parse_hs10("8532211000")) == "853221"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], "NOT_CHECKED"),
        (["853221"], "IN"),
        (["853221", "85322110", "8541490000"], "IN"),
        (["854142"], "OUT"),
        (["8541420000", "8541430000", "950300"], "OUT"),
        (["8541410000", "8541420000"], "PARTIAL"),
        (["950300", "853221"], "PARTIAL"),
    ],
)
def test_scope_is_decided_by_the_first_six_digits(texts: list[str], expected: str) -> None:
    codes: list[HsCode] = [parse_hs_code(text) for text in texts]

    assert pilot_scope(codes, announced=ANNOUNCED) == expected


def test_the_version_of_the_nomenclature_is_stated() -> None:
    assert HS_VERSION == "2022"
