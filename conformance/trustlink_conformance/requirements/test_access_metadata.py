"""Checks of SEC-07, SEC-08 and HTTP-09: what OAuth software and patient clients find out."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.expectations import is_json_type, items_at, require_discovery
from trustlink_conformance.judgement import NotApplicable, not_applicable, not_testable
from trustlink_conformance.rate_limit_fields import Quota, quotas
from trustlink_conformance.readings import every_answer
from trustlink_conformance.site import Site

RESOURCE = "/.well-known/oauth-protected-resource"
SERVER = "/.well-known/oauth-authorization-server"
MOST_SERVERS = 4
GRANT, METHOD = "client_credentials", "client_secret_basic"
LINK = re.compile(r'(?i)\bresource_metadata\s*=\s*"([^"]*)"')


@pytest.fixture
def resource(site: Site) -> Answer:
    """Read the metadata of the site as a protected resource."""
    require_token_endpoint(site)
    return site.send("GET", RESOURCE, credential=None)


@requirement("SEC-07")
def test_the_site_describes_itself_as_a_protected_resource(site: Site, resource: Answer) -> None:
    resource.expect_status(200)
    resource.expect_header_that("Content-Type", "application/json", is_json_type)
    own = site.origin_url
    resource.expect_that("/resource", own, lambda named: named in (own, f"{own}/"))
    resource.expect_that("/authorization_servers", "an issuer at least", bool)
    expect_among(resource, "/scopes_supported", *scopes(site))


@requirement("SEC-07", afterwards=True)
def test_a_challenge_leads_to_the_metadata_of_the_site(site: Site) -> None:
    require_token_endpoint(site)
    own = site.origin_url + RESOURCE
    for answer, link in links(site) or not_applicable("no challenge names resource_metadata"):
        site.expect(f"resource_metadata of exchange {answer.id}", own, link, answer)


@requirement("SEC-08")
def test_the_authorization_server_agrees_with_discovery(site: Site, resource: Answer) -> None:
    if resource.failed or resource.status != 200 or not resource.is_json:
        not_applicable("no authorization server is named (see SEC-07)")
    for issuer in items_at(resource, "/authorization_servers")[:MOST_SERVERS]:
        expect_server(site, metadata_of(site, str(issuer)), str(issuer))


@requirement("HTTP-09", afterwards=True)
def test_the_quota_is_announced_with_each_answer(site: Site) -> None:
    limit = stated_limit(site)
    for answer in answers_to_a_token(site):
        policies = {one.name: one for one in fields(answer, "RateLimit-Policy", "q", "w")}
        expect_field(
            answer, "RateLimit-Policy", f"an item with q={limit[0]} and w={limit[1]}",
            holds=limit in [(one.most, one.seconds) for one in policies.values()],
        )  # fmt: skip
        left = fields(answer, "RateLimit", "r", "t")
        expect_field(
            answer, "RateLimit", "no more than RateLimit-Policy says under the same name",
            holds=all(one.name in policies and one.is_within(policies[one.name]) for one in left),
        )  # fmt: skip


def require_token_endpoint(site: Site) -> None:
    """Go on only where discovery names a token endpoint and the site is at its origin."""
    require_discovery(site)
    if not isinstance(site.discovery.get("tokenEndpoint"), str):
        not_applicable("discovery names no tokenEndpoint")
    if site.url != site.origin_url:
        not_applicable("the site is known by a path, not by its origin")


def expect_server(site: Site, metadata: Answer, issuer: str) -> None:
    metadata.expect_status(200)
    metadata.expect("/issuer", issuer)
    metadata.expect("/token_endpoint", site.discovery["tokenEndpoint"])
    metadata.expect_that(
        "/grant_types_supported", f"{GRANT} among them", lambda all_: GRANT in all_
    )
    expect_among(metadata, "/token_endpoint_auth_methods_supported", METHOD)
    expect_among(metadata, "/scopes_supported", *scopes(site))


def expect_among(answer: Answer, pointer: str, *values: str) -> None:
    """Expect a list, if it is present, to have these values."""
    if answer.get(pointer) is not None:
        told = f"{', '.join(values)} among them"
        answer.expect_that(pointer, told, lambda listed: {*values} <= {*listed})


def scopes(site: Site) -> list[str]:
    """Return the scopes that the operations of the site's profiles have."""
    offered = [one for one in site.contract.operations if site.offers(one.profile)]
    return sorted({one.scope for one in offered if one.scope})


def metadata_of(site: Site, issuer: str) -> Answer:
    """Read what RFC 8414 places between host and path of an issuer (section 3.1)."""
    parts = urlsplit(issuer)
    url = f"{parts.scheme}://{parts.netloc}{SERVER}{parts.path.rstrip('/')}"
    reached = site.world.target.addresses.reached(url)
    if not site.permits(reached):
        not_testable("the issuer is of another origin", provide="its origin in allow_origins")
    return site.send("GET", reached, credential=None)


def links(site: Site) -> list[tuple[Answer, str]]:
    """Return what challenges so far named as the metadata of the site."""
    challenges = ((one, one.header("WWW-Authenticate") or "") for one in every_answer(site))
    return [(one, found[1]) for one, text in challenges if (found := LINK.search(text))]


def stated_limit(site: Site) -> tuple[int, int]:
    """Return requests and seconds of discovery's rateLimit; raises NotApplicable without one."""
    require_discovery(site)
    stated = site.discovery.get("rateLimit")
    match stated:
        case {"requests": int(requests), "windowSeconds": int(seconds)}:
            return requests, seconds
    raise NotApplicable("discovery states no rateLimit")


def answers_to_a_token(site: Site) -> Iterator[Answer]:
    """Yield the successes so far of operations that were asked with a token."""
    for answer in every_answer(site):
        operation = site.operation_of(answer)
        is_success = not answer.failed and answer.status in (200, 201)
        if is_success and operation and operation.needs_token:
            yield answer


def expect_field(answer: Answer, name: str, told: str, *, holds: bool) -> None:
    answer.expect_header_that(name, told, lambda _: holds)


def fields(answer: Answer, name: str, required: str, optional: str) -> tuple[Quota, ...]:
    """Return the items of a header; raises Violation unless it is such a list."""
    shape = f'items as "name";{required}=1;{optional}=1'
    answer.expect_header_that(name, shape, lambda value: quotas(value, required, optional))
    return quotas(answer.header(name) or "", required, optional)
