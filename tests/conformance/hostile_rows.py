"""Home of the rows of the table of hostile targets: deed, verdict, blame and bounds."""

import gzip
import json
import ssl
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from certificates import self_signed
from hostile_sites import (
    ANY,
    DISCOVERY,
    TOKENS,
    VIOLATIONS,
    close,
    drips,
    floods,
    raw,
    refers,
    says,
)
from raw_server import Behaviour, Visit

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
MEBIBYTE = 1024 * 1024
AS_MANY_LISTS_AS_FIT = b'{"uscc": [' + b"[]," * 690_000 + b"[]]}"
LARGE = b'{"uscc": [' + b"[]," * 40_000 + b'[]], "asOf": "' + b"x" * 1_900_000 + b'"}'
"""As many values, and as many bytes, as are read."""


@dataclass(frozen=True)
class Row:
    """One hostile behaviour, and what is to come of it."""

    id: str
    deed: Behaviour | None
    said: str
    """What the tester reads, among other things; "" if the failed requirement says it all."""
    word: str = "NOT_CONFORMANT"
    """The verdict's word; "" if there is no report."""
    blame: str = "target"
    place: str = VIOLATIONS
    requirements: tuple[str, ...] = ("API-01",)
    """What is judged, and fails if the target is to blame; () for the whole suite."""
    alter: Callable[[bytes], bytes] = bytes
    after: int = 0
    options: tuple[str, ...] = ()
    target: str = ""
    """The target file."""
    timeout: float = 1.0
    seconds: float = 60.0
    """The run takes less, on a busy machine too."""
    tls: Callable[[Path], ssl.SSLContext] | None = None
    asked_by_https: bool = False


def of_one_kind(deeds: dict[str, Behaviour], said: str, **members: Any) -> list[Row]:
    """Return rows that come to the same."""
    return [Row(name, deed, said, **members) for name, deed in deeds.items()]


def encoded(coding: str, body: bytes) -> Behaviour:
    return says(body, headers=f"Content-Encoding: {coding}\r\n")


def bomb(wbits: int) -> bytes:
    """Return 64 MiB of zeros, compressed to a thousandth."""
    stream = zlib.compressobj(9, wbits=wbits)
    return b"".join([*(stream.compress(bytes(MEBIBYTE)) for _ in range(64)), stream.flush()])


def of_length(length: str, body: bytes) -> Behaviour:
    return raw(OK + f"Content-Length: {length}\r\n\r\n".encode() + body)


def member(name: str, value: Any) -> Callable[[bytes], bytes]:
    """Return what puts a member into a JSON body."""
    return lambda body: json.dumps({**json.loads(body), name: value}).encode()


_numbers = count()


def with_another_cursor(body: bytes) -> bytes:
    return member("nextCursor", f"cursor-{next(_numbers)}")(body)


def with_escapes(body: bytes) -> bytes:
    """Let every text of a JSON body, save URLs and tokens, end in what a terminal or page obeys."""
    if b"access_token" in body or not body.startswith(b"{"):
        return body
    return json.dumps(hostile_text(json.loads(body))).encode()


def hostile_text(value: Any) -> Any:
    if isinstance(value, str) and not value.startswith("http"):
        return f"{value}\x1b]0;x\x07\x1b[2J\u202e\u009b31m\r\n::error::<script>alert(1)</script>"
    if isinstance(value, list):
        return [hostile_text(one) for one in value]
    if isinstance(value, dict):
        return {name: hostile_text(one) for name, one in value.items()}
    return value


LATE = of_one_kind(
    {
        "hangs-before-headers": Visit.hang,
        "hangs-after-headers": raw(OK + b"Content-Length: 9\r\n\r\n", then=Visit.hang),
        "hangs-in-the-body": raw(OK + b'Content-Length: 9\r\n\r\n{"', then=Visit.hang),
        "drips-headers": drips(b"X-Slow: 1\r\n", begin=OK),
        "drips-the-body": drips(b" ", begin=OK + b"Content-Length: 100000\r\n\r\n"),
        "drips-chunks": drips(b"1\r\n \r\n", begin=CHUNKED),
        "drips-events": drips(b": still here\n\n", begin=OK + b"\r\n"),
        "drips-continues": drips(b"HTTP/1.1 100 Continue\r\n\r\n"),
    },
    "no complete answer within 1 s",
)
ENDLESS = [
    *of_one_kind(
        {
            "endless-body": floods(b"x" * 65536, begin=OK + b"\r\n"),
            "200-megabytes": floods(b"x" * 65536, begin=OK + b"Content-Length: 209715200\r\n\r\n"),
            "endless-chunks": floods(b"1000\r\n" + b"x" * 4096 + b"\r\n", begin=CHUNKED),
            "gzip-bomb": encoded("gzip", bomb(31)),
            "deflate-bomb": encoded("deflate", bomb(15)),
            "gzip-members-of-nothing": floods(
                gzip.compress(b"") * 1000, begin=OK + b"Content-Encoding: gzip\r\n\r\n"
            ),
        },
        "the body is too large",
        timeout=10.0,
    ),
    *of_one_kind(
        {
            "nested-gzip": encoded("gzip, gzip", gzip.compress(bomb(31))),
            "zstd-bomb": encoded("zstd", b"\x28\xb5\x2f\xfd" + bytes(1000)),
        },
        "was not offered",
    ),
    Row("no-gzip-at-all", encoded("gzip", b"{}"), "the body is not gzip"),
    Row("half-a-gzip", encoded("gzip", gzip.compress(b"{}")[:-4]), "body ends too early"),
    *of_one_kind(
        {
            "header-flood": floods(b"X-A: 1\r\n" * 1000, begin=OK),
            "endless-header": floods(b"x" * 65536, begin=OK + b"X-Long: "),
            "continue-flood": floods(b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
            "early-hints-flood": floods(
                b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n" * 100
            ),
            "endless-chunk-extension": floods(b"x" * 65536, begin=CHUNKED + b"5;name="),
            "endless-trailers": floods(b"X-A: 1\r\n" * 1000, begin=CHUNKED + b"0\r\n"),
        },
        "no complete answer",
    ),
    *of_one_kind(
        {
            "200-headers": says(b"{}", headers="X-A: 1\r\n" * 200),
            "cookie-flood": says(b"{}", headers="Set-Cookie: a=b\r\n" * 300),
            "a-header-of-60-kilobytes": says(b"{}", headers=f"X-Long: {'x' * 60_000}\r\n"),
        },
        "too many or too large",
    ),
]  # fmt: skip
BROKEN = of_one_kind(
    {
        "reset": Visit.reset,
        "closed-at-once": close,
        "reset-in-the-headers": raw(OK + b"X-A: 1", then=Visit.reset),
        "reset-in-the-body": raw(OK + b"Content-Length: 9\r\n\r\n{", then=Visit.reset),
        "length-too-long": of_length("100", b"{}"),
        "length-negative": of_length("-1", b"{}"),
        "two-lengths": raw(OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} "),
        "chunk-size-garbage": raw(CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n"),
        "chunk-size-huge": raw(CHUNKED + b"f" * 30 + b"\r\n{}"),
        "http-0.9": raw(b'{"uscc": "x"}'),
        "ssh": raw(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"),
        "status-000": raw(b"HTTP/1.1 000 Nothing\r\nContent-Length: 2\r\n\r\n{}"),
        "blank-in-a-header-name": raw(OK + b"X A: 1\r\nContent-Length: 2\r\n\r\n{}"),
        "nul-in-a-header": raw(OK + b"X-A: \0\r\nContent-Length: 2\r\n\r\n{}"),
    },
    "no complete answer",
)
UNUSABLE = [
    *of_one_kind(
        {
            "deep-lists": says(b"[" * 50_000),
            "deep-objects": says(b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
        },
        "nested deeper than 64 levels",
    ),
    *of_one_kind(
        {
            "html": says(b"<!DOCTYPE html><h1>Welcome</h1>", kind="text/html"),
            "html-called-json": says(b"<!DOCTYPE html><script>alert(1)</script>"),
            "nothing": says(b""),
            "not-a-number": says(b'{"uscc": NaN}'),
            "a-number-beyond-bounds": says(b'{"uscc": 1e999999}'),
            "a-million-digits": says(b'{"uscc": ' + b"9" * 1_000_000 + b"}"),
            "bad-utf-8": says(b'{"uscc": "\xff\xfe"}'),
            "byte-order-mark": says(b'\xef\xbb\xbf{"uscc": 1}'),
            "lone-surrogate": says(b'{"uscc": "\\ud800"}'),
            "null": says(b"null"),
            "a-member-twice": says(b'{"uscc": 1, "uscc": 2}'),
            "a-megabyte-of-text": says(b'{"uscc": "' + b"x" * MEBIBYTE + b'"}'),
            "as-many-lists-as-fit": says(AS_MANY_LISTS_AS_FIT),
            "as-many-members-as-fit": says(
                json.dumps({"uscc": dict.fromkeys(map(str, range(150_000)), 0)}).encode()
            ),
            "no-media-type": says(b"{}", kind=""),
            "length-too-short": of_length("2", b'{}{"uscc": 1}'),
        },
        "",
        timeout=10.0,
    ),
    *of_one_kind(
        {
            "204-with-a-body": says(b"{}", status="204 No Content"),
            "304-unasked": says(b"", status="304 Not Modified"),
            "status-999": says(b"{}", status="999 Nobody Knows"),
            "503-for-a-day": says(
                b"{}", status="503 Unavailable", headers="Retry-After: 86400\r\n"
            ),
        },
        "status",
    ),
]  # fmt: skip
REDIRECTS = [
    *of_one_kind(
        {
            "refers-elsewhere": refers("{elsewhere}/steal"),
            "refers-to-itself": refers("http://{host}/trustlink/v1/suppliers/x/violation-status"),
        },
        "302",
    ),
    *of_one_kind(
        {
            "discovery-refers-in-a-ring": refers("http://{host}/.well-known/trustlink"),
            "discovery-refers-elsewhere": refers("{elsewhere}/.well-known/trustlink"),
            "discovery-refers-to-the-cloud": refers("http://169.254.169.254/latest/meta-data"),
            "discovery-refers-to-a-file": refers("file:///etc/passwd"),
            "discovery-refers-with-a-password": refers("http://a:b@{host}/.well-known/trustlink"),
        },
        "302",
        place=DISCOVERY,
        requirements=("DISC-01",),
    ),
    Row(
        "location-elsewhere", refers("{elsewhere}/x", status="201 Created"),
        "", place="/verifications", requirements=("VER-01",),
    ),
]  # fmt: skip
THROTTLED = of_one_kind(
    {
        f"429-{name}": says(b"{}", status="429 Slow Down", headers=f"Retry-After: {value}\r\n")
        for name, value in {
            "for-a-day": "86400",
            "until-a-date": "Wed, 21 Oct 2037 07:28:00 GMT",
            "negative": "-1",
            "garbage": "soon",
        }.items()
    },
    "answers 429",
    word="INCOMPLETE",
    blame="tester",
)
UNTRUSTED: list[Row] = [
    Row("self-signed", says(b"{}"), "no trusted TLS", tls=self_signed,
        word="", blame="configuration", place=ANY),
    Row("expired", says(b"{}"), "no trusted TLS", word="", blame="configuration", place=ANY,
        tls=partial(self_signed, expires_in=timedelta(days=-1))),
    Row("of-another-host", says(b"{}"), "no trusted TLS", word="", blame="configuration", place=ANY,
        tls=partial(self_signed, name="other.example")),
    Row("plain-http-for-https", says(b"{}"), "can't be reached", word="", blame="configuration",
        place=ANY, asked_by_https=True),
]  # fmt: skip
LURES = [
    *(
        Row(f"tokens-from-{name}", None, "tokenEndpoint", word="INCOMPLETE", blame="tester",
            place=DISCOVERY, alter=member("tokenEndpoint", value))
        for name, value in {
            "elsewhere": "{elsewhere}/token",
            "the-cloud": "http://169.254.169.254/token",
            "a-file": "file:///etc/passwd",
            "a-name-with-a-password": "http://a:b@127.0.0.1/token",
            "a-number": 7,
        }.items()
    ),
    Row("keys-from-elsewhere", None, "keysUri is of another origin", word="INCOMPLETE",
        blame="tester", place=DISCOVERY, requirements=("EVD-03",),
        alter=member("keysUri", "{elsewhere}/keys")),
]  # fmt: skip
TOKEN_ENDPOINTS = [
    *of_one_kind(
        {
            "tokens-of-html": says(b"<html>", kind="text/html"),
            "tokens-of-a-list": says(b"[]"),
            "token-of-a-number": says(b'{"access_token": 7, "token_type": "Bearer"}'),
            "token-of-two-lines": says(b'{"access_token": "a\\r\\nX-Evil: 1"}'),
            "token-of-a-megabyte": says(b'{"access_token": "' + b"x" * MEBIBYTE + b'"}'),
            "token-of-a-lone-surrogate": says(b'{"access_token": "\\ud800"}'),
            "token-endpoint-breaks": says(b"{}", status="500 Internal"),
            "token-endpoint-resets": Visit.reset,
            "token-endpoint-hangs": Visit.hang,
            "token-endpoint-refers-elsewhere": refers("{elsewhere}/token", status="307 There"),
            "token-endpoint-floods": floods(b"x" * 65536, begin=OK + b"\r\n"),
        },
        "",
        place=TOKENS,
    ),
    Row("client-refused", says(b'{"error": "invalid_client"}', status="401 No"),
        "refused the client importer-a", word="", blame="configuration", place=TOKENS),
]  # fmt: skip
WHOLE: dict[str, Any] = {"requirements": (), "seconds": 230}
LONG = [
    Row("escapes-in-every-text", None, "", place=ANY, alter=with_escapes,
        requirements=("API-01", "DISC-01", "SUP-02")),
    Row("cursors-never-end", None, "", place="/export-tax-rebates?", timeout=10.0,
        requirements=("REB-10",), alter=with_another_cursor, seconds=120),
    Row("hangs-everywhere", Visit.hang, "answers that never came", place="/trustlink/v1",
        timeout=2.0, target="[bounds]\npatience = 8\n", **WHOLE),
    Row("large-everywhere", says(LARGE), "", place="/trustlink/v1", timeout=10.0, seconds=200,
        requirements=("RAT-02", "HTTP-03")),
    Row("throttled-everywhere", says(b"{}", status="429 No", headers="Retry-After: 0\r\n"),
        "answers 429", place="/trustlink/v1", target="[bounds]\nretries = 1\n", **WHOLE),
]  # fmt: skip

ROWS: tuple[Row, ...] = tuple(
    row
    for rows in (
        LATE, ENDLESS, BROKEN, UNUSABLE, REDIRECTS, THROTTLED, UNTRUSTED, LURES, TOKEN_ENDPOINTS,
        LONG,
    )
    for row in rows
)  # fmt: skip
