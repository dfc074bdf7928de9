"""Home of the redaction: what must never be written, in every spelling it may come back in."""

import hashlib
import hmac
import json
import re
import secrets
from base64 import b64encode, urlsafe_b64encode
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import quote, quote_plus

from trustlink_conformance.connection import Connection
from trustlink_conformance.target import Target
from trustlink_conformance.token_endpoint import basic
from trustlink_conformance.tokens import is_bearer

_TOKEN_MEMBER = re.compile(
    r'("(?:access_token|refresh_token|id_token|client_secret)"\s*:\s*")((?:[^"\\]|\\.){1,16384})'
)
UNUSABLE = ", which is none"
"""Ends the label of what stands in the place of a token and can't be sent as one."""

_SHORTEST_LEARNED = 12
_MOST_LEARNED = 4
_SHORTEST_PART = 8
_SHORTEST_ANYWHERE = 8
"""Shorter secrets are hidden where they stand alone: every text has some of their letters."""
_OURS = frozenset({
    "event", "kind", "check", "section", "outcome", "requirement", "requirements", "phase",
    "operation", "mode", "wellKnown", "label", "scopes", "credential", "method", "nonce",
})  # fmt: skip
"""Members whose values are names of ours: a secret may be an everyday word."""


class Redactor:
    """Puts labels in the place of secrets, and an HMAC in that of what may be a person's.

    That is the number and the name of a real requester. The HMAC's key lives as long as the run
    and is not written: the same text has the same stand-in everywhere in a run, and none can be
    found out by trying.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._spellings: dict[str, str] = {}

    @classmethod
    def for_target(cls, target: Target) -> "Redactor":
        """Return a redactor that knows every secret and every real number of the target."""
        redactor = cls()
        for credential in target.credentials:
            redactor.hide(credential.client_secret, f"{credential.label} secret")
            redactor.hide(credential.token, f"{credential.label} token")
            if credential.client_secret:
                redactor.hide(basic(credential), f"{credential.label} basic")
        redactor.hide_connection(target.connection)
        for requester in target.requesters:
            if requester.number not in target.synthetic:
                redactor.hide_personal(requester.number)
                redactor.hide_personal(requester.name or "")
        return redactor

    def hide_connection(self, connection: Connection) -> None:
        """From now on hide what gets requests through: secret headers and passwords."""
        for header in connection.headers:
            if header.is_secret:
                self.hide(header.value, f"header {header.name}")
        self.hide(connection.key_password, "key password")
        if connection.proxy is not None:
            self.hide(connection.proxy.password, "proxy password")

    def hide(self, secret: str, label: str) -> None:
        """From now on write `[label]` in place of the secret, however it is encoded."""
        for spelling in _spellings(secret) if secret else ():
            self._spellings.setdefault(spelling.lower(), f"[{label}]")

    def hide_personal(self, text: str) -> None:
        """From now on write an HMAC in place of the text, also where a receipt encodes it."""
        digest = hmac.new(self._key, text.encode("utf-8"), hashlib.sha256).hexdigest()
        for spelling in _spellings(text) if text else ():
            self._spellings.setdefault(spelling.lower(), f"hmac:{digest[:16]}")

    def learn_tokens(self, text: str, label: str) -> None:
        """Hide whatever stands in a member for a token, even where the text is no valid JSON."""
        for match in _first_and_last(_TOKEN_MEMBER.finditer(text)):
            written = match[2]
            plain = _unescaped(written.replace("\\/", "/"))
            said = label if is_bearer(plain) else f"{label}{UNUSABLE}"
            for spelling in (written, written.replace("\\/", "/"), _unescaped(written)):
                self.learn(spelling, said)

    def learn(self, secret: str, label: str) -> None:
        """Hide a text that turned up during the run, unless it is too short to be a secret."""
        if len(secret) >= _SHORTEST_LEARNED and secret.lower() not in self._spellings:
            self.hide(secret, label)

    def text(self, text: str) -> str:
        """Return the text without anything that is hidden."""
        lowered = text.lower()
        found = [spelling for spelling in self._spellings if spelling in lowered]
        if not found:
            return _TOKEN_MEMBER.sub(_blank, text)
        found.sort(key=len, reverse=True)
        pattern = re.compile("|".join(map(_pattern_of, found)), re.IGNORECASE)
        clean = pattern.sub(lambda match: self._label(match[0]), text)
        return _TOKEN_MEMBER.sub(_blank, clean)

    def tree(self, value: Any) -> Any:
        """Return a JSON value of ours whose strings are without what is hidden.

        Members keep their names, and some a name that is their value: those are ours.
        """
        return self._cleaned(value) if self._is_suspect(value) else value

    def _is_suspect(self, value: Any) -> bool:
        """Return whether something may have to be hidden: nearly always one look at all says no."""
        together = "\n".join(_strings(value)).lower()
        return any(map(together.__contains__, ("_token", "client_secret", *self._spellings)))

    def _cleaned(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {
                key: entry if key in _OURS else self._cleaned(entry) for key, entry in value.items()
            }
        if isinstance(value, Iterable) and not isinstance(value, bytes):
            return [self._cleaned(entry) for entry in value]
        return value

    def _label(self, spelling: str) -> str:
        return self._spellings.get(spelling.lower(), "[secret]")


def _first_and_last(found: Iterator[re.Match[str]]) -> list[re.Match[str]]:
    """Return the members that a parser may take for the token: the first and the last few.

    One answer has one token. Those in between are made unreadable where they stand in any case.
    """
    first = list(islice(found, _MOST_LEARNED))
    return [*first, *deque(found, maxlen=_MOST_LEARNED)]


def _pattern_of(spelling: str) -> str:
    written = re.escape(spelling)
    is_short = len(spelling) < _SHORTEST_ANYWHERE
    return rf"(?<![A-Za-z0-9]){written}(?![A-Za-z0-9])" if is_short else written


def _spellings(secret: str) -> Iterator[str]:
    raw = secret.encode("utf-8", "surrogatepass")
    yield secret
    yield quote(secret, safe="")
    yield quote_plus(secret)
    if len(raw.hex()) >= _SHORTEST_PART:
        yield raw.hex()
    yield "\0".join(secret)
    yield "".join(f"\\u{ord(sign):04x}" for sign in secret)
    yield secret.replace("/", "\\/")
    yield json.dumps(secret)[1:-1]
    for encode in (b64encode, urlsafe_b64encode):
        yield from _encoded_parts(raw, encode)


def _strings(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value, in no order."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, int | float | bytes):  # by far the most
            continue
        elif isinstance(one, Mapping):
            left += one.values()
        elif isinstance(one, Iterable):
            left += one


def _encoded_parts(raw: bytes, encode: Any) -> Iterator[str]:
    """Yield what base64 makes of the bytes, wherever they stand in a longer text."""
    for before in range(3):
        written = encode(b"\0" * before + raw).decode("ascii").rstrip("=")
        start = (before * 8 + 5) // 6
        end = (before + len(raw)) * 8 // 6
        part = written[start:end]
        if len(part) >= _SHORTEST_PART:
            yield part


def _unescaped(text: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)


def _blank(match: re.Match[str]) -> str:
    return match[0] if match[2].startswith("[") else f"{match[1]}[token]"
