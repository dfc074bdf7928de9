"""Home of the tests of importers' numbers in Singapore, Thailand and Vietnam."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.sg import uen as stdnum_uen
from stdnum.th import moa as stdnum_moa
from stdnum.th import tin as stdnum_tin
from stdnum.vn import mst as stdnum_mst

from trustlink.errors import IdentifierError
from trustlink.identifiers import (
    SCHEMES,
    ThaiTin,
    Uen,
    VietnamMst,
    check_scheme,
    has_mst_check_digit,
    make_mst,
    make_thai_tin,
    make_uen,
    parse_requester_id,
    parse_uen,
)

STABLE = settings(deadline=None, derandomize=True, max_examples=200)
TODAY = date(2026, 9, 1)

# The years stay below 2021, so that stdnum, which reads the machine's clock, agrees for ever.
years_of_companies = st.integers(1960, 2020)
uen_stems = st.one_of(
    st.from_regex("[0-9]{8}", fullmatch=True),
    st.builds("{}{:05d}".format, years_of_companies, st.integers(0, 99_999)),
    st.builds(
        "{}{}{:04d}".format,
        st.sampled_from(["R00", "S16", "S99", "T00", "T09", "T20"]),
        st.sampled_from(stdnum_uen.OTHER_UEN_ENTITY_TYPES),
        st.integers(0, 9_999),
    ),
)
uens = st.builds(make_uen, uen_stems)
thai_tins = st.builds(make_thai_tin, st.from_regex("0[0-9]{11}", fullmatch=True))
mst_stems = st.builds("{:02d}{:07d}".format, st.integers(0, 99), st.integers(1, 9_999_999))
msts = st.builds(
    lambda stem, branch: make_mst(stem, branch=branch),
    mst_stems.filter(has_mst_check_digit),
    st.one_of(st.just(""), st.integers(1, 999).map("{:03d}".format)),
)


def code_of_refusal(text: str, scheme: str) -> str:
    with pytest.raises(IdentifierError) as refusal:
        parse_requester_id(text, scheme=scheme, on=TODAY)
    return refusal.value.code


def one_digit_changed(number: str, *, until: int) -> list[str]:
    return [
        number[:position] + digit + number[position + 1 :]
        for position in range(until)
        for digit in "0123456789"
        if digit != number[position]
    ]


@STABLE
@given(uens)
def test_a_made_uen_passes_our_parser_and_stdnum(uen: Uen) -> None:
    assert parse_requester_id(uen, scheme="sg-uen", on=TODAY) == uen
    assert stdnum_uen.validate(uen) == uen


@STABLE
@given(thai_tins)
def test_a_made_thai_tin_passes_our_parser_and_stdnum(tin: ThaiTin) -> None:
    assert parse_requester_id(tin, scheme="th-tin", on=TODAY) == tin
    assert stdnum_moa.validate(tin) == stdnum_tin.validate(tin) == tin


@STABLE
@given(msts)
def test_a_made_mst_passes_our_parser_and_stdnum(mst: VietnamMst) -> None:
    assert parse_requester_id(mst, scheme="vn-mst", on=TODAY) == mst
    assert stdnum_mst.format(stdnum_mst.validate(mst)) == mst


@settings(STABLE, max_examples=50)
@given(msts)
def test_every_change_of_one_digit_of_an_mst_is_caught(mst: VietnamMst) -> None:
    codes = {code_of_refusal(text, "vn-mst") for text in one_digit_changed(mst, until=10)}

    assert codes <= {"check", "component"}


@settings(STABLE, max_examples=50)
@given(uens)
def test_another_check_letter_of_a_uen_is_refused(uen: Uen) -> None:
    others = {uen[:-1] + letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"} - {uen}

    assert {code_of_refusal(text, "sg-uen") for text in others} == {"check"}


@settings(STABLE, max_examples=50)
@given(thai_tins)
def test_another_check_digit_of_a_thai_tin_is_refused(tin: ThaiTin) -> None:
    others = {tin[:-1] + digit for digit in "0123456789"} - {tin}

    assert {code_of_refusal(text, "th-tin") for text in others} == {"check"}


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("202699001", "202699001M"),
        ("202699002", "202699002D"),
        ("202599003", "202599003K"),
        ("00192200", "00192200M"),
        ("S16FC0121", "S16FC0121D"),
        ("T01FC6132", "T01FC6132D"),
    ],
)
def test_the_published_uens_are_made_from_their_stems(stem: str, expected: str) -> None:
    assert make_uen(stem) == expected
    assert parse_uen(expected, on=TODAY) == expected


@pytest.mark.parametrize(
    ("stem", "expected"),
    [("010556999001", "0105569990011"), ("020556899002", "0205568990024")],
)
def test_the_published_thai_tins_are_made_from_their_stems(stem: str, expected: str) -> None:
    assert make_thai_tin(stem) == expected


@pytest.mark.parametrize(
    ("stem", "branch", "expected"),
    [
        ("019900001", "", "0199000017"),
        ("039900002", "", "0399000021"),
        ("019900001", "001", "0199000017-001"),
    ],
)
def test_the_published_msts_are_made_from_their_stems(
    stem: str, branch: str, expected: str
) -> None:
    assert make_mst(stem, branch=branch) == expected


@pytest.mark.parametrize(
    ("text", "last_refused"),
    [
        ("202699001M", date(2025, 12, 31)),
        (make_uen("203199001"), date(2030, 12, 31)),
        (make_uen("T26LL9901"), date(2025, 12, 31)),
        (make_uen("T99LL9901"), date(2098, 12, 31)),
    ],
)
def test_a_year_to_come_is_judged_by_the_day_of_asking_not_by_the_clock(
    text: str, last_refused: date
) -> None:
    first_accepted = date(last_refused.year + 1, 1, 1)

    assert parse_uen(text, on=first_accepted) == text
    with pytest.raises(IdentifierError, match="year of issue") as refusal:
        parse_uen(text, on=last_refused)
    assert refusal.value.code == "component"


def test_a_business_uen_names_no_year() -> None:
    uen = make_uen("99990123")

    assert parse_uen(uen, on=date(1970, 1, 1)) == uen


@pytest.mark.parametrize("entity_type", ["ZZ", "IO", "AA"])
def test_an_unknown_entity_type_is_refused(entity_type: str) -> None:
    assert code_of_refusal(f"T20{entity_type}9901A", "sg-uen") == "component"
    with pytest.raises(IdentifierError, match="entity type"):
        make_uen(f"T20{entity_type}9901")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 202699001M",
        "202699001M\n",
        "2026 99001M",
        "2026-99001-M",
        "202699001m",
        "t01fc6132d",
        "\uff12\uff10\uff12\uff1699001M",
        "2026990011",
        "Q01FC6132D",
        "20269900M1",
        "2026990010M",
    ],
)
def test_another_form_of_a_uen_is_refused(text: str) -> None:
    assert code_of_refusal(text, "sg-uen") == "form"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1105569990011",
        "0-10-5-569-99001-1",
        "0 1055 69990011",
        "0105569990011\n",
        "010556999001",
        "01055699900111",
        "\uff10105569990011",
        "0\u0e51\u0e505569990011",
        "010556999001\uff11",
    ],
)
def test_another_form_of_a_thai_tin_is_refused(text: str) -> None:
    assert code_of_refusal(text, "th-tin") == "form"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0199000017001",
        "0199000017 001",
        "0199000017-01",
        "0199000017-",
        "01.99.000.017",
        "0199000017\n",
        "0199000017-001\n",
        "\uff10199000017",
        "0199000017\u2010001",
        "019900001710",
    ],
)
def test_another_form_of_an_mst_is_refused(text: str) -> None:
    assert code_of_refusal(text, "vn-mst") == "form"


@pytest.mark.parametrize("text", ["0100000006", "0199000017-000"])
def test_an_mst_with_a_serial_or_branch_of_zeros_is_refused(text: str) -> None:
    assert code_of_refusal(text, "vn-mst") == "component"


def test_no_mst_is_made_from_a_stem_whose_check_digit_would_be_ten() -> None:
    assert stdnum_mst.calc_check_digit("019900012") == "10"
    assert not has_mst_check_digit("019900012")
    with pytest.raises(IdentifierError, match="check digit is not 10"):
        make_mst("019900012")


@STABLE
@given(st.text(max_size=15), st.sampled_from(sorted(SCHEMES.values())))
def test_any_text_is_either_a_number_or_an_identifier_error(text: str, scheme: str) -> None:
    assert code_of_refusal(text, scheme) in {"form", "component", "check"}


@pytest.mark.parametrize(
    ("country", "scheme"), [("SG", "sg-uen"), ("TH", "th-tin"), ("VN", "vn-mst")]
)
def test_each_country_has_its_scheme(country: str, scheme: str) -> None:
    check_scheme(scheme, country=country)

    assert SCHEMES[country] == scheme


@pytest.mark.parametrize(
    ("country", "scheme"),
    [("SG", "th-tin"), ("TH", "vn-mst"), ("VN", "sg-uen"), ("MY", "sg-uen"), ("sg", "sg-uen")],
)
def test_a_scheme_of_another_country_is_refused(country: str, scheme: str) -> None:
    with pytest.raises(IdentifierError, match="disagree") as refusal:
        check_scheme(scheme, country=country)

    assert refusal.value.code == "scheme"


def test_an_unknown_scheme_is_refused() -> None:
    assert code_of_refusal("202699001M", "lei") == "scheme"


def test_a_number_of_one_country_is_refused_under_the_scheme_of_another() -> None:
    assert code_of_refusal("202699001M", "th-tin") == "form"
    assert code_of_refusal("0105569990011", "vn-mst") == "form"
