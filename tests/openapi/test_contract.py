"""Home of the tests of loading a contract."""

from pathlib import Path
from typing import Any

import pytest

from trustlink.contract import Contract, canonical_digest, contract_of, load_contract, read_yaml
from trustlink.errors import ContractError, UserError
from trustlink.terms import load_terms

SMALL: dict[str, Any] = {
    "info": {"version": "1.2.3"},
    "paths": {
        "/things/{id}": {
            "parameters": [],
            "get": {
                "operationId": "getThing",
                "x-profile": "records",
                "x-requirements": ["ID-01"],
                "security": [{"oauth2": ["records"]}],
            },
            "delete": {"operationId": "deleteThing", "security": []},
        }
    },
    "components": {
        "schemas": {
            "Name": {"type": "string"},
            "Alias": {"$ref": "#/components/schemas/Name"},
            "Loop": {"$ref": "#/components/schemas/Pool"},
            "Pool": {"$ref": "#/components/schemas/Loop"},
            "Lost": {"$ref": "#/components/schemas/Nowhere"},
            "Text": {"$ref": "#/info/version"},
        }
    },
}

UNREADABLE = [
    ("a: [", "is no YAML"),
    ("a: \x00", "is no YAML"),
    ("[1]", "an object was expected at the top"),
    ("", "an object was expected at the top"),
    ("info: {}", "/info/version"),
    ("info: {version: 1.0}", "/info/version"),
    ("info: {version: '1'}\npaths: {/x: {get: {}}}", "GET /x: an operationId was expected"),
    ("info: []", "has not the form of a contract"),
    ("info: {version: '1'}\npaths: []", "has not the form of a contract"),
    ("info: {version: '1'}\npaths: {/x: 5}", "has not the form of a contract"),
    ("info: {version: '1'}\npaths: {/x: {get: 5}}", "has not the form of a contract"),
    ("info: {version: '1'}\nx: 2026-09-01", "has not the form of a contract"),
    ("info: {version: '1'}\n200: 1", "has not the form of a contract"),
    ("info: {version: '1'}\nx: !!int twelve", "is no YAML"),
]


@pytest.fixture
def contract() -> Contract:
    return contract_of(SMALL)


def test_the_shipped_contract_has_thirteen_operations_in_four_profiles() -> None:
    operations = load_contract().operations

    assert len(operations) == 13
    assert {operation.profile for operation in operations} == {
        "core",
        "records",
        "evidence",
        "batch",
    }


def test_a_contract_is_loaded_once() -> None:
    assert load_contract() is load_contract()


@pytest.mark.parametrize(("text", "reason"), UNREADABLE)
def test_a_file_that_is_no_contract_is_refused_with_its_name(
    text: str, reason: str, tmp_path: Path
) -> None:
    file = tmp_path / "contract.yaml"
    file.write_text(text)

    with pytest.raises(ContractError) as refused:
        load_contract(file)

    assert reason in str(refused.value)
    assert str(file) in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="No such file"):
        load_contract(tmp_path / "absent.yaml")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "contract.yaml"
    file.write_bytes(b"a: \xff")

    with pytest.raises(ContractError, match="is no YAML"):
        read_yaml(file)


def test_a_broken_contract_is_the_user_s_fault() -> None:
    assert issubclass(ContractError, UserError)
    assert ContractError.exit_code == 2


def test_an_operation_says_what_the_extensions_say(contract: Contract) -> None:
    operation = contract.operation("getThing")

    assert (operation.method, operation.path) == ("GET", "/things/{id}")
    assert (operation.profile, operation.scope) == ("records", "records")
    assert operation.needs_token
    assert operation.requirements == ("ID-01",)


def test_an_operation_without_a_token_has_no_scope(contract: Contract) -> None:
    operation = contract.operation("deleteThing")

    assert operation.scope is None
    assert not operation.needs_token


@pytest.mark.parametrize("operation_id", ["getSupplier", "createVerification", "createBatch"])
def test_an_empty_alternative_makes_the_token_optional(operation_id: str) -> None:
    operation = load_terms([Path("tokens-not-required")]).contract.operation(operation_id)

    assert (operation.scope, operation.needs_token) == ("verify", False)


def test_an_unknown_operation_is_refused_with_those_that_are_known(contract: Contract) -> None:
    with pytest.raises(ContractError, match="'getNothing'") as refused:
        contract.operation("getNothing")

    assert "deleteThing, getThing" in refused.value.hint


def test_references_are_followed_to_the_end(contract: Contract) -> None:
    assert contract.schema("Alias") == {"type": "string"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Loop", "leads back to itself"),
        ("Lost", "leads nowhere"),
        ("Nowhere", "leads nowhere"),
        ("Text", "leads to no object"),
    ],
)
def test_a_reference_that_can_not_be_followed_is_refused(
    contract: Contract, name: str, reason: str
) -> None:
    with pytest.raises(ContractError, match=reason):
        contract.schema(name)


def test_the_digest_does_not_depend_on_the_order_of_members() -> None:
    assert canonical_digest({"a": 1, "b": [1, 2]}) == canonical_digest({"b": [1, 2], "a": 1})


def test_the_digest_depends_on_every_value() -> None:
    assert canonical_digest({"a": [1, 2]}) != canonical_digest({"a": [2, 1]})


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/trustlink/v1/suppliers/91440300TL0000016J", "getSupplier"),
        ("GET", "/trustlink/v1/suppliers/x%20y/violation-status", "getViolationStatus"),
        ("POST", "/trustlink/v1/suppliers/91440300TL0000016J", None),
        ("GET", "/trustlink/v1/suppliers/", None),
        ("GET", "/trustlink/v1/suppliers", None),
        ("GET", "/", None),
    ],
)
def test_a_request_leads_to_its_operation(method, path, expected):
    found = load_contract().operation_at(method, path)

    assert (found.operation_id if found else None) == expected
