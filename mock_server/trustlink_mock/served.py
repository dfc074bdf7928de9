"""Home of what is served: the operations of the announced profiles that have a handler."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from trustlink.contract import Contract, Operation, load_contract
from trustlink.errors import UserError
from trustlink.resources import openapi_folder
from trustlink_mock.dispatch import Handler
from trustlink_mock.handlers import HANDLERS, handler_name
from trustlink_mock.settings import PROFILES


@dataclass(frozen=True, slots=True)
class ServedOperation:
    """Is an operation, the contract that documents it, and the handler that answers it."""

    contract: Contract = field(repr=False)
    operation: Operation
    handler: Handler
    has_own_rules: bool = False
    """Whether RFC 6749 says how its requests are judged, not the contract."""


def served_operations(
    contract: Contract, *, profiles: Sequence[str]
) -> Mapping[str, ServedOperation]:
    """Return the operations by id: those of the profiles, and the sandbox's own.

    Raises UserError for a profile that is unknown, not implemented, or if core is missing.
    """
    _check_profiles(contract, profiles)
    sandbox = load_contract(openapi_folder() / "sandbox.yaml")
    tokens = (replace(one, has_own_rules=True) for one in _operations(sandbox, PROFILES))
    served = [*_operations(contract, profiles), *tokens]
    return {one.operation.operation_id: one for one in served}


def implemented_profiles(contract: Contract) -> tuple[str, ...]:
    """Return the profiles, each of whose operations has a handler."""
    return tuple(profile for profile in PROFILES if not _missing(contract, profile))


def routing_document(operations: Iterable[Operation]) -> dict[str, Any]:
    """Return what Connexion needs for routing: paths, methods and operation ids.

    The rest of the contract is compiled once, by the layers that use it.
    """
    paths: dict[str, Any] = {}
    for one in operations:
        method = {"operationId": one.operation_id, "responses": {"default": {"description": "any"}}}
        paths.setdefault(one.path, {})[one.method.lower()] = method
    info = {"title": "TrustLink mock server", "version": "1.0.0"}
    return {"openapi": "3.0.3", "info": info, "paths": paths}


def _operations(contract: Contract, profiles: Sequence[str]) -> Iterator[ServedOperation]:
    for operation in contract.operations:
        handler = HANDLERS.get(handler_name(operation.operation_id))
        if operation.profile in profiles and handler is not None:
            yield ServedOperation(contract, operation, handler)


def _missing(contract: Contract, profile: str) -> list[str]:
    return [
        operation.operation_id
        for operation in contract.operations
        if operation.profile == profile and handler_name(operation.operation_id) not in HANDLERS
    ]


def _check_profiles(contract: Contract, profiles: Sequence[str]) -> None:
    implemented = implemented_profiles(contract)
    for profile in profiles:
        if profile not in PROFILES:
            near = get_close_matches(profile, PROFILES, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(PROFILES)}."
            raise UserError(f"there is no profile {profile!r}", hint=hint)
        if profile not in implemented:
            raise UserError(
                f"the mock does not implement the profile {profile} yet",
                hint=f"It implements {', '.join(implemented)}.",
            )
    if "core" not in profiles:
        raise UserError("the profile core is for every site", hint="Add --profile core.")
