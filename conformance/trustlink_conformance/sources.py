"""Tell a fact that a source denies from one that is unknown while the source does not answer."""

from trustlink_conformance.judgement import NotTestable
from trustlink_conformance.site import Site

CUSTOMS = "GACC"

_ANSWERED = ("COVERED", "PARTIAL")


def is_answering(site: Site, uscc: str, authority: object) -> bool:
    """Return whether an authority's source answers about a supplier now, by the coverage.

    It does as well if the site's policy does not name the authority: then nothing says otherwise.
    """
    status = site.ask("getViolationStatus", uscc=uscc)
    if status.failed or status.status != 200 or not status.is_json:
        return False
    listed = status.get("/coverage")
    entries = [one for one in listed or () if isinstance(one, dict)]
    states = [one.get("state") for one in entries if one.get("authority") == authority]
    return all(state in _ANSWERED for state in states)


def require_source(site: Site, uscc: str, authority: object) -> None:
    """Go on only if the source of what an answer lacks is answering; raises NotTestable."""
    if not is_answering(site, uscc, authority):
        raise NotTestable(
            f"the source of {authority} does not answer about {uscc}: what it knows is unknown",
            provide="a time at which the site's sources answer",
        )
