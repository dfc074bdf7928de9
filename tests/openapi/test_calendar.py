"""Home of the tests of dates, windows, tax periods and durations."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustlink.calendar import (
    SHANGHAI,
    TaxPeriod,
    Window,
    civil_date,
    full_hour,
    last_day_in_window,
    parse_date,
    parse_duration,
    parse_years,
    periods_between,
    shift_years,
    twelve_periods_ending,
    window_ending,
)
from trustlink.errors import IdentifierError

STABLE = settings(deadline=None, derandomize=True, max_examples=300)
ONE_DAY = timedelta(days=1)

days = st.dates(date(2018, 1, 1), date(2033, 12, 31))
periods = st.builds(TaxPeriod, st.integers(2000, 2100), st.integers(1, 12))


@pytest.mark.parametrize(
    ("as_of", "start"),
    [
        ("2026-09-01", "2023-09-01"),
        ("2026-09-02", "2023-09-02"),
        ("2024-02-28", "2021-02-28"),
        ("2024-02-29", "2021-02-28"),
        ("2024-03-01", "2021-03-01"),
        ("2028-02-29", "2025-02-28"),
        ("2027-02-28", "2024-02-28"),
        ("2027-03-01", "2024-03-01"),
        ("2026-01-01", "2023-01-01"),
        ("2026-12-31", "2023-12-31"),
        ("2103-02-28", "2100-02-28"),
    ],
)
def test_the_window_starts_three_calendar_years_before(as_of: str, start: str) -> None:
    window = window_ending(parse_date(as_of))

    assert window == Window(parse_date(start), parse_date(as_of))


@pytest.mark.parametrize(
    ("as_of", "length"),
    [("2026-09-01", 1096), ("2024-02-29", 1096), ("2024-02-28", 1095), ("2023-12-31", 1095)],
)
def test_three_years_are_sometimes_1095_and_sometimes_1096_days(as_of: str, length: int) -> None:
    window = window_ending(parse_date(as_of))

    assert window.end - window.start == timedelta(days=length)


@pytest.mark.parametrize(
    ("as_of", "day", "held"),
    [
        ("2026-09-01", "2023-09-01", True),
        ("2026-09-01", "2023-08-31", False),
        ("2026-09-02", "2023-09-01", False),
        ("2026-09-01", "2026-09-01", True),
        ("2026-09-01", "2026-09-02", False),
        ("2024-02-29", "2021-02-28", True),
        ("2024-02-29", "2021-02-27", False),
        ("2027-02-28", "2024-02-29", True),
        ("2027-02-28", "2024-02-28", True),
        ("2027-03-01", "2024-02-29", False),
    ],
)
def test_both_ends_of_the_window_are_inside(as_of: str, day: str, *, held: bool) -> None:
    assert (parse_date(day) in window_ending(parse_date(as_of))) is held


@STABLE
@given(days)
def test_the_first_day_is_inside_and_the_day_before_is_not(as_of: date) -> None:
    window = window_ending(as_of)

    assert window.start in window
    assert window.start - ONE_DAY not in window
    assert as_of in window
    assert as_of + ONE_DAY not in window


@STABLE
@given(days)
def test_a_day_leaves_the_window_after_its_last_day(day: date) -> None:
    last = last_day_in_window(day)

    assert day in window_ending(last)
    assert day not in window_ending(last + ONE_DAY)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2023-09-01", "2026-09-01"),
        ("2021-02-27", "2024-02-27"),
        ("2021-02-28", "2024-02-29"),
        ("2024-02-28", "2027-02-28"),
        ("2024-02-29", "2027-02-28"),
        ("2024-03-01", "2027-03-01"),
    ],
)
def test_the_last_day_in_the_window_minds_29_february(day: str, last: str) -> None:
    assert last_day_in_window(parse_date(day)) == parse_date(last)


@pytest.mark.parametrize("as_of", [date(1, 1, 1), date(3, 12, 31)])
def test_a_window_never_starts_before_the_first_of_all_days(as_of: date) -> None:
    assert window_ending(as_of) == Window(date.min, as_of)


def test_a_window_may_have_another_length() -> None:
    assert window_ending(date(2024, 2, 29), years=4).start == date(2020, 2, 29)
    assert window_ending(date(2024, 2, 29), years=5).start == date(2019, 2, 28)


def test_years_are_shifted_both_ways() -> None:
    assert shift_years(date(2024, 2, 29), years=3) == date(2027, 2, 28)
    assert shift_years(date(2024, 2, 29), years=-4) == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 8, 31, 15, 59, 59, 999_999, tzinfo=UTC), date(2026, 8, 31)),
        (datetime(2026, 8, 31, 16, 0, tzinfo=UTC), date(2026, 9, 1)),
        (datetime(2026, 9, 1, 15, 59, tzinfo=UTC), date(2026, 9, 1)),
        (datetime(2023, 12, 31, 16, 0, tzinfo=UTC), date(2024, 1, 1)),
        (datetime(2024, 2, 28, 16, 0, tzinfo=UTC), date(2024, 2, 29)),
        (datetime(2026, 9, 1, 0, 0, tzinfo=SHANGHAI), date(2026, 9, 1)),
        (datetime(2026, 8, 31, 23, 30, tzinfo=timezone(timedelta(hours=7))), date(2026, 9, 1)),
    ],
)
def test_the_civil_date_is_that_of_shanghai(instant: datetime, expected: date) -> None:
    assert civil_date(instant) == expected


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 9, 1, 7, 59, 59, 5, tzinfo=UTC), datetime(2026, 9, 1, 7, tzinfo=UTC)),
        (datetime(2026, 9, 1, 8, 0, tzinfo=UTC), datetime(2026, 9, 1, 8, tzinfo=UTC)),
        (datetime(2026, 9, 1, 8, 5, tzinfo=SHANGHAI), datetime(2026, 9, 1, 0, tzinfo=UTC)),
        (
            datetime(2026, 9, 1, 8, 15, tzinfo=timezone(timedelta(hours=5, minutes=30))),
            datetime(2026, 9, 1, 2, tzinfo=UTC),
        ),
    ],
)
def test_the_full_hour_is_the_last_one_in_utc(instant: datetime, expected: datetime) -> None:
    assert full_hour(instant) == expected
    assert full_hour(instant).tzinfo is UTC


def test_an_instant_without_an_offset_is_refused() -> None:
    naive = datetime(2026, 9, 1, 8, 0)  # noqa: DTZ001 - the fault under test

    with pytest.raises(ValueError, match="UTC offset"):
        civil_date(naive)
    with pytest.raises(ValueError, match="UTC offset"):
        full_hour(naive)


@STABLE
@given(st.dates())
def test_a_date_is_read_back_as_it_was_written(day: date) -> None:
    assert parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-9-1",
        "20260901",
        "2026-W36-2",
        "2026-244",
        "2026-09-01T00:00:00Z",
        "2026-09-01\n",
        " 2026-09-01",
        "2026/09/01",
        "01-09-2026",
        "+2026-09-01",
        "\uff12\uff10\uff12\uff16-09-01",
        "today",
    ],
)
def test_another_form_of_a_date_is_refused(text: str) -> None:
    with pytest.raises(IdentifierError, match="YYYY-MM-DD") as refusal:
        parse_date(text)

    assert refusal.value.code == "form"


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2026-02-29",
        "2100-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-04-31",
        "2026-01-00",
        "0000-01-01",
    ],
)
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(IdentifierError, match="there is no day") as refusal:
        parse_date(text)

    assert refusal.value.code == "date"


@STABLE
@given(periods)
def test_a_period_is_read_back_as_it_was_written(period: TaxPeriod) -> None:
    assert TaxPeriod.parse(str(period)) == period


@STABLE
@given(periods, st.integers(-600, 600))
def test_adding_months_and_subtracting_periods_agree(period: TaxPeriod, months: int) -> None:
    later = period + months

    assert later - period == months
    assert (later > period) is (months > 0)


@pytest.mark.parametrize(
    ("period", "months", "expected"),
    [
        ("2026-12", 1, "2027-01"),
        ("2026-01", -1, "2025-12"),
        ("2026-09", -11, "2025-10"),
        ("2026-09", 0, "2026-09"),
        ("2024-02", 36, "2027-02"),
    ],
)
def test_months_are_added_across_years(period: str, months: int, expected: str) -> None:
    assert str(TaxPeriod.parse(period) + months) == expected


@pytest.mark.parametrize(
    "text",
    ["", "2026-9", "202609", "2026-09-01", "2026-09\n", "2026/09", "\uff12\uff10\uff12\uff16-09"],
)
def test_another_form_of_a_period_is_refused(text: str) -> None:
    with pytest.raises(IdentifierError, match="YYYY-MM") as refusal:
        TaxPeriod.parse(text)

    assert refusal.value.code == "form"


@pytest.mark.parametrize("text", ["2026-00", "2026-13", "0000-01"])
def test_a_month_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(IdentifierError, match="there is no month") as refusal:
        TaxPeriod.parse(text)

    assert refusal.value.code == "date"


def test_a_day_belongs_to_the_period_of_its_month() -> None:
    assert str(TaxPeriod.containing(date(2026, 9, 30))) == "2026-09"


def test_periods_between_holds_both_ends_in_order() -> None:
    found = periods_between(TaxPeriod(2025, 11), TaxPeriod(2026, 2))

    assert [str(period) for period in found] == ["2025-11", "2025-12", "2026-01", "2026-02"]


def test_periods_between_a_later_and_an_earlier_one_are_none() -> None:
    assert periods_between(TaxPeriod(2026, 2), TaxPeriod(2026, 1)) == ()


def test_one_period_lies_between_itself() -> None:
    assert periods_between(TaxPeriod(2026, 2), TaxPeriod(2026, 2)) == (TaxPeriod(2026, 2),)


@pytest.mark.parametrize(
    ("as_of", "first", "last"),
    [("2026-09-01", "2025-10", "2026-09"), ("2026-12-31", "2026-01", "2026-12")],
)
def test_twelve_periods_end_with_the_month_of_the_day(as_of: str, first: str, last: str) -> None:
    found = twelve_periods_ending(parse_date(as_of))

    assert len(found) == 12
    assert (str(found[0]), str(found[-1])) == (first, last)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P1D", timedelta(days=1)),
        ("P7D", timedelta(days=7)),
        ("PT24H", timedelta(hours=24)),
        ("PT90M", timedelta(minutes=90)),
        ("P1DT30M", timedelta(days=1, minutes=30)),
        ("P2DT3H4M", timedelta(days=2, hours=3, minutes=4)),
        ("PT0M", timedelta()),
        ("P99999D", timedelta(days=99_999)),
    ],
)
def test_a_duration_in_days_hours_and_minutes_is_read(text: str, expected: timedelta) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "P1DT",
        "P3Y",
        "P1M",
        "P1W",
        "PT1S",
        "PT1M1H",
        "P1H",
        "P1.5D",
        "P-1D",
        "-P1D",
        "p1d",
        "P1D\n",
        "P 1D",
        "P\uff11D",
        "P100000D",
        "1D",
    ],
)
def test_another_form_of_a_duration_is_refused(text: str) -> None:
    with pytest.raises(IdentifierError, match="duration") as refusal:
        parse_duration(text)

    assert refusal.value.code == "form"


def test_a_duration_in_years_is_read() -> None:
    assert parse_years("P3Y") == 3


@pytest.mark.parametrize("text", ["", "P0Y", "P3", "3Y", "P36M", "P1095D", "P3Y\n", "P100Y"])
def test_another_form_of_a_duration_in_years_is_refused(text: str) -> None:
    with pytest.raises(IdentifierError, match="years"):
        parse_years(text)
