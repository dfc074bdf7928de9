"""Home of reading an exchange back from the line of the evidence that it was written to."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from trustlink_conformance.evidence import OMITTED
from trustlink_conformance.exchange import (
    Exchange,
    Failure,
    FailureKind,
    Headers,
    Incoming,
    Origin,
    Outgoing,
)
from trustlink_conformance.forgeries import Unusable
from trustlink_conformance.given import STAND_IN
from trustlink_conformance.redaction import UNUSABLE

_HIDDEN_TOKEN = re.compile(r'("access_token"\s*:\s*)"\[([^"\]]*)\]"')


def exchange_of(entry: Mapping[str, Any]) -> Exchange:
    """Return the exchange that `exchange_as_json` wrote; KeyError, TypeError, ValueError for else.

    In the place of an access token stands one that no site knows, if there was one to be used.
    """
    origin = Origin(**entry["origin"])
    response, failure = entry.get("response"), entry.get("failure")
    return Exchange(
        id=entry["id"],
        origin=origin,
        request=_request(entry["request"]),
        response=None if response is None else _response(response, origin),
        failure=None if failure is None else _failure(failure),
        started=datetime.fromisoformat(entry["started"]),
        seconds=float(entry["seconds"]),
    )


def is_whole(entry: Mapping[str, Any]) -> bool:
    """Return whether the bodies were written, too: past a bound they are left out."""
    parts = (entry.get(name) or {} for name in ("request", "response"))
    return all(part.get("body") != OMITTED for part in parts)


def _request(entry: Mapping[str, Any]) -> Outgoing:
    return Outgoing(
        method=entry["method"],
        url=entry["url"],
        headers=tuple(_as_made(entry, name, value) for name, value in _headers(entry)),
        content=_body(entry) if "body" in entry else None,
        credential=entry["credential"],
    )


def _as_made(entry: Mapping[str, Any], name: str, value: str) -> tuple[str, str]:
    """Return a header; an Authorization that a check made up can be repeated as it was then."""
    if name.lower() != "authorization" or "authorization" not in entry:
        return name, value
    return name, Unusable(value, shown=str(entry["authorization"]))


def _response(entry: Mapping[str, Any], origin: Origin) -> Incoming:
    body = _body(entry)
    return Incoming(
        status=int(entry["status"]),
        headers=_headers(entry),
        body=_with_stand_ins(body) if origin.phase == "token" else body,
        wire_bytes=int(entry["wireBytes"]),
        http_version=entry["httpVersion"],
    )


def _failure(entry: Mapping[str, Any]) -> Failure:
    return Failure(FailureKind(entry["kind"]), entry["message"])


def _headers(entry: Mapping[str, Any]) -> Headers:
    return tuple((str(name), str(value)) for name, value in entry["headers"])


def _body(entry: Mapping[str, Any]) -> bytes:
    text: str = entry["body"]
    return text.encode(entry.get("encoding", "utf-8"))


def _with_stand_ins(body: bytes) -> bytes:
    return _HIDDEN_TOKEN.sub(_stand_in, body.decode("utf-8", "replace")).encode("utf-8")


def _stand_in(found: re.Match[str]) -> str:
    return found[0] if found[2].endswith(UNUSABLE) else f'{found[1]}"{STAND_IN}"'
