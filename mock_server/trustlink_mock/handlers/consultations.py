"""Handler of consultations: that a verification was made, and whether it still stands."""

from starlette.types import Receive

from trustlink_mock.handlers.caching import NEVER
from trustlink_mock.problems import Problem
from trustlink_mock.site import Site
from trustlink_mock.visit import Reply, Visit, json_reply


async def get_consultation(visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer what is known of a number to a client that names its supplier (EVD-05)."""
    number, uscc = visit.parameters["consultationNumber"], visit.parameters["uscc"]
    found = site.consultations.get(number)
    if found is None or not site.rules.is_about(found.uscc, uscc):
        raise Problem(404, "consultation-not-found")
    return json_reply({**found.document(), "uscc": uscc}, cache_control=NEVER)
