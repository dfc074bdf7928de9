"""The contract as an object: its operations, schemas, version and digest."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonpointer import JsonPointer, JsonPointerException

from trustlink.errors import ContractError
from trustlink.resources import openapi_folder

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""HTTP methods as OpenAPI 3.0.3 spells them in a path item."""

JsonObject = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the contract, with what the contract's extensions say of it."""

    operation_id: str
    method: str
    """In capitals, as on the wire."""
    path: str
    """The path template, from the origin."""
    profile: str
    scope: str | None
    """The OAuth scope that a token needs, or None where tokens say nothing."""
    needs_token: bool
    """Whether a request without a token is refused: no alternative of `security` is empty."""
    requirements: tuple[str, ...]
    document: JsonObject = field(repr=False)


@dataclass(frozen=True, slots=True)
class Contract:
    """An OpenAPI document, loaded and indexed. Make it with `load_contract`."""

    document: JsonObject = field(repr=False)
    """The document as written, references included."""
    version: str
    digest: str
    """SHA-256 (hex) of the document as canonical JSON: independent of layout and comments."""
    operations: tuple[Operation, ...] = field(repr=False)

    def operation(self, operation_id: str) -> Operation:
        """Return the operation of that id; raises ContractError if there is none."""
        for operation in self.operations:
            if operation.operation_id == operation_id:
                return operation
        known = ", ".join(sorted(o.operation_id for o in self.operations))
        raise ContractError(
            f"the contract has no operation {operation_id!r}", hint=f"It has: {known}."
        )

    def operation_at(self, method: str, path: str) -> Operation | None:
        """Return the operation that a request asks, by its method and path; None if none does."""
        for operation in self.operations:
            if operation.method == method and _fits(path, operation.path):
                return operation
        return None

    def schema(self, name: str) -> JsonObject:
        """Return the component schema of that name; raises ContractError if there is none."""
        return self.resolve({"$ref": f"#/components/schemas/{name}"})

    def resolve(self, node: JsonObject) -> JsonObject:
        """Follow local references until something else stands there."""
        seen: set[str] = set()
        while "$ref" in node:
            reference = node["$ref"]
            if reference in seen:
                raise ContractError(f"the reference {reference} leads back to itself")
            seen.add(reference)
            node = self._at(reference)
        return node

    def _at(self, reference: str) -> JsonObject:
        try:
            node = JsonPointer(reference.removeprefix("#")).resolve(self.document)
        except JsonPointerException as error:
            raise ContractError(f"the reference {reference} leads nowhere") from error
        if not isinstance(node, Mapping):
            raise ContractError(f"the reference {reference} leads to no object")
        return node


def load_contract(path: Path | None = None) -> Contract:
    """Load a contract: the file at `path`, or the one that is shipped.

    Raises ContractError, with file and reason, if it can't be read as an OpenAPI document.
    """
    return _load((path or openapi_folder() / "trustlink.yaml").resolve())


@cache
def _load(path: Path) -> Contract:
    document = read_yaml(path)
    try:
        return contract_of(document)
    except ContractError as error:
        raise ContractError(f"{path}: {error}", hint=error.hint) from error
    except (AttributeError, RecursionError, TypeError, ValueError) as error:
        raise ContractError(
            f"{path}: has not the form of a contract",
            hint=f"`trustlink contract check {path}` says where.",
        ) from error


def contract_of(document: JsonObject) -> Contract:
    """Index a document that is already in memory; raises ContractError."""
    version = document.get("info", {}).get("version")
    if not isinstance(version, str):
        raise ContractError("/info/version: the contract's version was expected")
    return Contract(
        document=document,
        version=version,
        digest=canonical_digest(document),
        operations=tuple(_operations(document)),
    )


def read_yaml(path: Path) -> JsonObject:
    """Read a YAML file that holds one object; raises ContractError with file, line and reason."""
    try:
        document = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise ContractError(f"{path}: can't be read: {error.strerror}") from error
    except (yaml.YAMLError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ContractError(f"{path}: is no YAML: {reason}") from error
    if not isinstance(document, dict):
        raise ContractError(f"{path}: an object was expected at the top")
    return document


def canonical_digest(document: object) -> str:
    """Return the SHA-256 (hex) of a JSON value, whatever the order of its members."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _operations(document: JsonObject) -> Iterator[Operation]:
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                yield _operation(path, method, item[method])


def _operation(path: str, method: str, document: JsonObject) -> Operation:
    operation_id = document.get("operationId")
    if not isinstance(operation_id, str):
        raise ContractError(f"{method.upper()} {path}: an operationId was expected")
    return Operation(
        operation_id=operation_id,
        method=method.upper(),
        path=path,
        profile=document.get("x-profile", "core"),
        scope=_scope(document),
        needs_token=bool(document.get("security")) and {} not in document["security"],
        requirements=tuple(document.get("x-requirements", ())),
        document=document,
    )


def _fits(path: str, template: str) -> bool:
    parts, wanted = path.split("/"), template.split("/")
    return len(parts) == len(wanted) and all(
        (part and name.startswith("{")) or part == name
        for part, name in zip(parts, wanted, strict=True)
    )


def _scope(document: JsonObject) -> str | None:
    for alternative in document.get("security", ()):
        for scopes in alternative.values():
            for scope in scopes:
                return str(scope)
    return None
