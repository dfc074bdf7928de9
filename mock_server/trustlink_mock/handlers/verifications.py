"""Handlers of verifications: made once, frozen, read again by the client that made them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.types import Receive

from trustlink_mock.answers import (
    Stamp,
    VerificationRequest,
    slow_authorities,
    verification,
    verification_request,
    verification_results,
)
from trustlink_mock.answers.vocabulary import JsonObject
from trustlink_mock.clients import Client
from trustlink_mock.conditional import tagged, unless_known
from trustlink_mock.consultations import consultation_of
from trustlink_mock.handlers.caching import NEVER, OF_A_VERIFICATION
from trustlink_mock.problems import Problem
from trustlink_mock.site import Site
from trustlink_mock.verifications import Verification
from trustlink_mock.visit import JSON, Reply, Visit, json_bytes

_PATH = "/trustlink/v1/verifications/"


@dataclass(frozen=True, slots=True)
class Made:
    """Is a reply, and the verifications to keep once it can be given."""

    reply: Reply
    verifications: tuple[Verification, ...]


async def create_verification(visit: Visit, site: Site, _: Receive) -> Reply:
    """Make a verification, or give that of the same Idempotency-Key again (VER-01, VER-09)."""
    client = client_of(visit)

    async def make() -> Made:
        verification = await verified(visit.body, visit, site, client)
        return Made(_created(verification), (verification,))

    return await once(visit, site, client, make)


async def get_verification(visit: Visit, site: Site, _: Receive) -> Reply:
    """Answer a verification of this client as it was when it was made (VER-05, VER-06)."""
    found = site.verifications.find(
        visit.parameters["verificationId"],
        client_id=client_of(visit).client_id,
        now=site.clock(),
    )
    if found is None:
        raise Problem(404, "verification-not-found")
    reply = _reply(found, status=200, cache_control=OF_A_VERIFICATION)
    return unless_known(tagged(reply), visit.headers.get("if-none-match"))


async def once(
    visit: Visit, site: Site, client: Client, make: Callable[[], Awaitable[Made]]
) -> Reply:
    """Return the reply, or that to the same request with the same Idempotency-Key (VER-09)."""
    key = visit.parameters.get("Idempotency-Key")
    if key is None:
        made = await make()
        with site.together():
            return _kept(made, site)
    owner, now = (client.client_id, key), site.clock()
    earlier = site.attempts.earlier_reply(owner, visit.body, now=now)
    if earlier is not None:
        return earlier
    with site.attempts.attempt(owner, visit.body, now=now) as attempt:
        made = await make()
        with site.together():
            attempt.leave(made.reply)
            return _kept(made, site)


async def verified(body: JsonObject, visit: Visit, site: Site, client: Client) -> Verification:
    """Make a verification of what a body asks; raises Problem."""
    requested_at = site.clock()
    request = _request(body, site)
    facts = site.facts_of(request.uscc)
    slow = slow_authorities(facts, "createVerification", policy=site.policy, request=request)
    await site.wait_for(slow)
    sight = site.sight_of(visit)
    stamp = Stamp(
        verification_id=site.verifications.new_id(),
        consultation_number=site.verifications.new_number(),
        requested_at=requested_at,
        completed_at=sight.now,
        valid_until=sight.now + site.verifications.validity,
    )
    results = site.written.answer(
        facts,
        sight,
        (verification, request.checks, request.as_of),
        write=lambda: verification_results(facts, request, sight=sight),
    )
    document = verification(facts, request, stamp=stamp, sight=sight, results=results)
    return Verification(
        verification_id=stamp.verification_id,
        client_id=client.client_id,
        valid_until=stamp.valid_until,
        language=sight.language,
        content=json_bytes(site.seal(document, facts.uscc)),
    )


def _kept(made: Made, site: Site) -> Reply:
    for one in made.verifications:
        site.verifications.keep(one)
        site.consultations.put(consultation_of(one.document))
    return made.reply


def _request(body: JsonObject, site: Site) -> VerificationRequest:
    as_of = site.askable().as_of(body.get("asOf"), place="pointer", where="/asOf")
    return verification_request(body, as_of=as_of)


def _created(kept: Verification) -> Reply:
    reply = _reply(kept, status=201, cache_control=NEVER)
    return reply.with_headers(location=_PATH + kept.verification_id)


def _reply(kept: Verification, *, status: int, cache_control: str) -> Reply:
    headers = {
        "content-type": JSON,
        "cache-control": cache_control,
        "content-language": kept.language,
        "vary": "Accept-Language",
    }
    return Reply(status, headers, kept.content)


def client_of(visit: Visit) -> Client:
    """Return the client that authorization found."""
    if visit.client is None:
        raise LookupError("authorization left no client in the visit")
    return visit.client
