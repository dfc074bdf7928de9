"""The defects of group SEC: who is let in, and what is found out before that."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from trustlink_mock.authorization import Authorize, Authorizer
from trustlink_mock.clients import Client
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.defects.reading import without
from trustlink_mock.parameters import uscc_fault
from trustlink_mock.problems import Problem, RequestFault, invalid_request
from trustlink_mock.registry import load_registry
from trustlink_mock.tokens import Grant, TokenError, Tokens
from trustlink_mock.visit import Reply, Visit

_REFUSED, _PLAIN = 401, 'Bearer realm="trustlink"'
_INVALID = f'{_PLAIN}, error="invalid_token"'
_ACCESS_TOKEN = b"access_token="


@defect(
    "SEC-01",
    "Says of a supplier's summary that nobody has it before it asks for a token.",
    joint=Joint.AUTHORIZATION,
)
def existence_first(honest: Authorize) -> Authorize:
    """Look the supplier up before the token."""

    def look(visit: Visit) -> None:
        code = code_in(visit)
        is_sound = visit.path.endswith("/summary") and uscc_fault(code) is None
        if is_sound and code not in load_registry().suppliers:
            raise Problem(404, "supplier-not-found")

    return before(honest, look)


@defect(
    "SEC-01",
    "Refuses an ill-formed code before it asks for a token.",
    joint=Joint.AUTHORIZATION,
)
def form_first(honest: Authorize) -> Authorize:
    """Validate the path before the token."""

    def validate(visit: Visit) -> None:
        code = code_in(visit)
        fault = uscc_fault(code) if code else None
        if fault is not None:
            raise invalid_request(RequestFault("parameter", "uscc", *fault, is_identifier=True))

    return before(honest, validate)


@defect(
    "SEC-01",
    "Does not say how who verifies without a token can be let in.",
    joint=Joint.WIRE,
    operation="createVerification",
    refusals_too=True,
)
def no_challenge(reply: Reply, visit: Visit) -> Reply:
    """Leave WWW-Authenticate out where nothing was sent."""
    is_meant = reply.status == _REFUSED and not visit.headers.get("authorization")
    return without(reply, "www-authenticate") if is_meant else reply


@defect(
    "SEC-01",
    "Calls a token invalid where none was sent.",
    joint=Joint.WIRE,
    operation="getViolationStatus",
    refusals_too=True,
)
def error_without_token(reply: Reply, _: Visit) -> Reply:
    """Send the same challenge always."""
    return reply.with_headers(www_authenticate=_INVALID) if reply.status == _REFUSED else reply


@defect(
    "SEC-01",
    "Takes the credentials of another scheme for an invalid token.",
    joint=Joint.WIRE,
    refusals_too=True,
)
def scheme_overlooked(reply: Reply, visit: Visit) -> Reply:
    """Send the challenge of an invalid token wherever there is an Authorization."""
    is_meant = reply.status == _REFUSED and visit.headers.get("authorization")
    return reply.with_headers(www_authenticate=_INVALID) if is_meant else reply


@defect(
    "SEC-01",
    "Lets Basic credentials read the list of records.",
    joint=Joint.AUTHORIZATION,
)
def basic_let_in(honest: Authorizer) -> Authorize:
    """Take whoever sends Basic for the first client."""

    def authorize(visit: Visit, scope: str) -> Client:
        is_basic = visit.headers.get("authorization", "").startswith("Basic ")
        if is_basic and visit.path.endswith("/export-tax-rebates"):
            return next(iter(honest.clients.values()))
        return honest(visit, scope)

    return authorize


@defect(
    "SEC-01",
    "Tells in the refusal whether it knows the supplier.",
    joint=Joint.RESPONSE,
    operation="getSupplier",
    refusals_too=True,
)
def hint_of_existence(reply: Reply, visit: Visit) -> Reply:
    """Add a detail where there is something to see."""
    is_meant = reply.status == _REFUSED and code_in(visit) in load_registry().suppliers
    return reply.with_members(detail="Get a token to read this.") if is_meant else reply


@defect("SEC-02", "Accepts tokens that have expired.", joint=Joint.AUTHORIZATION)
def expired_accepted(honest: Authorizer) -> Authorize:
    """Read the clock of the day before."""
    tokens = honest.tokens
    return replace(honest, tokens=replace(tokens, clock=lambda: tokens.clock() - timedelta(days=1)))


class _AnyAudience(Tokens):
    """Does not ask whom a token was issued for."""

    def _grant(self, header: dict[str, Any], claims: dict[str, Any]) -> Grant:
        return super()._grant(header, {**claims, "aud": self.origin})


class _Unsigned(Tokens):
    """Takes the algorithm `none` for one."""

    def _verified(self, token: str) -> Grant:
        header, claims = part_of(token, 0), part_of(token, 1)
        if header.get("alg") != "none":
            return super()._verified(token)
        return grant_by(claims)


class _Decoded(Tokens):
    """Decodes a token, and verifies nothing."""

    def _verified(self, token: str) -> Grant:
        return grant_by(part_of(token, 1))


@defect("SEC-02", "Accepts tokens that were issued for another site.", joint=Joint.AUTHORIZATION)
def foreign_audience_accepted(honest: Authorizer) -> Authorize:
    """Overlook the audience."""
    return by(honest, _AnyAudience)


@defect("SEC-02", "Accepts tokens that are not signed.", joint=Joint.AUTHORIZATION)
def unsigned_accepted(honest: Authorizer) -> Authorize:
    """Believe the header."""
    return by(honest, _Unsigned)


@defect(
    "SEC-02",
    "Reads what a token says without verifying its signature.",
    joint=Joint.AUTHORIZATION,
)
def signature_not_verified(honest: Authorizer) -> Authorize:
    """Decode only."""
    return by(honest, _Decoded)


@defect("SEC-03", "Shows single notices without the scope for them.", joint=Joint.AUTHORIZATION)
def notices_for_all(honest: Authorize) -> Authorize:
    """Ask for the scope verify at one of the two lists."""

    def authorize(visit: Visit, scope: str) -> Client:
        return honest(visit, "verify" if visit.path.endswith("/violation-notices") else scope)

    return authorize


@defect(
    "SEC-03",
    "Does not name the scope problem in the challenge of the list of records.",
    joint=Joint.WIRE,
    operation="listRebateRecords",
    refusals_too=True,
)
def no_scope_challenge(reply: Reply, _: Visit) -> Reply:
    """Send a 403 with the challenge of a 401."""
    if reply.status != 403 or "www-authenticate" not in reply.headers:
        return reply
    return reply.with_headers(www_authenticate=_PLAIN)


@defect(
    "SEC-05",
    "Takes a token from the query where violations are asked for.",
    joint=Joint.AUTHORIZATION,
)
def token_in_the_query(honest: Authorize) -> Authorize:
    """Move access_token to Authorization."""

    def authorize(visit: Visit, scope: str) -> Client:
        pairs = visit.query.split(b"&")
        token = next((one for one in pairs if one.startswith(_ACCESS_TOKEN)), b"")
        if token and visit.path.endswith("/violation-status"):
            value = token.removeprefix(_ACCESS_TOKEN).decode("latin-1")
            visit.headers = {**visit.headers, "authorization": f"Bearer {value}"}
            visit.query = b"&".join(one for one in pairs if one != token)
        return honest(visit, scope)

    return authorize


@defect(
    "SEC-05",
    "Writes the requester's number into the URL of what was made.",
    joint=Joint.RESPONSE,
    operation="createVerification",
)
def number_in_a_url(reply: Reply, _: Visit) -> Reply:
    """State a Content-Location for this requester."""
    number = reply.document["requester"]["id"]
    return reply.with_headers(content_location=f"{reply.headers['location']}?requester={number}")


@defect(
    "SEC-05",
    "Gives out a link that has the token in it where a supplier has an AEO code.",
    joint=Joint.RESPONSE,
    operation="getSupplier",
)
def token_in_a_link(reply: Reply, visit: Visit) -> Reply:
    """Add a Link that works without Authorization."""
    if "aeoCode" not in reply.document:
        return reply
    token = visit.headers["authorization"].partition(" ")[2]
    return reply.with_headers(link=f'<{visit.path}?access_token={token}>; rel="self"')


def before(honest: Authorize, look: Callable[[Visit], None]) -> Authorize:
    """Return an authorization that looks at something else first; `look` raises Problem."""

    def authorize(visit: Visit, scope: str) -> Client:
        look(visit)
        return honest(visit, scope)

    return authorize


def by(honest: Authorizer, kind: type[Tokens]) -> Authorizer:
    """Return the authorization that reads tokens in another way."""
    tokens = honest.tokens
    return replace(honest, tokens=kind(tokens.origin, tokens.clock, tokens.key))


def code_in(visit: Visit) -> str:
    """Return the supplier's code in the path; empty if there is none."""
    parts = visit.path.split("/")
    return parts[4] if len(parts) > 4 and parts[3] == "suppliers" else ""


def part_of(token: str, at: int) -> Mapping[str, Any]:
    """Return the object in a part of a token; raises TokenError."""
    try:
        part = token.split(".")[at]
        found = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (LookupError, ValueError) as error:
        raise TokenError from error
    return found if isinstance(found, dict) else {}


def grant_by(claims: Mapping[str, Any]) -> Grant:
    """Return what claims say, whoever wrote them; raises TokenError."""
    try:
        return Grant(claims["client_id"], frozenset(claims["scope"].split()), float(claims["exp"]))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise TokenError from error
