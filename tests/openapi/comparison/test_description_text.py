"""Test reading a foreign description: every bound, and what JSON makes of it."""

import os
import time
from pathlib import Path

import pytest

from trustlink.comparison.description_text import (
    DEEPEST,
    LARGEST,
    description_of,
    read_description,
)
from trustlink.errors import ContractError

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
)
MERGE_BOMB = "m0: &m0 {a: 1, b: 2}\n" + "".join(
    f"m{n}: &m{n} {{'<<': [{', '.join([f'*m{n - 1}'] * 10)}]}}\n".replace("'<<'", "<<")
    for n in range(1, 12)
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (BOMB, "aliases written out"),
        (MERGE_BOMB, "aliases written out"),
        ("a: &a [*a]", "stands inside itself"),
        ("a: &a {b: {c: *a}}", "stands inside itself"),
        ("a: " + "[" * (DEEPEST + 1), "nested deeper"),
        ('{"a": ' + "[" * 100_000, "nested deeper"),
        ("a: *nowhere", "neither YAML nor JSON"),
        ("a: !!python/object/apply:os.system [ls]", "neither YAML nor JSON"),
        ("a: !!timestamp never", "neither YAML nor JSON"),
        ("a: " + "9" * 10_000, "neither YAML nor JSON"),
        ("? [a]\n: b", "neither YAML nor JSON"),
        ("a: {b: 1, c: 2, b: 3}", "/a/b stands twice, the second time in line 1"),
        ('{"a": [{"b": 1, "b": 1}]}', "/a/0/b stands twice"),
        ("a: 1e400", "out of range"),
        ("\x00", "neither YAML nor JSON"),
        ("- a", "object was expected"),
        ("", "object was expected"),
        ("a: \x1b[31mred\x07", "neither YAML nor JSON"),
    ],
)
def test_a_hostile_text_is_refused_with_its_reason_at_once(text: str, reason: str) -> None:
    start = time.monotonic()

    with pytest.raises(ContractError, match=reason) as error:
        description_of(text.encode())

    assert str(error.value).isprintable()
    assert time.monotonic() - start < 10


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "huge.yaml"
    file.touch()
    os.truncate(file, 50 * 1024 * 1024)

    with pytest.raises(ContractError, match=f"larger than {LARGEST} bytes"):
        read_description(file)


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")

    with pytest.raises(ContractError, match="no ordinary file"):
        read_description(tmp_path / "pipe.yaml")


def test_values_are_those_of_json() -> None:
    text = b"200: {day: 2026-01-01, on: yes, time: 1:30, is: true, n: 0x1F, i: -3, f: 1.5, z: ~}"

    assert description_of(text) == {
        "200": {
            "day": "2026-01-01",
            "on": "yes",
            "time": "1:30",
            "is": True,
            "n": "0x1F",
            "i": -3,
            "f": 1.5,
            "z": None,
        }
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e3", 1000), ("1.5E-1", 0.15), ("1.0", 1), (".5", 0.5), ("01", "01"), ("1_0", "1_0")],
)
def test_numbers_are_those_of_json(text: str, value: object) -> None:
    assert description_of(f"n: {text}".encode()) == {"n": value}


def test_a_merged_member_may_be_replaced() -> None:
    assert description_of(b"a: &a {x: 1}\nb: {<<: *a, x: 2}")["b"] == {"x": 2}


def test_aliases_and_merged_members_are_read() -> None:
    text = b"a: &a {x: 1}\nb: *a\nc: {<<: *a, y: 2}"

    assert description_of(text) == {"a": {"x": 1}, "b": {"x": 1}, "c": {"x": 1, "y": 2}}


def test_json_is_read_as_json() -> None:
    assert description_of(b' {"a":\t[1.0, "b"]}') == {"a": [1.0, "b"]}
