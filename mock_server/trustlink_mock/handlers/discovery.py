"""Handlers of what needs no token: discovery and the state of the site."""

from starlette.types import Receive

from trustlink_mock import announcement
from trustlink_mock.conditional import unless_known
from trustlink_mock.handlers.caching import OF_STATUS
from trustlink_mock.site import Site
from trustlink_mock.visit import Reply, Visit, json_reply


async def get_discovery(visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer what the site offers (DISC-01)."""
    return unless_known(site.discovery_reply, visit.headers.get("if-none-match"))


async def get_status(_visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer whether the site's sources can be asked (DISC-07)."""
    document = announcement.status(site.discovery, now=site.clock())
    return json_reply(document, cache_control=OF_STATUS)
