"""A noted mapping is the mapping, and tells each key that is looked up."""

import json

import pytest

from trustlink_conformance.selftest.noted import ALL, Noted

ENTRIES = {"a": 1, "b": [2]}


@pytest.mark.parametrize(
    ("look", "found", "keys"),
    [
        (lambda noted: noted["a"], 1, {"a"}),
        (lambda noted: noted.get("c", 3), 3, {"c"}),
        (lambda noted: "b" in noted, True, {"b"}),
        (lambda noted: noted.setdefault("d", 4), 4, {"d"}),
        (list, ["a", "b"], {ALL}),
        (lambda noted: list(noted.items()), [("a", 1), ("b", [2])], {ALL}),
        (lambda noted: list(noted.values()), [1, [2]], {ALL}),
        (lambda noted: {**noted}, ENTRIES, {ALL, "a", "b"}),
        (lambda noted: noted == ENTRIES, True, {ALL}),
        (json.dumps, json.dumps(ENTRIES), {ALL}),
    ],
)
def test_what_is_read_is_found_and_noted(look, found, keys):
    read = set()

    assert look(Noted(ENTRIES, read.add)) == found
    assert read == keys


def test_what_is_written_is_there_and_is_not_noted():
    read = set()
    noted = Noted(ENTRIES, read.add)

    noted["c"] = 3

    assert not read
    assert noted["c"] == 3
