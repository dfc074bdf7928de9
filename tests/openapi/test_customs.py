"""Home of the tests of the numbers of Chinese customs."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustlink.errors import IdentifierError
from trustlink.identifiers import (
    CustomsCode,
    DeclarationNumber,
    make_aeo_code,
    make_customs_code,
    make_declaration_number,
    mask_declaration_number,
    parse_aeo_code,
    parse_customs_code,
    parse_declaration_number,
)

STABLE = settings(deadline=None, derandomize=True, max_examples=200)

customs_codes = st.builds(
    lambda division, zone, enterprise_type, serial: make_customs_code(
        division=division, zone=zone, enterprise_type=enterprise_type, serial=serial
    ),
    st.from_regex("[0-9]{4}", fullmatch=True),
    st.sampled_from("123459"),
    st.sampled_from("123456789"),
    st.from_regex("[0-9A-Z]{4}", fullmatch=True),
)
declaration_numbers = st.builds(
    lambda office, year, serial: make_declaration_number(office=office, year=year, serial=serial),
    st.from_regex("[0-9]{4}", fullmatch=True),
    st.integers(2018, 2030),
    st.integers(0, 999_999_999),
)


@STABLE
@given(customs_codes)
def test_a_made_customs_code_passes_its_parser(code: CustomsCode) -> None:
    assert parse_customs_code(code) == code


@STABLE
@given(customs_codes)
def test_an_aeo_code_is_aeocn_and_the_customs_code(code: CustomsCode) -> None:
    aeo_code = make_aeo_code(code)

    assert aeo_code == f"AEOCN{code}"
    assert parse_aeo_code(aeo_code) == aeo_code


@STABLE
@given(declaration_numbers)
def test_a_made_declaration_number_is_an_export(number: DeclarationNumber) -> None:
    assert parse_declaration_number(number) == number
    assert number[8] == "0"


@STABLE
@given(declaration_numbers)
def test_a_masked_declaration_number_has_the_contract_form(number: DeclarationNumber) -> None:
    masked = mask_declaration_number(number)

    assert re.fullmatch(r"[0-9]{8}0\*{5}[0-9]{4}", masked)
    assert (masked[:9], masked[14:]) == (number[:9], number[14:])


def test_a_published_declaration_number_is_masked() -> None:
    number = parse_declaration_number("020220250000450852")

    assert mask_declaration_number(number) == "020220250*****0852"


def test_a_synthetic_customs_code_is_recognisable() -> None:
    code = make_customs_code(division="4403", zone="1", enterprise_type="6", serial="TL01")

    assert code == "440316TL01"


def test_a_synthetic_declaration_number_is_recognisable() -> None:
    number = make_declaration_number(office="5301", year=2026, serial=990_000_001)

    assert number == "530120260990000001"


@pytest.mark.parametrize("text", ["44039309KX", "4403160001", "440316TL01"])
def test_a_serial_of_digits_or_capitals_is_well_formed(text: str) -> None:
    assert parse_customs_code(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "440316000",
        "44031600011",
        "4403100001",
        "A403160001",
        "44039309kx",
        "4403-16-0001",
        " 4403160001",
        "4403160001\n",
        "\uff14403160001",
    ],
)
def test_another_form_of_a_customs_code_is_refused(text: str) -> None:
    with pytest.raises(IdentifierError, match="customs code") as refusal:
        parse_customs_code(text)

    assert refusal.value.code == "form"


@pytest.mark.parametrize(
    "text",
    [
        "4403160001",
        "AEOSG440316000100",
        "aeocn4403160001",
        "AEOCN 4403160001",
        "AEOCN4403100001",
        "AEOCN4403160001\n",
        "AEOCN44031600011",
    ],
)
def test_another_form_of_an_aeo_code_is_refused(text: str) -> None:
    with pytest.raises(IdentifierError, match="AEO code") as refusal:
        parse_aeo_code(text)

    assert refusal.value.code == "form"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "53202021020010950",
        "532020210200109509001",
        "5320 2021 020010950",
        "020220250*****0852",
        "532020210200109509\n",
        "\uff1532020210200109509",
    ],
)
def test_another_form_of_a_declaration_number_is_refused(text: str) -> None:
    with pytest.raises(IdentifierError, match="declaration number") as refusal:
        parse_declaration_number(text)

    assert refusal.value.code == "form"


def test_an_import_declaration_is_refused() -> None:
    with pytest.raises(IdentifierError, match="export") as refusal:
        parse_declaration_number("370920251000016054")

    assert refusal.value.code == "component"


@pytest.mark.parametrize(
    ("office", "year", "serial"),
    [
        ("530", 2026, 1),
        ("530", 20266, 1),
        ("53011", 2026, 1),
        ("5301", 2026, 1_000_000_000),
        ("5301", 2026, -1),
    ],
)
def test_no_declaration_number_is_made_from_parts_of_another_form(
    office: str, year: int, serial: int
) -> None:
    with pytest.raises(IdentifierError, match="in parts"):
        make_declaration_number(office=office, year=year, serial=serial)


@pytest.mark.parametrize(
    ("division", "zone", "enterprise_type", "serial"),
    [("440", "31", "6", "TL01"), ("4403", "1", "0", "TL01"), ("4403", "1", "6", "tl01")],
)
def test_no_customs_code_is_made_from_parts_of_another_form(
    division: str, zone: str, enterprise_type: str, serial: str
) -> None:
    with pytest.raises(IdentifierError, match="in parts"):
        make_customs_code(
            division=division, zone=zone, enterprise_type=enterprise_type, serial=serial
        )
