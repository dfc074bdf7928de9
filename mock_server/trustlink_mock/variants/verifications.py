"""The variants of verifications: their ids, how long they can be read, where."""

import secrets
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from starlette.types import ASGIApp, Scope

from trustlink_mock.substitutions.application import ChangedHeaders, Lines, header, with_header
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.verifications import Verifications

_LONGEST_ID = 128


@variant("VER-04", "Keeps verifications for 30 days, the longest time.", joint=Joint.VERIFICATIONS)
def valid_for_thirty_days(honest: Verifications) -> Verifications:
    """State and keep it."""
    return replace(honest, validity=timedelta(days=30))


@variant(
    "VER-04", "Keeps verifications for 24 hours, the shortest time.", joint=Joint.VERIFICATIONS
)
def valid_for_a_day(honest: Verifications) -> Verifications:
    """State and keep it."""
    return replace(honest, validity=timedelta(hours=24))


@variant("VER-04", "Numbers verifications by UUID.", joint=Joint.VERIFICATIONS)
def ids_as_uuid(honest: Verifications) -> Verifications:
    """Write them in capitals."""
    return replace(honest, new_id=lambda: str(uuid4()).upper())


@variant("VER-04", "Gives verifications ids of 128 characters.", joint=Joint.VERIFICATIONS)
def long_ids(honest: Verifications) -> Verifications:
    """Use every character that a path may have as it is."""
    return replace(honest, new_id=lambda: ("v1.~_-" + secrets.token_urlsafe(128))[:_LONGEST_ID])


@variant("VER-01", "Gives the Location as a whole URL.", joint=Joint.APPLICATION)
def absolute_location(honest: ASGIApp) -> ASGIApp:
    """Put the origin before it that the client asked."""
    return ChangedHeaders(
        honest, lambda lines, _status, scope: _moved(lines, b"http://" + _host(scope) + b"/")
    )


@variant(
    "VER-01",
    "Gives the Location relative to the URL that was asked (RFC 3986, section 5).",
    joint=Joint.APPLICATION,
)
def relative_location(honest: ASGIApp) -> ASGIApp:
    """Leave out what both have in common."""

    def changed(lines: Lines, _status: int, _scope: Scope) -> Lines:
        found = header(lines, b"location")
        if found is None:
            return lines
        return with_header(lines, b"location", found.removeprefix(b"/trustlink/v1/"))

    return ChangedHeaders(honest, changed)


def _moved(lines: Lines, start: bytes) -> Lines:
    found = header(lines, b"location")
    return lines if found is None else with_header(lines, b"location", start + found[1:])


def _host(scope: Scope) -> bytes:
    return header(list(scope["headers"]), b"host") or b""
