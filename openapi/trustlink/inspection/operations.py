"""Home of the rules about operations: a name of its own, and the token that each needs."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from trustlink.inspection.document import Document, list_at, object_at
from trustlink.inspection.fault import ContractFault, shown
from trustlink.inspection.places import Kind, Place

_NAME = re.compile(r"[a-z][A-Za-z0-9]*")


def name_faults(document: Document) -> Iterator[ContractFault]:
    """Return operations without an operationId that is a name, and is theirs alone."""
    operations = list(document.of(Kind.OPERATION))
    times = Counter(_operation_id(operation) for operation in operations)
    for operation in operations:
        name = _operation_id(operation)
        if not _NAME.fullmatch(name):
            found = shown(operation.value.get("operationId"))
            yield operation.fault(
                f"a name as getSupplier was expected, found {found}", "operationId"
            )
        elif times[name] > 1:
            yield operation.fault(f"{name} names {times[name]} operations", "operationId")


def security_faults(document: Document) -> Iterator[ContractFault]:
    """Return operations that do not say which token they need, or name what is not declared."""
    schemes = object_at(document.value, "components", "securitySchemes")
    for operation in document.of(Kind.OPERATION):
        if not isinstance(operation.value.get("security"), list):
            yield operation.fault("security was expected: a scheme with scopes, or [] for none")
        for index, alternative in enumerate(list_at(operation.value, "security")):
            for name, scopes in object_at(alternative).items():
                path = ("security", index, name)
                if name not in schemes:
                    yield operation.fault("is none of components.securitySchemes", *path)
                else:
                    yield from _scope_faults(
                        operation, path, scopes, declared=_scopes(schemes[name])
                    )


def _scope_faults(
    operation: Place, path: tuple[str | int, ...], scopes: Any, *, declared: set[str]
) -> Iterator[ContractFault]:
    for index, scope in enumerate(scopes if isinstance(scopes, list) else ()):
        if not isinstance(scope, str) or scope not in declared:
            yield operation.fault(
                f"{shown(scope)} is no scope that the scheme declares", *path, index
            )


def _scopes(scheme: Any) -> set[str]:
    flows = object_at(scheme, "flows")
    return {scope for name in flows for scope in object_at(flows, name, "scopes")}


def _operation_id(operation: Place) -> str:
    name = operation.value.get("operationId")
    return name if isinstance(name, str) else ""
