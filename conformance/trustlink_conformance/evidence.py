"""Home of the evidence: what a run asked and was answered, redacted, one JSON object a line.

evidence   the first line: which form the file is of
run        what the checks were given: target without secrets, nonce, extent
exchange   one request with its answer, or with why there is none
check      what a check came to, and whether that can be judged again
"""

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, BinaryIO, Literal, Self

from trustlink_conformance.exchange import (
    Exchange,
    Headers,
    Incoming,
    Origin,
    Outgoing,
    header_values,
)
from trustlink_conformance.forgeries import Unusable
from trustlink_conformance.redaction import Redactor

Keep = Literal["none", "failures", "full"]
"""Whose exchanges stay: nobody's, those of checks that did not pass, or everybody's."""

KIND = "trustlink-evidence"
"""Stands in the first line, so that a later run knows the file as one of ours."""

FORMAT = 2

OMITTED = "[left out: the evidence has reached its bound]"
"""Stands in the place of a body past the bound."""

_LEARNABLE = ("bearer ", "basic ")
_ORIGIN = tuple(one.name for one in fields(Origin))


@dataclass
class Evidence:
    """Writes exchanges as they happen, into a new file that only its owner can read."""

    path: Path
    redactor: Redactor = field(repr=False)
    keep: Keep = "full"
    max_bytes: int = 256 * 1024 * 1024

    def __post_init__(self) -> None:
        self._file = _new_private_file(self.path)
        self._written: dict[int, int] = {}
        self._tokens: list[dict[str, Any]] = []
        self._write({"kind": KIND, "format": FORMAT})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def begin(self, given: Mapping[str, Any]) -> None:
        """Write what the checks of this run are given."""
        if self.keep != "none":
            self._write(self.redactor.tree({"kind": "run", **given}))

    def conclude(self, result: Mapping[str, Any], *, altered: Collection[int]) -> None:
        """Write what a check came to; `altered` are exchanges that it rests on and that were."""
        if self.keep != "none":
            entry = {"kind": "check", "altered": sorted(altered), "result": result}
            self._write(self.redactor.tree(entry))

    def write(self, entry: dict[str, Any]) -> None:
        """Write one exchange in the form of `exchange_as_json`; without bodies past the bound."""
        if self.keep == "none":
            return
        if entry["origin"].get("phase") == "token":
            self._tokens.append(entry)
        self._written[entry["id"]] = self._file.tell()
        self._write(_without_bodies(entry) if self._file.tell() > self.max_bytes else entry)

    def has(self, exchange_id: int) -> bool:
        """Return whether an exchange was written, and not taken back since."""
        return exchange_id in self._written

    def mark(self) -> int:
        """Return where the file ends now, for `drop_since`."""
        return self._file.tell()

    def drop_since(self, mark: int) -> None:
        """Take back what was written since the mark, if only failures are kept.

        How a token was got stays: all later checks rest on it.
        """
        if self.keep == "failures":
            self._file.truncate(mark)
            self._file.seek(mark)
            self._written = {key: at for key, at in self._written.items() if at < mark}
            tokens, self._tokens = self._tokens, []
            for entry in tokens:
                if not self.has(entry["id"]):
                    self.write(entry)
        self._tokens.clear()

    def learn(self, exchange: Exchange) -> None:
        """Learn the secrets that an exchange brings, before any of it is written."""
        for value in header_values(exchange.request.headers, "authorization"):
            is_secret = not isinstance(value, Unusable) or value.is_secret
            if is_secret and value.lower().startswith(_LEARNABLE):
                self.redactor.learn(
                    value.split(" ", 1)[1].strip(), f"{exchange.request.credential}"
                )
        if exchange.origin.phase == "token" and exchange.response:
            text = _text(exchange.response.body)["body"]
            self.redactor.learn_tokens(text, f"{exchange.request.credential} token")

    def _write(self, entry: dict[str, Any]) -> None:
        self._file.write(json.dumps(entry).encode("ascii") + b"\n")
        self._file.flush()


def exchange_as_json(exchange: Exchange, redactor: Redactor) -> dict[str, Any]:
    """Return an exchange as it may be written and shown; absent members say nothing."""
    entry: dict[str, Any] = {
        "kind": "exchange",
        "id": exchange.id,
        "origin": {name: part for name in _ORIGIN if (part := getattr(exchange.origin, name))},
        "request": _request(exchange.request),
        "started": exchange.started.isoformat(),
        "seconds": round(exchange.seconds, 4),
    }
    if exchange.response is not None:
        entry["response"] = _response(exchange.response)
    if exchange.failure is not None:
        entry["failure"] = asdict(exchange.failure)
    clean: dict[str, Any] = redactor.tree(entry)
    clean["altered"] = clean != entry
    return clean


def _request(request: Outgoing) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "method": request.method,
        "url": request.url,
        "headers": _headers(request.headers, request.credential),
        "credential": request.credential,
    }
    made = [value.shown for _, value in request.headers if isinstance(value, Unusable)]
    entry |= {"authorization": made[-1]} if made else {}
    return entry if request.content is None else {**entry, **_text(request.content)}


def _response(response: Incoming) -> dict[str, Any]:
    return {
        "status": response.status,
        "httpVersion": response.http_version,
        "headers": _headers(response.headers, "the target"),
        "wireBytes": response.wire_bytes,
        **_text(response.body),
    }


def _headers(headers: Headers, credential: str) -> list[list[str]]:
    return [[name, _header_value(name, value, credential)] for name, value in headers]


def _header_value(name: str, value: str, credential: str) -> str:
    if name.lower() not in ("authorization", "proxy-authorization"):
        return value
    scheme = value.split(" ", 1)[0] if " " in value else ""
    return f"{scheme[:20]} [{credential}]".strip()


def _text(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"body": body.decode("latin-1"), "encoding": "latin-1"}


def _without_bodies(entry: dict[str, Any]) -> dict[str, Any]:
    cut = {
        part: {**entry[part], "body": OMITTED}
        for part in ("request", "response")
        if "body" in entry.get(part, {})
    }
    return {**entry, **cut}


def _new_private_file(path: Path) -> BinaryIO:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    return os.fdopen(os.open(path, flags, 0o600), "r+b")
