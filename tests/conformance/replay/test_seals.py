"""Home of the tests of the seals: what is changed in an evidence file is named."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from trustlink_conformance.seals import changes, seals_of, seals_of_report

Lines = list[bytes]
Tampering = Callable[[Lines], Lines]


def evidence(folder: Path, lines: Lines) -> Path:
    file = folder / "evidence.jsonl"
    file.write_bytes(b"".join(lines))
    return file


def line(**entry: object) -> bytes:
    return json.dumps(entry).encode() + b"\n"


HEAD = line(kind="trustlink-evidence", format=2)
RUN = line(kind="run", nonce="n")
CHECK = line(kind="check", result={"check": "a::b"})
LINES = [HEAD, RUN, *(line(kind="exchange", id=number, seconds=1) for number in range(1, 7)), CHECK]
FOURTH = 5


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (lambda lines: lines, []),
        (lambda lines: replaced(lines, FOURTH, b"1}", b"2}"), ["exchange 4 was changed"]),
        (lambda lines: lines[:FOURTH] + lines[FOURTH + 1 :], ["exchange 4 was removed"]),
        (lambda lines: [*lines[:4], CHECK], ["exchanges 3 to 6 were removed"]),
        (lambda lines: [*lines, line(kind="exchange", id=9)], ["exchange 9 was added"]),
        (lambda lines: [*lines, lines[FOURTH]], ["exchange 4 was repeated"]),
        (
            lambda lines: [*lines[:3], lines[FOURTH], *lines[3:FOURTH], *lines[FOURTH + 1 :]],
            ["exchange 4 was moved to another place"],
        ),
        (lambda lines: [*lines[:-1], CHECK[:-9]], ["line 9 is cut off", "what the checks came to"]),
        (lambda lines: lines[:-1], ["what the checks came to was changed"]),
        (
            lambda lines: replaced(lines, 1, b'"n"', b'"m"'),
            ["what the checks were given was changed"],
        ),
        (lambda lines: [*lines, b"{}\n"], ["line 10 is no entry of ours"]),
        (lambda lines: [*lines, b"[" * 99_999 + b"\n"], ["line 10 is no JSON"]),
        (
            lambda lines: [lines[0].replace(b": 2", b":  2"), *lines[1:]],
            ["the file was changed, but no exchange in it"],
        ),
    ],
)
def test_what_was_changed_is_named(tmp_path: Path, tamper: Tampering, told: list[str]) -> None:
    sealed = seals_of(evidence(tmp_path, LINES))

    found = changes(sealed, seals_of(evidence(tmp_path, tamper(LINES))))

    assert [text.startswith(start) for text, start in zip(found, told, strict=True)] == [
        True for _ in told
    ]


def test_seals_are_read_as_they_are_written(tmp_path: Path) -> None:
    seals = seals_of(evidence(tmp_path, LINES))

    assert seals_of_report(json.loads(json.dumps(seals.as_json()))) == seals


def replaced(lines: Lines, at: int, old: bytes, new: bytes) -> Lines:
    return [*lines[:at], lines[at].replace(old, new), *lines[at + 1 :]]
