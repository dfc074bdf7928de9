"""Home of what Schemathesis says of an answer: by named checks, which read and send nothing.

What is said depends on the contract, the operation, the exchange, and on whether its request was
invalid: nothing of it needs the request to be generated again, so that a replay says the same.
"""

import json
import re
from typing import Any

import requests
import schemathesis
import schemathesis.checks
from schemathesis.core.failures import FailureGroup

from trustlink.contract import JsonObject, Operation
from trustlink.json_text import JsonFault, read_json
from trustlink_conformance.exchange import Exchange, Headers, Outgoing
from trustlink_conformance.generation.generated_request import Complaint
from trustlink_conformance.generation.rules import CHECKS, REFUSALS
from trustlink_conformance.generation.seclusion import quietly, secluded
from trustlink_conformance.generation.trial import ACCEPTED_KIND

_NOWHERE = "http://site.invalid"
_OF_REQUESTS = "negative_data_rejection"
"""The one check that looks at the request; the others read the answer alone."""


class Published:
    """The contract as published, by which answers to generated requests are judged."""

    def __init__(self, contract: JsonObject) -> None:
        with secluded():
            self._schema: Any = schemathesis.openapi.from_dict(dict(contract))
        self._checks = [_check(name) for name in CHECKS if name != _OF_REQUESTS]

    def complaints(
        self, operation: Operation, exchange: Exchange, *, invalid: bool
    ) -> tuple[Complaint, ...]:
        """Return what the checks say against a complete answer; raises ValueError for another."""
        answer = exchange.response
        if answer is None:
            raise ValueError(f"exchange {exchange.id} has no answer that could be judged")
        found = self._about_answer(operation, exchange)
        if invalid and str(answer.status) not in REFUSALS:
            found = (*found, Complaint(ACCEPTED_KIND, f"status {answer.status}"))
        return found

    def _about_answer(self, operation: Operation, exchange: Exchange) -> tuple[Complaint, ...]:
        try:
            with quietly():
                found = self._schema[operation.path][operation.method]
                case = found.Case(path_parameters=_some_path(operation))
                case.validate_response(_response(exchange), checks=self._checks)
        except FailureGroup as group:
            failures = sorted(group.exceptions, key=str)
            return tuple(Complaint(type(one).__name__, _words(one)) for one in failures)
        return ()


def prepared(case: Any) -> requests.PreparedRequest:
    """Return a case as the request that its arguments are meant for, to an origin of no site."""
    arguments = case.as_transport_kwargs(base_url=_NOWHERE)
    kept = {"method", "url", "headers", "params", "json", "data"} & arguments.keys()
    return requests.Request(**{name: arguments[name] for name in kept}).prepare()


def is_invalid(case: Any) -> bool:
    """Return whether a case is invalid as it goes out: whether it must not be accepted."""
    accepted = schemathesis.Response(
        status_code=200,
        headers={},
        content=b"",
        request=prepared(case),
        elapsed=0.0,
        verify=True,
        encoding="utf-8",
    )
    try:
        with quietly():
            case.validate_response(accepted, checks=[_check(_OF_REQUESTS)])
    except FailureGroup:
        return True
    return False


def _check(name: str) -> Any:
    return getattr(schemathesis.checks, name)


def _some_path(operation: Operation) -> dict[str, str]:
    """Return parameters for the path; what they are does not matter to checks of answers."""
    return dict.fromkeys(re.findall(r"\{([^}]+)\}", operation.path), "any")


def _response(exchange: Exchange) -> schemathesis.Response:
    answer = exchange.response
    return schemathesis.Response(
        status_code=answer.status if answer else 0,
        headers=_headers(answer.headers if answer else ()),
        content=_harmless(answer.body if answer else b""),
        request=_prepared(exchange.request),
        elapsed=exchange.seconds,
        verify=True,
        encoding="utf-8",
    )


def _headers(lines: Headers) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    for name, value in lines:
        headers.setdefault(name.lower(), []).append(value)
    return headers


def _prepared(request: Outgoing) -> requests.PreparedRequest:
    return requests.Request(request.method, _NOWHERE).prepare()


def _harmless(body: bytes) -> bytes:
    """Return a body that json.loads survives: what our own reader refuses is no JSON at all.

    Whole numbers are written without a point: Schemathesis takes 5.0 for no integer.
    """
    read = read_json(body)
    return b"" if isinstance(read, JsonFault) else json.dumps(read.value).encode()


def _words(failure: Any) -> str:
    return " ".join(f"{failure.title}: {failure.message}".split())[:500]
