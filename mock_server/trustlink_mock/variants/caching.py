"""The variants of caching: Cache-Control, ETags and 304 in other forms."""

from typing import Final

from starlette.types import ASGIApp, Scope

from trustlink_mock.substitutions.application import (
    ChangedHeaders,
    ChangedRequestHeaders,
    Lines,
    header,
    with_header,
)
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.variants.routes import OPERATIONS

_OPEN: Final = (f"{OPERATIONS}keys", f"{OPERATIONS}status")
_REVISION: Final = b'"rev,1/'


@variant(
    "HTTP-03",
    "Lets nobody store an answer behind a token: no-store, everywhere.",
    joint=Joint.APPLICATION,
)
def stored_nowhere(honest: ASGIApp) -> ASGIApp:
    """Say it in several directives."""
    return _with_cache_control(honest, b"no-cache, no-store, must-revalidate, max-age=0")


@variant(
    "HTTP-03",
    "Lets the client store what is behind a token: private, in capitals.",
    joint=Joint.APPLICATION,
)
def stored_by_the_client(honest: ASGIApp) -> ASGIApp:
    """Admit it for half a minute, problems too."""
    return _with_cache_control(honest, b"Max-Age=30,Private")


@variant("HTTP-02", "Has ETags of another form, with a comma in them.", joint=Joint.APPLICATION)
def etags_of_another_form(honest: ASGIApp) -> ASGIApp:
    """Begin each with the same few characters."""

    def told(lines: Lines, _status: int, _scope: Scope) -> Lines:
        tag = header(lines, b"etag")
        return lines if tag is None else with_header(lines, b"etag", _REVISION + tag[1:])

    def understood(lines: Lines) -> Lines:
        asked = header(lines, b"if-none-match")
        if asked is None:
            return lines
        return with_header(lines, b"if-none-match", asked.replace(_REVISION, b'"'))

    return ChangedHeaders(ChangedRequestHeaders(honest, understood), told)


@variant("HTTP-02", "Sends with a 304 the headers that a 200 has.", joint=Joint.APPLICATION)
def more_headers_on_304(honest: ASGIApp) -> ASGIApp:
    """Add Content-Type, Content-Language and Expires."""

    def changed(lines: Lines, status: int, _: Scope) -> Lines:
        if status != 304:
            return lines
        more = [(b"content-type", b"application/json"), (b"content-language", b"en")]
        return [*lines, *more, (b"expires", b"Thu, 01 Jan 1970 00:00:00 GMT")]

    return ChangedHeaders(honest, changed)


@variant(
    "HTTP-03",
    "Names in Vary what other headers an answer depends on, in lines of their own.",
    joint=Joint.APPLICATION,
)
def more_in_vary(honest: ASGIApp) -> ASGIApp:
    """Write Accept-Language in lower case, between Origin and Accept-Encoding."""

    def changed(lines: Lines, _status: int, _scope: Scope) -> Lines:
        vary = header(lines, b"vary")
        if vary is None:
            return with_header(lines, b"vary", b"Origin", b"Accept-Encoding")
        return with_header(lines, b"vary", b"Origin", vary.lower() + b" , Accept-Encoding")

    return ChangedHeaders(honest, changed)


def _with_cache_control(honest: ASGIApp, value: bytes) -> ASGIApp:
    def changed(lines: Lines, _status: int, scope: Scope) -> Lines:
        path = scope["path"]
        if not path.startswith(OPERATIONS) or path in _OPEN:
            return lines
        return with_header(lines, b"cache-control", value)

    return ChangedHeaders(honest, changed)
