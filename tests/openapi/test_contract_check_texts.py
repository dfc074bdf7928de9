"""Home of the tests of broken files: whatever a file holds, the answer is faults, never a crash."""

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustlink.contract import contract_of, read_yaml
from trustlink.errors import ContractError
from trustlink.frozen import load_digests
from trustlink.inspection import contract_rules, inspect_document, inspect_file
from trustlink.inspection.source import LARGEST, source_of
from trustlink.requirements import load_requirements
from trustlink.resources import openapi_folder

RULES = contract_rules(load_requirements(), load_digests())

BOMB = "\n".join(["a: &a [x]", *(f"{b}: &{b} [*{a}, *{a}]" for a, b in zip("abcde", "bcdef"))])  # noqa: B905 -- neighbours

# text, where the fault is, what it says
UNREADABLE = [
    ("", "", "is empty"),
    ("# only a comment\n", "", "is empty"),
    ("[1, 2]", "", "an object was expected at the top"),
    ("a text", "", "an object was expected at the top"),
    ("a: [1", "", "is no YAML"),
    ("a: 1\n---\nb: 2\n", "", "is no YAML"),
    ("\x00\x01", "", "is no YAML"),
    (BOMB, "", "uses the alias *a in line 2"),
    ("[" * 100_000, "", "is nested deeper than 64 levels"),
    ("\n".join(" " * depth + "a:" for depth in range(500)), "", "is nested deeper than 64 levels"),
    ("#" * (LARGEST + 1), "", "bytes"),
]
NO_JSON = [
    ("a: 2026-09-01", "/a", "write it in quotes"),
    ("a: [{b: .nan}]", "/a/0/b", "no number in JSON"),
    ("a: -.inf", "/a", "no number in JSON"),
    ("a: !!binary aGk=", "/a", "no JSON value"),
    ("a: !!python/object:os.system x", "/a", "no JSON value"),
    ("a: !!int twelve", "/a", "can't be read as"),
    (f"a: {'9' * 5000}", "/a", "can't be read as"),
    ("a: =", "/a", "no JSON value"),
    ("200: a", "/200", "a member's name was expected to be a text"),
    ("null: a", "/null", "a member's name was expected to be a text"),
    ("<<: {a: 1}", "/<<", "a member's name was expected to be a text"),
    ("a: 1\nb: 2\na: 3", "/a", "stands twice; the second time in line 3"),
]


@pytest.mark.parametrize(("text", "pointer", "reason"), UNREADABLE)
def test_an_unreadable_file_is_one_fault(
    text: str, pointer: str, reason: str, tmp_path: Path
) -> None:
    file = tmp_path / "contract.yaml"
    file.write_text(text)

    (fault,) = inspect_file(file, rules=RULES).faults

    assert fault.pointer == pointer
    assert reason in fault.reason


@pytest.mark.parametrize(("text", "pointer", "reason"), NO_JSON)
def test_what_json_does_not_know_is_a_fault(text: str, pointer: str, reason: str) -> None:
    (fault,) = source_of(text.encode()).faults

    assert fault.pointer == pointer
    assert reason in fault.reason


def test_a_fault_of_the_text_does_not_hide_the_others(tmp_path: Path) -> None:
    file = tmp_path / "contract.yaml"
    file.write_text("openapi: 3.0.3\ninfo: {title: x, version: 2026-09-01}\npaths: {}\n")

    pointers = [fault.pointer for fault in inspect_file(file, rules=RULES).faults]

    assert "/info/version" in pointers
    assert "/info" in pointers


def test_bytes_that_are_no_text_are_a_fault() -> None:
    (fault,) = source_of(b"a: \xff\xfe").faults

    assert "is no YAML" in fault.reason


@pytest.mark.parametrize("name", ["absent.yaml", "."])
def test_a_file_that_cannot_be_opened_is_the_user_s_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="can't be read"):
        inspect_file(tmp_path / name, rules=RULES)


def test_a_fault_is_one_line_without_control_characters() -> None:
    document = {"openapi": "3.0.3\n\x1b[31m", "paths": {"/\n\x1b": 5}}

    lines = [
        f"{fault.pointer} {fault.reason}"
        for fault in inspect_document(document, rules=RULES).faults
    ]

    assert lines
    assert all(line.isprintable() for line in lines)


def test_the_source_is_what_the_loader_reads() -> None:
    path = openapi_folder() / "trustlink.yaml"

    source = source_of(path.read_bytes())

    assert source.faults == ()
    assert contract_of(source.value).digest == contract_of(read_yaml(path)).digest


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=5,
)
REFERENCES = st.sampled_from(
    ["#/components/schemas/Status", "#/nowhere", "x.yaml", "http://127.0.0.1:9/", "", 5]
).map(lambda text: {"$ref": text})


@pytest.mark.slow
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_value_anywhere_gives_an_inspection(data: st.DataObject) -> None:
    document = copy.deepcopy(read_yaml(openapi_folder() / "trustlink.yaml"))
    owner = drawn_owner(data, document)
    owner[data.draw(st.sampled_from(list(owner)))] = data.draw(JSON | REFERENCES)

    inspection = inspect_document(document, rules=RULES)

    assert inspection.counts.keys() >= {"operations", "schemas", "examples"}


def drawn_owner(data: st.DataObject, document: Any) -> Any:
    """Return an object of the document that has members, at a depth that is drawn."""
    owner = document
    for _ in range(data.draw(st.integers(0, 8))):
        inner = [v for v in owner.values() if isinstance(v, dict) and v]
        owner = data.draw(st.sampled_from(inner)) if inner else owner
    return owner
