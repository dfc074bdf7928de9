"""The variants of headers: other names for the same, more of them, fewer."""

from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from starlette.types import ASGIApp, Scope

from trustlink_mock.substitutions.application import (
    ChangedHeaders,
    Lines,
    header,
    with_header,
)
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.visit import Reply, Visit

_MORE: Final[Lines] = [
    (b"server", b"nginx/1.27.0"),
    (b"x-request-id", b"7f3c0a52-6d0e-4f9b-9a55-0c6a3fd0a001"),
    (b"set-cookie", b"visit=1; Path=/; Secure; HttpOnly; SameSite=Lax"),
    (b"set-cookie", b"lang=en; Path=/"),
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (b"x-content-type-options", b"nosniff"),
    (b"access-control-allow-origin", b"*"),
    (b"via", b"1.1 varnish, 1.1 gateway"),
    (b"age", b"0"),
    (b"link", b'</docs>; rel="service-doc"'),
]


@variant("HTTP-01", "States the charset of JSON and of problems.", joint=Joint.APPLICATION)
def charset_stated(honest: ASGIApp) -> ASGIApp:
    """Add charset=utf-8, and write the media type with capitals."""

    def changed(lines: Lines, _status: int, _scope: Scope) -> Lines:
        found = header(lines, b"content-type")
        if found is None or not found.endswith(b"json"):
            return lines
        stated = found.replace(b"json", b"JSON") + b";charset=utf-8"
        return with_header(lines, b"content-type", stated)

    return ChangedHeaders(honest, changed)


@variant("HTTP-01", "Writes the names of headers with capitals.", joint=Joint.APPLICATION)
def header_names_in_capitals(honest: ASGIApp) -> ASGIApp:
    """Write all of each name in capitals."""
    return ChangedHeaders(
        honest, lambda lines, _status, _scope: [(name.upper(), value) for name, value in lines]
    )


@variant(
    "HTTP-01",
    "Sends headers that the contract does not know, cookies among them.",
    joint=Joint.APPLICATION,
)
def more_headers(honest: ASGIApp) -> ASGIApp:
    """Send what proxies and frameworks like to add."""
    return ChangedHeaders(honest, lambda lines, _status, _scope: [*lines, *_MORE])


@variant(
    "HTTP-03",
    "Names languages in capitals, and with answers that have no texts too: Chinese and English.",
    joint=Joint.APPLICATION,
)
def languages_everywhere(honest: ASGIApp) -> ASGIApp:
    """Say nothing else."""

    def changed(lines: Lines, _status: int, _scope: Scope) -> Lines:
        told = header(lines, b"content-language")
        if told is not None:
            return with_header(lines, b"content-language", told.upper())
        named = with_header(lines, b"content-language", b"zh-CN, en")
        has_vary = header(lines, b"vary") is not None
        return named if has_vary else [*named, (b"vary", b"Accept-Language")]

    return ChangedHeaders(honest, changed)


@variant("RT-03", "Has no clock that it dares to state: no Date.", joint=Joint.APPLICATION)
def no_date(honest: ASGIApp) -> ASGIApp:
    """Leave the header out."""
    return ChangedHeaders(honest, lambda lines, _status, _scope: with_header(lines, b"date"))


@variant("RT-03", "Has a clock for Date that is 45 seconds behind.", joint=Joint.APPLICATION)
def date_behind(honest: ASGIApp) -> ASGIApp:
    """Take them off."""

    def changed(lines: Lines, _status: int, _scope: Scope) -> Lines:
        found = header(lines, b"date")
        if found is None:
            return lines
        behind = parsedate_to_datetime(found.decode()) - timedelta(seconds=45)
        return with_header(lines, b"date", format_datetime(behind, usegmt=True).encode())

    return ChangedHeaders(honest, changed)


@variant(
    "SEC-01", "Challenges with the bare scheme, and explains its errors.", joint=Joint.APPLICATION
)
def other_challenges(honest: ASGIApp) -> ASGIApp:
    """Drop the realm; put a description with commas before the error."""

    def changed(value: bytes) -> list[bytes]:
        _, has_error, error = value.partition(b"error=")
        told = b'Bearer error_description="Expired, or not ours.", error=' + error
        return [told if has_error else b"Bearer"]

    return _with_challenges(honest, changed)


@variant(
    "SEC-01",
    "Challenges by three schemes in one line, without quotation marks where none are needed.",
    joint=Joint.APPLICATION,
)
def challenges_in_one_line(honest: ASGIApp) -> ASGIApp:
    """Put Basic and DPoP before it, and write the scheme in lower case."""

    def changed(value: bytes) -> list[bytes]:
        bearer = b"bearer" + value.removeprefix(b"Bearer").replace(
            b'"invalid_token"', b"invalid_token"
        )
        return [b'Basic realm="Bearer, too" ,DPoP algs="ES256 PS256",,' + bearer]

    return _with_challenges(honest, changed)


@variant(
    "SEC-01",
    "Challenges by another scheme in a line of its own, before and after.",
    joint=Joint.APPLICATION,
)
def challenges_in_several_lines(honest: ASGIApp) -> ASGIApp:
    """Write the scheme in capitals."""

    def changed(value: bytes) -> list[bytes]:
        return [b"Negotiate YWJj==", value.replace(b"Bearer", b"BEARER", 1), b'DPoP error="x"']

    return _with_challenges(honest, changed)


@variant(
    "HTTP-04",
    "Allows OPTIONS and TRACE as well, and lists methods without blanks.",
    joint=Joint.APPLICATION,
)
def more_in_allow(honest: ASGIApp) -> ASGIApp:
    """Write them in another order."""

    def changed(lines: Lines, _status: int, _scope: Scope) -> Lines:
        found = header(lines, b"allow")
        if found is None:
            return lines
        listed = b",".join(reversed([b"TRACE", *found.split(b", "), b"OPTIONS"]))
        return with_header(lines, b"allow", listed)

    return ChangedHeaders(honest, changed)


@variant(
    "LIF-02",
    "Announces the end of getSupplier, with a page about it and links of other relations beside.",
    joint=Joint.RESPONSE,
    operation="getSupplier",
)
def operation_that_is_to_end(reply: Reply, _: Visit) -> Reply:
    """Send Deprecation, Sunset and Link."""
    links = '</help>; rel=help, <https://sandbox.trustlink.example/changes>; rel="deprecation"'
    sunset = "Fri, 31 Dec 2027 16:00:00 GMT"
    return reply.with_headers(deprecation="@1798761600", sunset=sunset, link=links)


def _with_challenges(honest: ASGIApp, changed: Callable[[bytes], list[bytes]]) -> ASGIApp:
    """Return the application with other lines in place of the challenge Bearer."""

    def rewritten(lines: Lines, _status: int, _scope: Scope) -> Lines:
        found = header(lines, b"www-authenticate")
        if found is None or not found.startswith(b"Bearer"):
            return lines
        return with_header(lines, b"www-authenticate", *changed(found))

    return ChangedHeaders(honest, rewritten)
