"""Home of the tests of compiled schemas: formats, pointers, references."""

from typing import Any

import pytest

from trustlink.contract import Contract, contract_of, load_contract
from trustlink.errors import ContractError
from trustlink.schemas import compile_named_schema, compile_schema, pointer_of

FORMATS = [
    ("date", "2024-02-29", True),
    ("date", "2026-02-30", False),
    ("date", "2023-02-29", False),
    ("date", "2026-9-1", False),
    ("date", "2026-09-01\n", False),
    ("date-time", "2026-09-01T00:00:00Z", True),
    ("date-time", "2026-09-01T24:00:00Z", False),
    ("date-time", "2026-02-30T00:00:00Z", False),
    ("date-time", "2026-09-01T00:00:00", False),
    ("uri", "https://site.example/a?b=c", True),
    ("uri", "/only/a/path", False),
    ("uri", "no uri", False),
    ("uuid", "123e4567-e89b-12d3-a456-426614174000", True),
    ("uuid", "123e4567", False),
]

FAULTS = [
    ({"name": 5, "tags": []}, "/name", "type"),
    ({"tags": []}, "", "required"),
    ({"name": "x", "tags": ["ok", 5]}, "/tags/1", "type"),
    ({"name": "x", "tags": [], "a/b": 1}, "/a~1b", "type"),
    ({"name": "x", "tags": [], "m~n": 1}, "/m~0n", "type"),
    ({"name": "x", "tags": [], "inner": {"name": ""}}, "/inner/name", "minLength"),
    ([], "", "type"),
]


@pytest.fixture
def contract() -> Contract:
    name = {"type": "string", "minLength": 1}
    return contract_of(
        {
            "info": {"version": "1"},
            "components": {
                "schemas": {
                    "Name": name,
                    "Thing": {
                        "type": "object",
                        "required": ["name", "tags"],
                        "properties": {
                            "name": {"description": "Its name.", "allOf": [component("Name")]},
                            "tags": {"type": "array", "items": component("Name")},
                            "a/b": {"type": "string"},
                            "m~n": {"type": "string"},
                            "inner": {"type": "object", "properties": {"name": component("Name")}},
                        },
                    },
                    "Broken": {"type": "nothing"},
                }
            },
        }
    )


@pytest.mark.parametrize(("form", "text", "is_valid"), FORMATS)
def test_formats_are_checked(contract: Contract, form: str, text: str, is_valid: bool) -> None:  # noqa: FBT001 -- a column of the table
    schema = compile_schema(contract, {"type": "string", "format": form})

    assert schema.is_valid(text) is is_valid


@pytest.mark.parametrize(("value", "pointer", "keyword"), FAULTS)
def test_a_fault_names_the_place_and_the_keyword(
    contract: Contract, value: Any, pointer: str, keyword: str
) -> None:
    (fault,) = compile_named_schema(contract, "Thing").faults(value)

    assert (fault.pointer, fault.keyword) == (pointer, keyword)
    assert fault.message


def test_every_fault_is_found(contract: Contract) -> None:
    faults = compile_named_schema(contract, "Thing").faults({"name": "", "tags": ["", 5]})

    assert sorted(fault.pointer for fault in faults) == ["/name", "/tags/0", "/tags/1"]


def test_a_valid_value_has_no_fault(contract: Contract) -> None:
    schema = compile_named_schema(contract, "Thing")

    assert schema.faults({"name": "x", "tags": ["y"], "unknown": None}) == []


def test_a_message_stays_short(contract: Contract) -> None:
    (fault,) = compile_named_schema(contract, "Name").faults(["x" * 10_000])

    assert len(fault.message) <= 300


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nothing"},
        {"type": "string", "pattern": "("},
        {"$ref": "#/components/schemas/Nowhere"},
        {"$ref": "#/components/schemas/Broken"},
    ],
)
def test_what_is_no_schema_is_refused(contract: Contract, schema: dict[str, Any]) -> None:
    with pytest.raises(ContractError, match="can't be compiled"):
        compile_schema(contract, schema)


def test_an_unknown_component_is_refused(contract: Contract) -> None:
    with pytest.raises(ContractError, match="leads nowhere"):
        compile_named_schema(contract, "Nowhere")


def test_every_component_of_the_shipped_contract_compiles() -> None:
    shipped = load_contract()

    for name in shipped.document["components"]["schemas"]:
        assert compile_named_schema(shipped, name)


def test_a_pointer_escapes_as_rfc_6901_says() -> None:
    assert pointer_of([]) == ""
    assert pointer_of(["a/b", 0, "m~n", "~1"]) == "/a~1b/0/m~0n/~01"


def component(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    ("schema", "value", "constraint"),
    [
        ({"maxLength": 3}, "four", "maxLength 3"),
        ({"type": "object"}, [], "type object"),
        ({"type": ["object", "array"]}, 1, "type array, object"),
        ({"enum": ["a", "b"]}, "c", "enum a, b"),
        ({"required": ["name"]}, {}, "required name"),
        ({"format": "date"}, "2026-9-1", "format date"),
        ({"pattern": "^a$"}, "b", "pattern ^a$"),
    ],
)
def test_a_fault_says_what_is_demanded_and_what_stands_there(
    contract: Contract, schema: dict[str, Any], value: Any, constraint: str
) -> None:
    (fault,) = compile_schema(contract, schema).faults(value)

    assert fault.constraint == constraint
    assert fault.value == value


def test_the_faults_of_alternatives_are_told_by_branch(contract: Contract) -> None:
    schema = {"oneOf": [{"required": ["a"]}, {"properties": {"b": {"type": "string"}}}]}

    (fault,) = compile_schema(contract, schema).faults({"b": 1})

    assert [[one.pointer for one in branch] for branch in fault.branches] == [[""], ["/b"]]
    assert fault.constraint == "oneOf"
