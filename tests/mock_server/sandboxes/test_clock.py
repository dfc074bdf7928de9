"""A sandbox's clock: set, advanced, stopped, without anybody waiting."""

from datetime import UTC, datetime, timedelta

import pytest

from trustlink_mock.clock import SettableClock

S01 = "91440300TL0000016J"
STATUS = f"/trustlink/v1/suppliers/{S01}/violation-status"
VERIFICATION = {
    "supplier": {"uscc": S01},
    "requester": {"country": "SG", "scheme": "sg-uen", "id": "202699001M"},
    "checks": ["NO_VIOLATION"],
    "stage": "INQUIRY",
}


def test_a_token_expires_when_the_clock_is_advanced(server):
    assert server.ask("GET", STATUS).status == 200

    server.control("POST", "/clock/advance", {"by": "PT59M"})
    shortly_before = server.ask("GET", STATUS)
    server.control("POST", "/clock/advance", {"by": "PT1M"})

    assert shortly_before.status == 200
    assert server.ask("GET", STATUS).status == 401


def test_a_verification_passes_its_validity_when_the_clock_is_advanced(server):
    made = server.ask("POST", "/trustlink/v1/verifications", body=VERIFICATION)
    server.control("POST", "/clock/advance", {"by": "P7DT1M"})
    server.tokens.clear()

    assert server.ask("GET", made.headers["location"]).status == 404


def test_data_grow_stale_while_the_registers_are_silent(server):
    before = server.ask("GET", STATUS).json["coverage"][0]["provenance"]["freshness"]
    server.control("PUT", "/clock", {"registers": "SILENT"})
    server.control("POST", "/clock/advance", {"by": "P30D"})
    server.tokens.clear()

    after = server.ask("GET", STATUS).json

    server.control("PUT", "/clock", {"registers": "CURRENT"})
    recovered = server.ask("GET", STATUS).json["coverage"][0]["provenance"]["freshness"]
    assert (before, recovered) == ("FRESH", "FRESH")
    assert after["coverage"][0]["provenance"]["freshness"] == "STALE"
    assert "DATA_STALE" in [reason["code"] for reason in after["reasons"]]


def test_the_day_asked_about_follows_the_clock(server):
    server.control("PUT", "/clock", {"now": "2026-12-31T17:00:00Z"})
    server.tokens.clear()

    answer = server.ask("GET", STATUS)

    assert answer.json["asOf"] == "2027-01-01"
    assert answer.headers["date"] == "Thu, 31 Dec 2026 17:00:00 GMT"


@pytest.mark.parametrize(
    ("path", "method", "body", "pointer"),
    [
        ("/clock", "PUT", {"now": "2026-09-01"}, "/now"),
        ("/clock", "PUT", {"now": "2026-02-30T00:00:00Z"}, "/now"),
        ("/clock", "PUT", {"now": "1999-01-01T00:00:00Z"}, "/now"),
        ("/clock", "PUT", {"state": "BACKWARDS"}, "/state"),
        ("/clock/advance", "POST", {"by": "a while"}, "/by"),
        ("/clock/advance", "POST", {"by": "P99999999D"}, "/by"),
        ("/clock/advance", "POST", {"by": "P999999999999D"}, "/by"),
        ("/clock/advance", "POST", {}, "/by"),
    ],
)
def test_what_is_no_time_is_refused_and_changes_nothing(server, path, method, body, pointer):
    answer = server.control(method, path, body)

    assert answer.status == 400
    assert answer.json["errors"][0]["pointer"] == pointer
    assert server.control("GET", "").json["clock"]["now"] == "2026-09-15T04:00:00Z"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "At least one of now, state and registers"),
        ({"now": "2026-09-01"}, "An instant in UTC on a real day is expected, as 2026-09-01T04"),
        ({"now": "2026-02-30T00:00:00Z"}, "An instant in UTC on a real day"),
        ({"now": "1999-01-01T00:00:00Z"}, "from 2022-01-01 to 2099-12-31"),
    ],
)
def test_a_wrong_time_is_answered_in_words(server, body, said):
    (fault,) = server.control("PUT", "/clock", body).json["errors"]

    assert said in fault["detail"]
    assert "^" not in fault["detail"]


def test_the_clock_of_one_sandbox_is_not_that_of_another(server):
    server.ask("GET", STATUS, sandbox="alice")
    server.control("POST", "/clock/advance", {"by": "P1D"}, sandbox="alice")

    assert server.control("GET", "", sandbox="alice").json["clock"]["now"][:10] == "2026-09-16"
    assert server.control("GET", "").json["clock"]["now"][:10] == "2026-09-15"


def test_a_clock_runs_stops_and_runs_on():
    shown = [datetime(2026, 9, 1, tzinfo=UTC)]
    clock = SettableClock(base=lambda: shown[0])
    minute = timedelta(minutes=1)

    clock.stop()
    shown[0] += minute
    stopped = clock()
    clock.run()
    shown[0] += minute
    clock.advance(minute)

    assert stopped == datetime(2026, 9, 1, tzinfo=UTC)
    assert clock() == stopped + 2 * minute
