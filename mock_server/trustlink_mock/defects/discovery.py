"""The defects of group DISC: a site that misleads about itself."""

import secrets
from dataclasses import replace
from datetime import timedelta

from trustlink_mock.announcement import JsonDocument
from trustlink_mock.clock import instant_text, parse_instant
from trustlink_mock.defects.declare import Joint, defect
from trustlink_mock.problems import RequestFault, invalid_request, problem_reply
from trustlink_mock.visit import Reply, Visit

_DISCOVERY, _STATUS = "getDiscovery", "getStatus"


@defect(
    "DISC-01",
    "Writes one of the longest ages of fresh data in weeks, which the schema does not admit.",
    joint=Joint.WIRE,
    operation=_DISCOVERY,
    also={"HTTP-01": "discovery is not as documented"},
)
def age_in_weeks(reply: Reply, _: Visit) -> Reply:
    """Announce P1W for suppliers where P7D is meant."""
    return replace(reply, content=reply.content.replace(b'"P7D"', b'"P1W"'))


@defect(
    "DISC-01",
    "States an operator of a kind that the contract does not know: a hub.",
    joint=Joint.WIRE,
    operation=_DISCOVERY,
    also={"HTTP-01": "discovery is not as documented"},
)
def operator_is_a_hub(reply: Reply, _: Visit) -> Reply:
    """Put HUB where SUPPLIER alone is admitted."""
    return reply.with_members(operator={**reply.document["operator"], "role": "HUB"})


@defect(
    "DISC-01",
    "States a rule for stale data that the contract does not know.",
    joint=Joint.WIRE,
    operation=_DISCOVERY,
    also={"HTTP-01": "discovery is not as documented"},
)
def stale_data_decide_nothing(reply: Reply, _: Visit) -> Reply:
    """Put INDETERMINATE where OUTCOME_STAYS alone is admitted, and answer as before."""
    return reply.with_members(staleData="INDETERMINATE")


@defect(
    "DISC-01",
    "Is open to software with a token only.",
    joint=Joint.WIRE,
    operation=_DISCOVERY,
    also={
        "PIL-01": "the categories are concerned",
        "PIL-03": "goods outside the pilot are concerned",
    },
)
def behind_a_token(reply: Reply, visit: Visit) -> Reply:
    """Answer 401 to a request without Authorization."""
    if "authorization" in visit.headers:
        return reply
    return Reply(401, {"www-authenticate": 'Bearer realm="trustlink"'})


@defect(
    "DISC-02",
    "The status operation still states the version before the one that discovery states.",
    joint=Joint.RESPONSE,
    operation=_STATUS,
)
def older_version_in_status(reply: Reply, _: Visit) -> Reply:
    """State another contractVersion."""
    return reply.with_members(contractVersion="0.9.0")


@defect(
    "DISC-03",
    "Refuses a list of notices without asOf, although today is meant then.",
    joint=Joint.RESPONSE,
    operation="listViolationNotices",
)
def notices_of_no_day(reply: Reply, visit: Visit) -> Reply:
    """Demand a day."""
    if "asOf" in visit.parameters:
        return reply
    fault = RequestFault("parameter", "asOf", "MISSING", "A day is expected.")
    return problem_reply(invalid_request(fault), visit)


@defect(
    "DISC-04",
    "Leaves the check NO_VIOLATION out, although it works.",
    joint=Joint.WIRE,
    operation=_DISCOVERY,
    also={
        "DISC-01": "the schema demands all three checks",
        "HTTP-01": "discovery is not as documented",
    },
)
def two_checks(reply: Reply, _: Visit) -> Reply:
    """List the two others."""
    return reply.with_members(checks=["CREDIT_RATING", "EXPORT_TAX_REBATE"])


@defect(
    "DISC-05",
    "Answers from a day on that is not admitted: 2021-10-31.",
    joint=Joint.POLICY,
    also={
        "VIO-10": "the day before the first that is admitted is answered for",
        "REB-05": "so is its month",
    },
)
def a_day_too_early(announced: JsonDocument) -> JsonDocument:
    """Announce, and keep to, an earliestAsOf one day before the first that is admitted."""
    return {**announced, "earliestAsOf": "2021-10-31"}


@defect(
    "DISC-06",
    "Gives discovery another ETag each time.",
    joint=Joint.RESPONSE,
    operation=_DISCOVERY,
    also={"HTTP-02": "an ETag that is never given again can't be matched"},
)
def etag_of_each_request(reply: Reply, _: Visit) -> Reply:
    """Send a random ETag."""
    return reply.with_headers(etag=f'"{secrets.token_hex(8)}"')


@defect("DISC-06", "Gives discovery no ETag.", joint=Joint.WIRE, operation=_DISCOVERY)
def no_etag(reply: Reply, _: Visit) -> Reply:
    """Leave the ETag out."""
    rest = {name: value for name, value in reply.headers.items() if name != "etag"}
    return replace(reply, headers=rest)


@defect(
    "DISC-07",
    "Says OPERATIONAL while one of its sources is UNAVAILABLE.",
    joint=Joint.RESPONSE,
    operation=_STATUS,
)
def always_operational(reply: Reply, _: Visit) -> Reply:
    """State that customs can't be asked, and that all is well."""
    first, *others = reply.document["sources"]
    return reply.with_members(sources=[{**first, "state": "UNAVAILABLE"}, *others])


@defect(
    "DISC-07",
    "Keeps silent about one of the registers that it asks.",
    joint=Joint.RESPONSE,
    operation=_STATUS,
)
def a_source_too_few(reply: Reply, _: Visit) -> Reply:
    """Leave the last source out."""
    return reply.with_members(sources=reply.document["sources"][:-1])


@defect(
    "DISC-07",
    "States that it tried its sources in an hour that is yet to come.",
    joint=Joint.RESPONSE,
    operation=_STATUS,
)
def checked_in_the_future(reply: Reply, _: Visit) -> Reply:
    """Put checkedAt in local time of Shanghai, written as if it were UTC."""
    sources = [
        {**one, "checkedAt": _eight_hours_on(one["checkedAt"])} for one in reply.document["sources"]
    ]
    return reply.with_members(sources=sources)


@defect(
    "DISC-08",
    "Names a website of the operator that no supplier's record knows.",
    joint=Joint.POLICY,
)
def unknown_website(announced: JsonDocument) -> JsonDocument:
    """Announce the site's own name for the supplier's website."""
    website = "https://hub.trustlink.example/"
    return {**announced, "operator": {**announced["operator"], "website": website}}


@defect("DISC-09", "Takes disputes by mail alone.", joint=Joint.POLICY)
def disputes_by_mail(announced: JsonDocument) -> JsonDocument:
    """Announce an address of mail."""
    return {**announced, "disputes": "mailto:disputes@trustlink.example"}


def _eight_hours_on(text: str) -> str:
    return instant_text(parse_instant(text) + timedelta(hours=8))
