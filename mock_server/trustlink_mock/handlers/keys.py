"""Handler of the keys that sign receipts."""

from starlette.types import Receive

from trustlink_mock.conditional import unless_known
from trustlink_mock.site import Site
from trustlink_mock.visit import Reply, Visit


async def get_keys(visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer the public keys of the site (EVD-03)."""
    return unless_known(site.keys_reply, visit.headers.get("if-none-match"))
