"""Which days and tax periods the mock answers for; it is 2026-09-15 in Shanghai."""

from datetime import UTC, datetime

import pytest

from trustlink_mock.clock import frozen_clock

SUPPLIER = "/trustlink/v1/suppliers/91440300TL0000016J"
SUMMARY = f"{SUPPLIER}/export-tax-rebates/summary"
REQUEST = {
    "supplier": {"uscc": "91440300TL0000016J"},
    "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
    "checks": ["NO_VIOLATION"],
    "stage": "INQUIRY",
}


@pytest.mark.parametrize("operation", ["violation-status", "credit-ratings"])
@pytest.mark.parametrize(
    ("as_of", "status", "code"),
    [
        ("2026-09-15", 200, None),
        ("2021-11-01", 200, None),
        ("2024-02-29", 200, None),
        ("2026-09-16", 422, "FUTURE"),
        ("9999-12-31", 422, "FUTURE"),
        ("2021-10-31", 422, "TOO_EARLY"),
        ("0001-01-01", 422, "TOO_EARLY"),
        ("0000-01-01", 422, "TOO_EARLY"),
        ("2026-02-30", 400, "MALFORMED"),
        ("2025-02-29", 400, "MALFORMED"),
        ("2026-9-1", 400, "MALFORMED"),
        ("2026-13-01", 400, "MALFORMED"),
        ("20260901", 400, "MALFORMED"),
        ("2026-09-01T00:00:00Z", 400, "MALFORMED"),
        (" 2026-09-01", 400, "MALFORMED"),
        ("2026-09-01%0A", 400, "MALFORMED"),
        ("%EF%BC%92026-09-01", 400, "MALFORMED"),
        ("today", 400, "MALFORMED"),
    ],
)
def test_a_day_is_answered_for_or_refused(mock, operation, as_of, status, code):
    answer = mock.get(f"{SUPPLIER}/{operation}?asOf={as_of}")

    found = [(e["parameter"], e["code"]) for e in answer.json.get("errors", ())]
    assert answer.status == status
    assert found == ([("asOf", code)] if code else [])


@pytest.mark.parametrize(
    ("as_of", "status", "problem"),
    [
        ("2026-09-16", 422, "date-out-of-range"),
        ("2021-10-31", 422, "date-out-of-range"),
        ("0000-01-01", 422, "date-out-of-range"),
        ("2026-02-30", 400, "invalid-request"),
    ],
)
def test_a_day_in_a_body_is_judged_alike(mock, as_of, status, problem):
    answer = mock.post("/trustlink/v1/verifications", {**REQUEST, "asOf": as_of})

    assert (answer.status, answer.problem) == (status, problem)
    assert [e["pointer"] for e in answer.json["errors"]] == ["/asOf"]


@pytest.mark.parametrize(
    ("query", "status", "where"),
    [
        ("from=2025-10&to=2026-09", 200, []),
        ("from=2026-09&to=2026-09", 200, []),
        ("from=2023-10&to=2026-09", 200, []),
        ("from=2021-11&to=2021-11", 200, []),
        ("from=2025-10", 400, [("to", "MISSING")]),
        ("to=2026-09", 400, [("from", "MISSING")]),
        ("from=2026-09&to=2026-08", 400, [("from", "AFTER_TO")]),
        ("from=2023-09&to=2026-09", 400, [("to", "TOO_MANY_PERIODS")]),
        ("from=0000-01&to=9999-12", 400, [("to", "TOO_MANY_PERIODS")]),
        ("from=2026-13&to=2026-09", 400, [("from", "MALFORMED")]),
        ("from=2026-00&to=2026-9", 400, [("from", "MALFORMED"), ("to", "MALFORMED")]),
        ("from=2026-09&to=2026-10", 422, [("to", "FUTURE")]),
        ("from=2021-10&to=2022-01", 422, [("from", "TOO_EARLY")]),
        ("from=0000-01&to=0000-02", 422, [("from", "TOO_EARLY")]),
        ("from=9999-11&to=9999-12", 422, [("to", "FUTURE")]),
    ],
)
def test_tax_periods_are_answered_for_or_refused(mock, query, status, where):
    answer = mock.get(f"{SUMMARY}?{query}")

    found = [(e["parameter"], e["code"]) for e in answer.json.get("errors", ())]
    assert (answer.status, found) == (status, where)


@pytest.mark.parametrize(
    ("instant", "today", "first", "last"),
    [
        (datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC), "2026-09-30", "2025-10", "2026-09"),
        (datetime(2026, 9, 30, 16, 0, 0, tzinfo=UTC), "2026-10-01", "2025-11", "2026-10"),
    ],
)
def test_without_dates_the_answer_is_for_today_in_shanghai(
    make_mock, *, instant, today, first, last
):
    mock = make_mock(clock=frozen_clock(instant))

    status, summary = mock.get(f"{SUPPLIER}/violation-status"), mock.get(SUMMARY)

    assert status.json["asOf"] == today
    assert (summary.json["from"], summary.json["to"]) == (first, last)


def test_today_in_shanghai_may_be_asked_for_while_it_is_yesterday_in_utc(make_mock):
    mock = make_mock(clock=frozen_clock(datetime(2026, 9, 15, 16, 30, tzinfo=UTC)))

    today = mock.get(f"{SUPPLIER}/violation-status?asOf=2026-09-16")
    tomorrow = mock.get(f"{SUPPLIER}/violation-status?asOf=2026-09-17")

    assert (today.status, tomorrow.status) == (200, 422)
