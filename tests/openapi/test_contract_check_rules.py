"""Home of the tests of the rules: a small change to the real contract, and the fault it makes.

The changes stand in contract_faults.yaml.
"""

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from trustlink.contract import read_yaml
from trustlink.inspection import ContractFault, Rule, contract_rules
from trustlink.inspection.document import document_of
from trustlink.inspection.freezing import digest_faults
from trustlink.requirements import load_requirements
from trustlink.resources import openapi_folder

TABLE = read_yaml(Path(__file__).with_name("contract_faults.yaml"))
CHANGES = [
    pytest.param(rule, change, id=f"{rule}:{change['change']}")
    for rule, changes in TABLE.items()
    for change in changes
]
STATE = "/components/schemas/Status/properties/state"
EXAMPLE = (
    "/components/responses/SupplierNotFound/content/application~1problem+json"
    "/examples/supplierNotFound/value"
)


@pytest.mark.parametrize(("rule", "change"), CHANGES)
def test_a_broken_contract_is_reported_where_it_is_broken(
    rule: str, change: dict[str, Any]
) -> None:
    found = faults(
        rule, changed(change["change"], **{k: change[k] for k in ("to",) if k in change})
    )

    new = set(found) - set(faults_of_the_shipped(rule))
    assert any(f.pointer == change["fault"] and change["says"] in f.reason for f in new), new


def test_every_rule_stands_in_the_table() -> None:
    assert set(TABLE) == set(rules())


def test_a_property_may_have_the_name_of_an_extension() -> None:
    value = {
        "type": "string",
        "description": "A name.",
        "x-basis": "assumed",
        "x-presence": "known",
    }

    document = changed("/components/schemas/Status/properties/x-nullable", to=value)

    assert faults("extensions.extension_faults", document) == []
    assert faults("dialect.keyword_faults", document) == []


def test_what_stands_in_an_example_is_no_part_of_the_contract() -> None:
    document = changed(f"{EXAMPLE}/schema", to={"$ref": "#/nowhere", "nullable": True})

    assert faults("references.reference_faults", document) == []
    assert faults("dialect.keyword_faults", document) == []


def test_a_long_chain_of_references_is_not_followed() -> None:
    document = copy.deepcopy(shipped())
    chain = {f"R{i}": {"allOf": [{"$ref": f"#/components/schemas/R{i + 1}"}]} for i in range(2000)}
    document["components"]["schemas"] |= {**chain, "R2000": {"type": "string"}}

    reasons = {fault.reason for fault in faults("references.reference_faults", document)}

    assert reasons == {"leads through more than 32 references in a row"}


def test_a_reference_to_elsewhere_is_never_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.socket.connect", refuse_to_connect)

    document = changed(f"{STATE}/allOf", to=[{"$ref": "http://127.0.0.1:9/x.yaml"}])

    assert faults("specification.meaning_faults", document)
    assert faults("examples.validity_faults", document)


def test_a_version_without_a_digest_is_still_being_written() -> None:
    assert list(digest_faults(document_of(shipped()), digests={})) == []


def refuse_to_connect(*_: object) -> None:
    pytest.fail("a socket was opened")


@cache
def shipped() -> Any:
    return read_yaml(openapi_folder() / "trustlink.yaml")


@cache
def rules() -> dict[str, Rule]:
    """Return every rule for a contract by module and name; version 1.0.0 has another digest."""
    found = contract_rules(load_requirements(), {"1.0.0": {"contract": "0" * 64}})
    return {name_of(getattr(rule, "func", rule)): rule for rule in found}


def name_of(function: Any) -> str:
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"


def changed(pointer: str, **new: object) -> Any:
    """Return the shipped contract with `to` at a pointer; without it, nothing is there."""
    document = copy.deepcopy(shipped())
    *path, last = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    owner = document
    for part in path:
        owner = owner[int(part)] if isinstance(owner, list) else owner[part]
    if "to" in new:
        owner[last] = new["to"]
    else:
        del owner[last]
    return document


@cache
def faults_of_the_shipped(rule: str) -> list[ContractFault]:
    return faults(rule, shipped())


def faults(rule: str, document: Any) -> list[ContractFault]:
    return list(rules()[rule](document_of(document)))
