"""Home of compiled schemas: each compiled once in a process, however many mock servers it has."""

import json

from trustlink.contract import Contract, JsonObject
from trustlink.schemas import CompiledSchema, compile_schema

_COMPILED: dict[tuple[str, str], CompiledSchema] = {}


def compiled(contract: Contract, schema: JsonObject) -> CompiledSchema:
    """Return a schema of the contract, compiled; raises ContractError."""
    key = (contract.digest, json.dumps(schema, sort_keys=True))
    if key not in _COMPILED:
        _COMPILED[key] = compile_schema(contract, schema)
    return _COMPILED[key]
