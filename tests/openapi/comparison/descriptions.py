"""Home of small API descriptions for tests: one operation, in a few words."""

from copy import deepcopy
from typing import Any

from trustlink.contract import read_yaml
from trustlink.resources import openapi_folder

Description = dict[str, Any]


def description(
    operation: dict[str, Any] | None = None,
    *,
    path: str = "/things/{id}",
    method: str = "get",
    schema: object = None,
    **members: Any,
) -> Description:
    """Return a description with one operation that answers 200, as the schema says."""
    answer: dict[str, Any] = {"description": "ok"}
    if schema is not None:
        answer["content"] = {"application/json": {"schema": schema}}
    operation = {"responses": {"200": answer}, **(operation or {})}
    info = {"title": "t", "version": "1"}
    return {"openapi": "3.0.3", "info": info, "paths": {path: {method: operation}}, **members}


def our_contract() -> Description:
    """Return the contract as a document that a test may change."""
    return deepcopy(dict(read_yaml(openapi_folder() / "trustlink.yaml")))
