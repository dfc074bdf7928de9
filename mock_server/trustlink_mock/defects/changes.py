"""Home of changes that several defects make: to the checks of a request, to one result."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

import orjson

from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.substitutions.layer import Asked
from trustlink_mock.visit import json_bytes

OF_A_MENDED_NUMBER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "EVD-02": "the receipt states what the verification does",
        "ID-07": "the number that is returned is another one",
        "VER-01": "its cases show what is returned as sent",
    }
)
"""What a mutant breaks in addition that takes a requester's number for another one."""


def with_checks(asked: Asked, change: Callable[[list[str]], list[str]]) -> Asked:
    """Return a request with its checks changed; as it is, if there are none."""
    body = body_of(asked)
    if not isinstance(body, dict) or not isinstance(body.get("checks"), list):
        return asked
    return with_body(asked, {**body, "checks": change(body["checks"])})


def body_of(asked: Asked) -> Any:
    """Return the JSON value of a request's body; None if it is none."""
    try:
        return json.loads(asked.body)
    except ValueError:
        return None


def with_body(asked: Asked, body: object) -> Asked:
    """Return a request with this JSON value as its body; as it was, if that can't be written."""
    try:
        return replace(asked, body=json_bytes(body))
    except orjson.JSONEncodeError:  # half a surrogate pair
        return asked


def with_result(verification: Json, member: str, **members: object) -> Json:
    """Return a verification with members of one of its results set."""
    results = verification["results"]
    return {**verification, "results": {**results, member: {**results[member], **members}}}
