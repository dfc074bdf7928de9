"""Home of what Schemathesis says of an answer: by named checks, which read and send nothing."""

from typing import Any

import requests
import schemathesis
import schemathesis.checks
from schemathesis.core.failures import FailureGroup

from trustlink.json_text import JsonFault, read_json
from trustlink_conformance.exchange import Exchange
from trustlink_conformance.generation.generated_request import Complaint
from trustlink_conformance.generation.rules import CHECKS
from trustlink_conformance.generation.seclusion import quietly

_NOWHERE = "http://site.invalid"


def prepared(case: Any) -> requests.PreparedRequest:
    """Return a case as the request that its arguments are meant for, to an origin of no site."""
    arguments = case.as_transport_kwargs(base_url=_NOWHERE)
    kept = {"method", "url", "headers", "params", "json", "data"} & arguments.keys()
    return requests.Request(**{name: arguments[name] for name in kept}).prepare()


def complaints_about(case: Any, exchange: Exchange) -> tuple[Complaint, ...]:
    """Return what the checks say against a complete answer; ValueError for an incomplete one."""
    named = [getattr(schemathesis.checks, name) for name in CHECKS]
    try:
        with quietly():
            case.validate_response(_response(case, exchange), checks=named)
    except FailureGroup as group:
        failures = sorted(group.exceptions, key=str)
        return tuple(Complaint(type(one).__name__, _words(one)) for one in failures)
    return ()


def _response(case: Any, exchange: Exchange) -> schemathesis.Response:
    answer = exchange.response
    if answer is None:
        raise ValueError(f"exchange {exchange.id} has no answer that could be judged")
    headers: dict[str, list[str]] = {}
    for name, value in answer.headers:
        headers.setdefault(name.lower(), []).append(value)
    return schemathesis.Response(
        status_code=answer.status,
        headers=headers,
        content=_harmless(answer.body),
        request=prepared(case),
        elapsed=exchange.seconds,
        verify=True,
        encoding="utf-8",
    )


def _harmless(body: bytes) -> bytes:
    """Return a body that json.loads survives: what our own reader refuses is no JSON at all."""
    return b"" if isinstance(read_json(body), JsonFault) else body


def _words(failure: Any) -> str:
    return " ".join(f"{failure.title}: {failure.message}".split())[:500]
