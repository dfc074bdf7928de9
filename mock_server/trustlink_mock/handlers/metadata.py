"""Handlers of the metadata that OAuth software looks for (RFC 9728 and RFC 8414)."""

from collections.abc import Collection

from starlette.types import Receive

from trustlink_mock.handlers.caching import OF_DISCOVERY
from trustlink_mock.site import Site
from trustlink_mock.visit import Reply, Visit, json_reply

_TOKEN_PATH = "/oauth2/token"  # noqa: S105 -- a path


async def get_protected_resource(_visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer who issues tokens for the site, and which scopes there are (SEC-07)."""
    document = {
        "resource": site.tokens.origin,
        "authorization_servers": [site.tokens.origin],
        "scopes_supported": _scopes(site.discovery["profiles"]),
        "bearer_methods_supported": ["header"],
    }
    return json_reply(document, cache_control=OF_DISCOVERY)


async def get_authorization_server(_visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer where and how tokens are issued (SEC-08)."""
    origin = site.tokens.origin
    document = {
        "issuer": origin,
        "token_endpoint": origin + _TOKEN_PATH,
        "response_types_supported": [],
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "scopes_supported": _scopes(site.discovery["profiles"]),
    }
    return json_reply(document, cache_control=OF_DISCOVERY)


def _scopes(profiles: Collection[str]) -> list[str]:
    return ["verify", "records"] if "records" in profiles else ["verify"]
