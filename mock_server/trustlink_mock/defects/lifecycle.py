"""The defects of group LIF: an end that is announced wrongly."""

from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.visit import Reply, Visit

_STATUS = "getStatus"
_DEPRECATED, _SUNSET = "@1798761600", "Fri, 01 Jan 2027 00:00:00 GMT"
_LINK = '<https://sandbox.trustlink.example/changes>; rel="deprecation"'


@defect(
    "LIF-02",
    "Says that the status ends before it is deprecated.",
    joint=Joint.RESPONSE,
    operation=_STATUS,
)
def ended_before(reply: Reply, _: Visit) -> Reply:
    """State a Sunset of the day before."""
    return reply.with_headers(
        deprecation=_DEPRECATED, link=_LINK, sunset="Thu, 31 Dec 2026 00:00:00 GMT"
    )


@defect(
    "LIF-02",
    "Says that the list of records is deprecated, and not since when.",
    joint=Joint.WIRE,
    operation="listRebateRecords",
)
def deprecated_without_day(reply: Reply, _: Visit) -> Reply:
    """Use the form of the drafts before RFC 9745."""
    return reply.with_headers(deprecation="true", link=_LINK, sunset=_SUNSET)


@defect(
    "LIF-02",
    "Does not say when a deprecated operation ends.",
    joint=Joint.RESPONSE,
    operation="getSupplier",
)
def no_sunset(reply: Reply, _: Visit) -> Reply:
    """State Deprecation alone."""
    return reply.with_headers(deprecation=_DEPRECATED, link=_LINK)


@defect(
    "LIF-02",
    "Writes the end of the status as a date of ISO 8601.",
    joint=Joint.RESPONSE,
    operation=_STATUS,
)
def sunset_in_iso(reply: Reply, _: Visit) -> Reply:
    """Write 2027-01-01."""
    return reply.with_headers(deprecation=_DEPRECATED, link=_LINK, sunset="2027-01-01T00:00:00Z")


@defect(
    "LIF-02",
    "Says when ratings end, and not where to read what follows.",
    joint=Joint.RESPONSE,
    operation="listCreditRatings",
)
def no_link(reply: Reply, _: Visit) -> Reply:
    """State both days, and a link of another relation."""
    link = '<https://sandbox.trustlink.example/changes>; rel="help"; title="rel=deprecation"'
    return reply.with_headers(deprecation=_DEPRECATED, sunset=_SUNSET, link=link)
