"""What a store no longer holds when it is older than it may be."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from trustlink_mock.command import mock
from trustlink_mock.store import retention

STATUS = "/trustlink/v1/suppliers/91440300TL0000016J/violation-status"
TABLES = ("verifications", "attempts", "entries")


def counts(worker):
    database = worker.shelves.database
    return [database.row(f"SELECT count(*) FROM {name}")[0] for name in TABLES]  # noqa: S608 -- ours


def aged(worker, *, days):
    """Make all that is kept older."""
    worker.shelves.desk.write()
    for name in TABLES:
        worker.shelves.database.write(f"UPDATE {name} SET kept = kept - ?", days)  # noqa: S608 -- ours


def test_what_is_older_than_it_may_be_is_deleted_when_the_store_is_opened(one, start):
    location = one.verify(key="k").headers["location"]
    aged(one, days=31)

    later = start()

    assert counts(later) == [0, 0, 0]
    assert later.ask("GET", location).status == 404


def test_what_is_younger_stays(one, start):
    location = one.verify(key="k").headers["location"]
    aged(one, days=29)

    later = start()

    assert later.ask("GET", location).status == 200
    assert 0 not in counts(later)


def test_the_time_is_the_user_s_choice(one, start):
    one.verify(key="k")
    aged(one, days=2)

    assert counts(start(retain=timedelta(days=1))) == [0, 0, 0]


def test_a_server_that_runs_on_looks_again(one, monkeypatch):
    one.verify(key="k")
    aged(one, days=31)
    monkeypatch.setattr("trustlink_mock.store.journal.PAUSE_SECONDS", -1.0)

    one.ask("GET", STATUS)
    one.shelves.desk.write()

    assert counts(one) == [0, 0, 1]


def test_the_journal_s_size_is_that_of_what_stayed(one):
    one.verify()
    aged(one, days=31)
    one.ask("GET", STATUS)
    one.shelves.desk.write()

    retention.delete_older(one.shelves.database, timedelta(days=30))

    sizes = one.shelves.database.row(
        "SELECT (SELECT sum(entries_size) FROM counts), (SELECT sum(size) FROM entries)"
    )
    assert sizes[0] == sizes[1] > 0


@pytest.mark.parametrize("text", ["a month", "P1M", ""])
def test_a_retention_that_is_no_duration_is_refused(text):
    result = CliRunner().invoke(mock, ["--retain", text])

    assert result.exit_code != 0
