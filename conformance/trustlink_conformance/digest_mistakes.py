"""Explain a digest that differs: what is hashed, and the usual mistake that gives the other one.

The canonical form is that of RFC 8785. Sites that write JSON by other rules hash other bytes; a few
dozen of such forms are tried. Texts are whole here: they are redacted first and shortened after it.
"""

import json
from base64 import b64decode, urlsafe_b64decode
from binascii import Error
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import product
from typing import Any

import rfc8785

from trustlink_conformance.hints import Hint

_SIZE = 32


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a digest differs, as far as that is known."""

    hint: str
    details: tuple[str, ...]
    """The text that is hashed, its length, and where another text begins to differ."""


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a JSON value other than the canonical one."""

    name: str
    text: bytes
    hint: str


def explained(value: Any, digest: object, *, whole: Any) -> Explanation:
    """Return why a site's digest is not that of a value; `whole` is the value with its receipt."""
    canonical = rfc8785.dumps(value)
    right, theirs = sha256(canonical).digest(), _bytes_of(digest)
    hashed = f"hashed are {len(canonical)} bytes of UTF-8: {canonical.decode()}"
    if theirs == right:
        told = f"the digest is right, but written as {digest}"
        return Explanation(Hint.DIGEST_SPELLING, (hashed, told))
    forms = _forms(value, whole)
    found = next((one for one in forms if sha256(one.text).digest() == theirs), None)
    if found is None:
        return Explanation(Hint.NOT_CANONICAL, (hashed, "no usual mistake gives this digest"))
    told = f"the digest is that of {found.name}, {len(found.text)} bytes"
    return Explanation(found.hint, (hashed, told, _difference(canonical, found.text)))


def _bytes_of(digest: object) -> bytes | None:
    """Return the bytes of a digest in base64url, base64 or hexadecimal; None if it is none."""
    text = digest if isinstance(digest, str) else ""
    padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
    for read in (bytes.fromhex, urlsafe_b64decode, b64decode):
        try:
            found = read(text if read is bytes.fromhex else padded)
        except (ValueError, Error):
            continue
        if len(found) == _SIZE:
            return found
    return None


def _forms(value: Any, whole: Any) -> Iterator[Form]:
    yield Form("the canonical form with its receipt", rfc8785.dumps(whole), Hint.HASHED_RECEIPT)
    yield Form("the member results alone", rfc8785.dumps(value.get("results")), Hint.NOT_CANONICAL)
    for sort, indent, is_ascii, slashes in product(
        (True, False), (None, "", "  ", "    "), (False, True), (False, True)
    ):
        text = _written(value, sort=sort, indent=indent, is_ascii=is_ascii)
        text = text.replace("/", "\\/") if slashes else text
        names = [
            *(["members in the order of the response"] if not sort else []),
            *(["blanks and line ends"] if indent is not None else []),
            *(["non-ASCII characters as \\u escapes"] if is_ascii else []),
            *(["slashes as \\/"] if slashes else []),
        ]
        name = f"JSON with {', '.join(names) or 'another order of members'}"
        hint = Hint.ESCAPED_JSON if is_ascii or slashes else Hint.NOT_CANONICAL
        yield Form(name, text.encode(), hint)
        yield Form(f"{name}, with a line feed at the end", f"{text}\n".encode(), hint)


def _written(value: Any, *, sort: bool, indent: str | None, is_ascii: bool) -> str:
    """Return a value as JSON; an empty indent stands for blanks after commas and colons."""
    separators = (",", ":") if indent is None else (", ", ": ") if not indent else (",", ": ")
    return json.dumps(
        value,
        sort_keys=sort,
        indent=indent or None,
        ensure_ascii=is_ascii,
        separators=separators,
    )


def _difference(canonical: bytes, other: bytes) -> str:
    """Return where two texts begin to differ, with what stands there in each."""
    pairs = enumerate(zip(canonical, other, strict=False))
    at = next((at for at, pair in pairs if pair[0] != pair[1]), min(len(canonical), len(other)))
    ours, theirs = (_around(text, at) for text in (canonical, other))
    return f"first difference at byte {at}: {ours} is hashed, {theirs} was"


def _around(text: bytes, at: int) -> str:
    """Return the member around a place as a whole: what has to be hidden in it is still found."""
    begin = max(text.rfind(mark, 0, at) for mark in (b',"', b'{"'))
    ends = [end for mark in (b',"', b"}") if (end := text.find(mark, at)) >= 0]
    part = text[max(begin, 0) : min(ends, default=len(text))].decode("utf-8", "replace")
    return f"…{part}…"
