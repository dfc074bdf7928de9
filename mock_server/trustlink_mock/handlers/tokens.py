"""Handler of the token endpoint: client credentials by client_secret_basic (RFC 6749, 4.4)."""

import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.types import Receive

from trustlink_mock.basic_credentials import read_basic
from trustlink_mock.bodies import BodyTooLargeError, read_body
from trustlink_mock.clients import Client
from trustlink_mock.negotiation import media_type
from trustlink_mock.site import Site
from trustlink_mock.visit import Reply, Visit, json_reply

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 20


class _Refusal(Exception):  # noqa: N818 -- it is answered, as RFC 6749 says, and no error of ours
    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.error = error


async def create_token(visit: Visit, site: Site, receive: Receive) -> Reply:
    """Issue a token to a client of the sandbox, or refuse it as RFC 6749 says (section 5.2)."""
    try:
        form = await _form(visit, receive)
        client = _client(visit, site.clients)
        scopes = _scopes(form, client)
    except _Refusal as refusal:
        return _refused(refusal)
    token = site.tokens.issue(client, scopes)
    document = {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": int(site.tokens.lifetime.total_seconds()),
        "scope": " ".join(sorted(scopes)),
    }
    return json_reply(document, cache_control="no-store", pragma="no-cache")


def _refused(refusal: _Refusal) -> Reply:
    reply = json_reply({"error": refusal.error}, status=refusal.status, cache_control="no-store")
    if refusal.status == 401:
        return reply.with_headers(www_authenticate='Basic realm="trustlink", charset="UTF-8"')
    return reply


async def _form(visit: Visit, receive: Receive) -> Mapping[str, str]:
    if media_type(visit.headers.get("content-type", "")) != _FORM:
        raise _Refusal(400, "invalid_request")
    try:
        body = await read_body(receive, announced=visit.headers.get("content-length"))
        pairs = parse_qsl(body.decode("utf-8"), max_num_fields=_MOST_FIELDS)
    except (BodyTooLargeError, ValueError) as error:
        raise _Refusal(400, "invalid_request") from error
    form = dict(pairs)
    if len(form) != len(pairs):
        raise _Refusal(400, "invalid_request")
    return form


def _client(visit: Visit, clients: Mapping[str, Client]) -> Client:
    """Return the client that authenticates; takes as long for a wrong id as for a wrong secret."""
    given = read_basic(visit.headers.get("authorization", ""))
    if given is None:
        raise _Refusal(401, "invalid_client")
    client = clients.get(given.user)
    expected = client.secret if client else ""
    is_right = hmac.compare_digest(expected.encode(), given.secret.encode())
    if client is None or not is_right:
        raise _Refusal(401, "invalid_client")
    return client


def _scopes(form: Mapping[str, str], client: Client) -> frozenset[str]:
    if "client_secret" in form or "grant_type" not in form:
        raise _Refusal(400, "invalid_request")
    if form["grant_type"] != "client_credentials":
        raise _Refusal(400, "unsupported_grant_type")
    wanted = frozenset(form.get("scope", "").split())
    if not wanted <= client.scopes:
        raise _Refusal(400, "invalid_scope")
    return wanted or client.scopes
