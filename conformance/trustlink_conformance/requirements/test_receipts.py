"""Checks of group EVD: a receipt proves to third parties what a verification said."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from trustlink.calendar import parse_years
from trustlink.contract import JsonObject
from trustlink_conformance.answer import Answer
from trustlink_conformance.declare import requirement
from trustlink_conformance.digest_mistakes import Explanation, explained
from trustlink_conformance.expectations import expect_schema, items_at, require_discovery
from trustlink_conformance.hints import Hint
from trustlink_conformance.judgement import not_testable
from trustlink_conformance.receipts import (
    ALGORITHMS,
    digest_of,
    is_signed_by,
    read_receipt,
    tampered,
)
from trustlink_conformance.scans import expect_no_member
from trustlink_conformance.site import Site
from trustlink_conformance.verifications import Made, made

VALUE = "/receipt/value"
TYPE = "trustlink-receipt+jwt"
DIGEST = "verificationDigest"
NO_REASON = Explanation("", ())
FORBIDDEN = ("crit", "jwk", "jku")
FEWEST_YEARS, CLOCKS_DIFFER = 5, 60


@requirement("EVD-01", profile="evidence", afterwards=True, each=True)
def test_every_verification_has_a_receipt_of_the_right_form(site: Site) -> None:
    for one in made(site):
        one.item.expect("/receipt/format", "jws")
        one.item.expect_that(
            VALUE, "a compact JWS with JSON objects", read_receipt, hint=Hint.PADDED_BASE64
        )
        one.item.expect_that(VALUE, f"typ {TYPE}", lambda value: header(value)["typ"] == TYPE)
        one.item.expect_that(
            VALUE,
            f"alg {' or '.join(ALGORITHMS)}",
            lambda value: header(value)["alg"] in ALGORITHMS,
        )
        one.item.expect_that(
            VALUE, "no crit, jwk or jku", lambda value: not set(FORBIDDEN) & set(header(value))
        )


@requirement("EVD-01", profile="evidence", afterwards=True, each=True)
def test_every_receipt_verifies_by_the_published_key_of_its_kid(site: Site) -> None:
    keys = published_keys(site)
    for one in made(site):
        one.item.expect_that(VALUE, "a kid among the published", lambda value: of_kid(keys, value))
        one.item.expect_that(
            VALUE, "signed by the key of its kid",
            lambda value: any(is_signed_by(value, key) for key in of_kid(keys, value)),
            hint=Hint.DER_SIGNATURE,
        )  # fmt: skip


@requirement("EVD-02", profile="evidence", afterwards=True, each=True)
def test_a_receipt_with_a_changed_byte_does_not_verify(site: Site) -> None:
    keys = published_keys(site)
    for one in with_receipts(site):
        is_bound = partial(is_unsigned_when_changed, keys)
        one.item.expect_that(VALUE, "signed no more with a bit changed", is_bound)


@requirement("EVD-02", profile="evidence", afterwards=True, each=True)
def test_the_claims_of_a_receipt_are_those_of_its_verification(site: Site) -> None:
    for one in with_receipts(site):
        for claim, expected in claims_of(site, one).items():
            expect_claim(site, one, claim, expected)


@requirement("EVD-02", profile="evidence", afterwards=True, each=True)
def test_a_receipt_is_issued_when_its_verification_is_completed(site: Site) -> None:
    for one in with_receipts(site):
        one.item.expect_that("/completedAt", "a moment", datetime.fromisoformat)
        moment = datetime.fromisoformat(one.item.value("/completedAt")).timestamp()
        described = f"iat {int(moment)}: completedAt in whole seconds"
        one.item.expect_that(
            VALUE, described, partial(is_whole_second, "iat", moment), hint=Hint.MILLISECONDS
        )


@requirement("EVD-02", profile="evidence", afterwards=True, each=True)
def test_a_receipt_does_not_expire(site: Site) -> None:
    for one in with_receipts(site):
        one.item.expect_that(VALUE, "no claim exp", lambda value: "exp" not in claims(value))


@requirement("EVD-03", profile="evidence")
def test_the_key_set_is_public_and_has_each_kid_once(site: Site) -> None:
    for answer in key_sets(site):
        answer.expect_status(200)
        expect_schema(answer, site, "Jwks")
        kids = [key["kid"] for key in items_at(answer, "/keys")]
        site.expect_that(
            "each kid once", kids, answer, holds=len(set(kids)) == len(kids), pointer="/keys"
        )


@requirement("EVD-03", profile="evidence")
def test_the_key_set_has_no_private_member(site: Site) -> None:
    for answer in key_sets(site):
        answer.expect_status(200)
        expect_no_member(site, answer, "EVD-03")


@requirement("EVD-04", profile="evidence")
def test_receipts_can_be_verified_for_five_years_at_least(site: Site) -> None:
    require_discovery(site)
    discovery = site.read("getDiscovery", credential=None)

    discovery.expect_that("/receiptRetention", "P5Y or more", is_long_enough)


@requirement("EVD-04", profile="evidence", afterwards=True)
def test_a_key_that_signed_is_still_published_at_the_end_of_the_run(site: Site) -> None:
    earlier, last = published_keys(site), keys_of(set_at_keys_uri(site, anew=True))
    for one in with_published_kid(site, earlier):
        one.item.expect_that(VALUE, "a kid that is still published", partial(of_kid, last))


@requirement("EVD-04", profile="evidence", afterwards=True)
def test_no_receipt_is_signed_by_a_key_after_its_retirement(site: Site) -> None:
    keys = published_keys(site)
    for one in with_published_kid(site, keys):
        is_used_in_time = partial(is_signed_in_time, keys)
        one.item.expect_that(VALUE, "iat not after the key's retiredAt", is_used_in_time)


def with_published_kid(site: Site, keys: list[JsonObject]) -> list[Made]:
    """Return the verifications whose receipt names a published key; raises NotTestable."""
    kids = [key.get("kid") for key in keys]
    found = [one for one in with_receipts(site) if kid_of(one.item.get(VALUE)) in kids]
    if not found:
        not_testable("no receipt names a published key (see EVD-01)", provide="receipts")
    return found


def kid_of(value: object) -> object:
    """Return the kid of a receipt; an object of its own for what is none, or names none."""
    with suppress(ValueError):
        return header(value).get("kid", object())
    return object()


def is_long_enough(duration: str) -> bool:
    return parse_years(duration) >= FEWEST_YEARS


def is_signed_in_time(keys: list[JsonObject], value: str) -> bool:
    """Tell whether no key of a receipt's kid had retired a minute before it was issued."""
    ends = [key["retiredAt"] for key in of_kid(keys, value) if "retiredAt" in key]
    issued = claims(value)["iat"] - CLOCKS_DIFFER
    return all(issued <= datetime.fromisoformat(end).timestamp() for end in ends)


def with_receipts(site: Site) -> list[Made]:
    """Return the verifications that have a receipt; raises NotTestable if none has."""
    found = [one for one in made(site) if one.item.get("/receipt") is not None]
    if not found:
        not_testable("no verification has a receipt (see EVD-01)", provide="receipts")
    return found


def key_sets(site: Site) -> Iterator[Answer]:
    """Return what getKeys answers, and the set at keysUri: that may be another place."""
    yield site.read("getKeys", credential=None)
    yield set_at_keys_uri(site)


def set_at_keys_uri(site: Site, *, anew: bool = False) -> Answer:
    """Return the set that keysUri names; raises NotTestable if it is of a foreign origin."""
    discovery = site.read("getDiscovery", credential=None)
    discovery.expect_that("/keysUri", "the URL of the keys", lambda uri: uri.startswith("http"))
    uri = discovery.value("/keysUri")
    if not site.permits(uri):
        not_testable("keysUri is of another origin", provide="its origin in allow_origins")
    if uri == site.url + site.contract.operation("getKeys").path:
        ask = site.ask if anew else site.read
        return ask("getKeys", credential=None)
    return site.send("GET", uri, credential=None)


def published_keys(site: Site) -> list[JsonObject]:
    """Return the keys of the set; it is read anew if a receipt names another, as keys change."""
    keys = keys_of(set_at_keys_uri(site))
    kids = [key.get("kid") for key in keys]
    if all(kid in kids for kid in kids_of_receipts(site)):
        return keys
    return [*keys, *keys_of(set_at_keys_uri(site, anew=True))]


def keys_of(answer: Answer) -> list[JsonObject]:
    answer.expect_status(200)
    return [key for key in items_at(answer, "/keys") if isinstance(key, dict)]


def kids_of_receipts(site: Site) -> Iterator[object]:
    """Return the kid of each receipt that is one."""
    for one in made(site):
        with suppress(ValueError):
            yield header(one.item.get(VALUE)).get("kid")


def header(value: object) -> JsonObject:
    return read_receipt(value).header


def claims(value: object) -> JsonObject:
    return read_receipt(value).claims


def of_kid(keys: list[JsonObject], value: object) -> list[JsonObject]:
    """Return the keys with the kid of a receipt."""
    kid = header(value)["kid"]
    return [key for key in keys if isinstance(kid, str) and key.get("kid") == kid]


def is_unsigned_when_changed(keys: list[JsonObject], value: str) -> bool:
    return not any(is_signed_by(bad, key) for bad in tampered(value) for key in keys)


def claims_of(site: Site, one: Made) -> dict[str, Any]:
    """Return what a receipt has to claim, but for its times."""
    requester = one.asked["requester"]
    one.item.expect_that("", "a value that has a JCS form", digest_of)
    return {
        "iss": site.origin_url,
        "sub": one.uscc,
        "aud": f"{requester['scheme']}:{requester['id']}",
        "jti": one.item.get("/consultationNumber"),
        "validUntil": one.item.get("/validUntil"),
        "contractVersion": site.discovery.get("contractVersion"),
        DIGEST: digest_of(signed_part(one)),
    }


def signed_part(one: Made) -> JsonObject:
    """Return the verification without its receipt."""
    return {name: value for name, value in one.json.items() if name != "receipt"}


def expect_claim(site: Site, one: Made, claim: str, expected: Any) -> None:
    one.item.expect_that(VALUE, "a compact JWS with JSON objects", read_receipt)
    actual = claims(one.item.value(VALUE)).get(claim)
    why = why_it_differs(one, actual) if claim == DIGEST and actual != expected else NO_REASON
    site.expect(
        f"claim {claim}", expected, actual, one.answer,
        pointer=f"{one.item.pointer}{VALUE}", hint=why.hint, details=why.details,
    )  # fmt: skip


def why_it_differs(one: Made, digest: object) -> Explanation:
    return explained(signed_part(one), digest, whole=one.json)


def is_whole_second(claim: str, moment: float, value: str) -> bool:
    stated = claims(value)[claim]
    return type(stated) is int and abs(stated - moment) < 1
