"""The file of a store: what may be one, and what is never touched."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from trustlink.errors import UserError
from trustlink_mock.settings import Settings
from trustlink_mock.store import open_shelves, parse_store, schema


def test_three_slashes_are_relative_and_four_absolute(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    assert parse_store("sqlite:///mock.db") == tmp_path / "mock.db"
    assert parse_store("sqlite:////srv/mock.db") == Path("/srv/mock.db")


@pytest.mark.parametrize(
    "text",
    ["mock.db", "sqlite:mock.db", "sqlite://mock.db", "sqlite:///", "sqlite:///:memory:",
     "sqlite:///mock.db?mode=ro", "postgresql:///mock", ""],
)  # fmt: skip
def test_nothing_else_is_an_address(text):
    with pytest.raises(UserError, match="names no file of SQLite") as refused:
        parse_store(text)

    assert "sqlite:///mock.db" in refused.value.hint


def test_a_store_is_its_user_s_alone(store):
    open_shelves(store, Settings()).close()

    assert store.stat().st_mode & 0o777 == 0o600


def test_a_store_that_was_closed_is_one_file(store):
    open_shelves(store, Settings()).close()

    assert [path.name for path in store.parent.iterdir()] == ["mock.db"]


def text_file(path):
    path.write_text("no store, but somebody's notes\n" * 100)


def another_program_s(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (note TEXT)")


def another_version_s(path):
    open_shelves(path, Settings()).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 7")


def readable_by_others(path):
    open_shelves(path, Settings()).close()
    path.chmod(0o644)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (readable_by_others, "mode 600 was expected, found 644"),
        (text_file, "can't be used as a store: file is not a database"),
        (another_program_s, "is no store of a mock server"),
        (another_version_s, "is a store of version 7, 2 is expected"),
    ],
)
def test_what_is_no_store_is_named_and_left_alone(store, make, said):
    make(store)
    before = store.read_bytes()

    with pytest.raises(UserError, match=said):
        open_shelves(store, Settings())

    assert store.read_bytes() == before
    assert [path.name for path in store.parent.iterdir()] == ["mock.db"]


@pytest.mark.parametrize(("name", "said"), [("", "directory"), ("none/mock.db", "No such file")])
def test_what_can_not_be_opened_is_named(tmp_path, name, said):
    with pytest.raises(UserError, match=said):
        open_shelves(tmp_path / name, Settings())


def test_an_old_sqlite_is_named(monkeypatch, store):
    monkeypatch.setattr(schema, "OLDEST_SQLITE", (99, 1))

    with pytest.raises(UserError, match=r"needs SQLite 99\.1"):
        open_shelves(store, Settings())
    assert not store.exists()


def test_a_store_behind_a_symbolic_link_is_refused(store):
    other = store.with_name("other.db")
    open_shelves(other, Settings()).close()
    store.symlink_to(other)

    with pytest.raises(UserError, match="symbolic link"):
        open_shelves(store, Settings())
