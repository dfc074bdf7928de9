"""The variants of discovery: what a site may announce otherwise, or leave out."""

from typing import Final

from starlette.types import ASGIApp, Scope

from trustlink_mock.announcement import JsonDocument
from trustlink_mock.receipts import KEYS_PATH
from trustlink_mock.substitutions.application import (
    ChangedContents,
    ChangedHeaders,
    ChangedRequestHeaders,
    Lines,
    Narrowed,
    with_header,
)
from trustlink_mock.variants.declare import Joint, variant
from trustlink_mock.variants.json_values import with_unknown_members, with_unordered_arrays
from trustlink_mock.variants.routes import DISCOVERY, Detour
from trustlink_mock.visit import Reply

_KEYS_ELSEWHERE: Final = "/.well-known/jwks.json"
_IN_HOURS: Final = {"P1D": "PT24H", "P7D": "PT168H"}
_STATIC: Final = (DISCOVERY, KEYS_PATH)


@variant(
    "DISC-01",
    "Adds members of its own to every object of the discovery document.",
    joint=Joint.POLICY,
)
def unknown_members_in_discovery(honest: JsonDocument) -> JsonDocument:
    """Write texts, numbers, lists and objects beside what is documented."""
    changed: JsonDocument = with_unknown_members(honest)
    return changed


@variant(
    "DISC-04",
    "Lists checks, profiles, authorities, categories and codes in another order.",
    joint=Joint.POLICY,
)
def discovery_in_another_order(honest: JsonDocument) -> JsonDocument:
    """Sort all but suppliers by their text, the last first."""
    categories = [{**one, "hs6": one["hs6"][::-1]} for one in honest["pilotCategories"]]
    changed: JsonDocument = with_unordered_arrays(honest)
    return {**changed, "pilotCategories": categories[::-1]}


@variant("RT-03", "Writes the longest ages in hours.", joint=Joint.POLICY)
def ages_in_hours(honest: JsonDocument) -> JsonDocument:
    """State PT24H where P1D is meant."""
    known = honest["maxStaleness"].items()  # other variants put members of any kind beside
    ages = {name: _IN_HOURS.get(age, age) if isinstance(age, str) else age for name, age in known}
    return {**honest, "maxStaleness": ages}


@variant(
    "DISC-08",
    "Names its website by another address at the same host.",
    joint=Joint.POLICY,
)
def another_page_of_the_website(honest: JsonDocument) -> JsonDocument:
    """Announce a page in English."""
    website = f"{honest['operator']['website'].rstrip('/')}/en/index.html?from=trustlink"
    return {**honest, "operator": {**honest["operator"], "website": website}}


@variant("EVD-04", "Keeps keys for thirty years after their last signature.", joint=Joint.POLICY)
def retention_of_thirty_years(honest: JsonDocument) -> JsonDocument:
    """Announce P30Y, where keys are announced at all."""
    return {**honest, "receiptRetention": "P30Y"} if "keysUri" in honest else honest


@variant(
    "HTTP-06",
    "States a quota in discovery alone.",
    joint=Joint.POLICY,
    warned={"HTTP-09": "the headers of a draft are a SHOULD"},
)
def quota_stated(honest: JsonDocument) -> JsonDocument:
    """Announce 600 requests a minute."""
    return {**honest, "rateLimit": {"requests": 600, "windowSeconds": 60}}


@variant(
    "DISC-05",
    "Answers from the leap day of 2024 on, as late as a sandbox may begin.",
    joint=Joint.POLICY,
)
def late_first_day(honest: JsonDocument) -> JsonDocument:
    """Announce it, and keep to it."""
    return {**honest, "earliestAsOf": "2024-02-29"}


@variant(
    "DISC-05",
    "Is in production since January 2026, and answers for no day before.",
    joint=Joint.POLICY,
    only="live",
)
def in_production_since_january(honest: JsonDocument) -> JsonDocument:
    """Announce PRODUCTION and a first day less than twelve months ago."""
    return {**honest, "environment": "PRODUCTION", "earliestAsOf": "2026-01-15"}


@variant(
    "DISC-08",
    "Lists five suppliers, although it answers for more.",
    joint=Joint.POLICY,
    untested={
        "VIO-04": "no notice of those listed was decided on a day whose window can be asked about",
    },
)
def few_suppliers_listed(honest: JsonDocument) -> JsonDocument:
    """List those of the first five scenarios."""
    return {**honest, "suppliers": honest["suppliers"][:5]}


@variant(
    "DISC-08",
    "Lists one supplier: the company whose website this is.",
    joint=Joint.POLICY,
    untested={
        "VIO-04": "no notice of those listed was decided on a day whose window can be asked about",
        "VIO-01": "the one supplier has no notice",
    },
)
def one_supplier_listed(honest: JsonDocument) -> JsonDocument:
    """List the first."""
    return {**honest, "suppliers": honest["suppliers"][:1]}


@variant(
    "DISC-06",
    "Gives discovery no ETag, and never answers 304 there.",
    joint=Joint.APPLICATION,
    warned={"DISC-06": "the ETag of discovery is a SHOULD"},
    untested={"DISC-06": "there is no ETag to compare"},
)
def no_etag_on_discovery(honest: ASGIApp) -> ASGIApp:
    """Overlook If-None-Match there, and drop the ETag."""
    plain = ChangedHeaders(
        ChangedRequestHeaders(honest, lambda lines: with_header(lines, b"if-none-match")),
        lambda lines, _status, _scope: with_header(lines, b"etag"),
    )
    return Narrowed(honest, plain, paths=(DISCOVERY,))


@variant(
    "HTTP-04",
    "Serves discovery and keys as files: it overlooks Accept and query, and has its own errors.",
    joint=Joint.APPLICATION,
)
def static_discovery_and_keys(honest: ASGIApp) -> ASGIApp:
    """Send a page in HTML in place of each problem there, with no more than the status."""

    def overlooked(lines: Lines) -> Lines:
        return with_header(lines, b"accept", b"application/json")

    def shown(reply: Reply, _: Scope) -> Reply:
        if reply.status < 400:
            return reply
        page = f"<html><head><title>{reply.status}</title></head></html>"
        return Reply(reply.status, {"content-type": "text/html"}, page.encode())

    files = ChangedContents(ChangedRequestHeaders(honest, overlooked), shown)
    return Narrowed(honest, Detour(files, query=b""), paths=_STATIC)


@variant(
    "EVD-03",
    "Publishes its keys at a second address as well, and names that one in discovery.",
    joint=Joint.APPLICATION,
)
def keys_elsewhere(honest: ASGIApp) -> ASGIApp:
    """Answer at /.well-known/jwks.json what is answered at the contract's path."""

    def moved(reply: Reply, _: Scope) -> Reply:
        known, other = (path.encode() for path in (KEYS_PATH, _KEYS_ELSEWHERE))
        content = reply.content.replace(known, other)
        return Reply(reply.status, reply.headers, content)

    announcing = Narrowed(honest, ChangedContents(honest, moved), paths=(DISCOVERY,))
    return Narrowed(announcing, Detour(honest, path=KEYS_PATH), paths=(_KEYS_ELSEWHERE,))
