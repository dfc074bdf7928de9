"""The journal of several workers: one journal, in which nobody misses an entry."""

import pytest

from trustlink_mock.store import journal

STATUS = "/trustlink/v1/suppliers/91440300TL0000016J/violation-status"


def entries(worker, after=0):
    shown = worker.control("GET", f"/journal?after={after}&limit=1000").json["entries"]
    return [(entry["number"], entry["path"]) for entry in shown]


def test_the_entries_of_both_have_numbers_of_their_own(one, other):
    one.ask("GET", STATUS)
    entries(one)
    other.ask("GET", STATUS + "?asOf=2026-01-01")
    entries(other)

    assert entries(one) == entries(other)
    assert [number for number, _ in entries(one)] == [1, 2, 3, 4]


def test_who_follows_sees_each_entry_once_though_they_are_written_late(one, other):
    other.ask("GET", STATUS)
    one.ask("GET", STATUS)
    seen = entries(one)

    entries(other)

    assert [number for number, _ in seen + entries(one, after=seen[-1][0])] == [1, 2, 3, 4]


def test_entries_of_before_a_reset_are_not_written_after_it(one, other):
    other.ask("GET", STATUS)

    one.control("POST", "/reset")

    assert entries(other) == []


def test_entries_of_a_deleted_sandbox_go_with_it(one, other):
    other.ask("GET", STATUS, token=other.token(sandbox="alice"))

    one.control("DELETE", "", sandbox="alice")
    other.shelves.desk.write()
    one.control("PUT", "", sandbox="alice")

    assert one.control("GET", "/journal?after=0&limit=9", sandbox="alice").json["entries"] == []


def test_an_entry_is_read_as_it_was_written(one, other):
    refused = one.ask("GET", STATUS + "?asOf=yesterday")
    made = one.verify()
    one.shelves.desk.write()

    last = list(other.sandbox.journal.kept)[-2:]

    assert last[0].problem == refused.content
    assert last[1].asked.location == made.headers["location"]
    assert last == list(one.sandbox.journal.kept)[-2:]


@pytest.mark.parametrize("batch", [1, 2, 6])
@pytest.mark.parametrize(("limit", "most"), [("MOST_ENTRIES", 3), ("MOST_BYTES", 3 * 520)])
def test_it_is_bounded(one, monkeypatch, limit, most, batch):
    monkeypatch.setattr(journal, limit, most)
    one.ask("GET", STATUS)
    for number in range(5):
        one.shelves.desk.write() if number % batch == 0 else None
        one.ask("GET", STATUS)

    assert [number for number, _ in entries(one)] == [5, 6, 7]


def test_the_console_shows_the_requests_of_both(one, other):
    one.ask("GET", STATUS)
    entries(one)
    other.ask("GET", STATUS)

    page = other.mock.ask("GET", "/_sandbox/", by=None, headers={"Host": "127.0.0.1:8000"})

    assert page.content.decode().count(f"GET {STATUS}") == 2


def test_the_report_reads_the_entries_of_both_in_the_order_of_time(one, other):
    first = one.ask("GET", STATUS.replace("violation-status", "violation-notices") + "?limit=1")
    other.ask("GET", STATUS)
    entries(other)
    entries(one)

    told = other.mock.app.sandboxes.entries_about(other.sandbox)

    assert first.status == 200
    assert [entry.moment for entry in told] == sorted(entry.moment for entry in told)
    assert [entry.number for entry in told] != sorted(entry.number for entry in told)
