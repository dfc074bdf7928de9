"""Home of the examination: one operation, its generated requests sent, judged and counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trustlink.contract import Operation
from trustlink_conformance.answer import Answer
from trustlink_conformance.generation.bodies import example_body
from trustlink_conformance.generation.generated_request import (
    GeneratedRequest,
    digest_of,
    idempotency_key,
    recorded_request,
)
from trustlink_conformance.generation.pages import next_pages
from trustlink_conformance.generation.requests import FUZZED, Extent, requests_of
from trustlink_conformance.generation.rules import Rule, rules_of
from trustlink_conformance.generation.schemathesis_judge import Published
from trustlink_conformance.generation.trial import Trial
from trustlink_conformance.generation.vocabulary import Vocabulary, vocabulary_of
from trustlink_conformance.judgement import Violation, Words, not_testable
from trustlink_conformance.site import Site


@dataclass(frozen=True, slots=True)
class Sent:
    """A trial, and the answer as a check compares it."""

    trial: Trial
    answer: Answer


def examine(site: Site, operation_id: str, *, fuzzed: int = FUZZED) -> str:
    """Send the generated requests of one operation and judge its answers by each requirement.

    Returns the digest of the requests: the same seed and the same state of the site, the same
    digest. A requirement is not testable if no request got a success, or if its rule applied to
    none of the answers.
    """
    operation = site.contract.operation(operation_id)
    vocabulary = _vocabulary(site, operation)
    requests = _requests(site, operation, vocabulary, fuzzed)
    sent = [_send(site, operation, request) for request in requests]
    pages = [] if site.world.recorded else next_pages(one.trial for one in sent)
    sent += [_send(site, operation, page.request) for page in pages]
    _require_scope(operation, sent)
    for requirement, rule in rules_of(operation).items():
        with site.judging(requirement):
            _judge(site, operation, rule, sent)
    given_out = (*vocabulary.verifications, *(page.cursor for page in pages))
    return digest_of((one.trial.request for one in sent), masked=given_out)


def _requests(
    site: Site, operation: Operation, vocabulary: Vocabulary, fuzzed: int
) -> Iterable[GeneratedRequest]:
    """Return what is sent: those of an earlier run where its evidence is judged again."""
    if site.world.recorded is not None:
        return map(recorded_request, site.world.recorded(site.ledger.check))
    extent = Extent(site.seed, fuzzed)
    return requests_of(operation, site.contract.document, vocabulary=vocabulary, extent=extent)


def _vocabulary(site: Site, operation: Operation) -> Vocabulary:
    vocabulary = vocabulary_of(site, records=operation.profile == "records")
    if "{verificationId}" not in operation.path:
        return vocabulary
    return replace(vocabulary, verifications=(_verification(site, vocabulary),))


def _require_scope(operation: Operation, sent: Sequence[Sent]) -> None:
    """Go on only if the token may ask; whose scope suffices is judged by hand (SEC-03)."""
    acceptable = [one.trial for one in sent if one.trial.request.intent == "acceptable"]
    if acceptable and all(trial.lacks_scope for trial in acceptable):
        not_testable(
            f"the token lacks the scope {operation.scope}",
            provide=f"a client with the scope {operation.scope} as credentials.importer-a",
        )


def _verification(site: Site, vocabulary: Vocabulary) -> str:
    answer = site.ask("createVerification", body=example_body(vocabulary))
    try:
        found = answer.get("/verificationId") if answer.status == 201 else None
    except Violation:
        found = None
    if not isinstance(found, str) or not found:
        not_testable(
            "no verification could be created (see VER-01)",
            provide="a supplier and a requester with which createVerification is answered 201",
        )
    return found


def _send(site: Site, operation: Operation, request: GeneratedRequest) -> Sent:
    headers = dict(request.headers)
    if operation.method == "POST":
        headers["Idempotency-Key"] = idempotency_key(request, seed=site.seed)
    marked = site.about(
        phase="generated",
        operation=operation.operation_id,
        case=f"{request.intent} {request.phase}",
        scenario=request.scenario,
        location=request.place,
        invalid=request.invalid,
        seed=site.seed,
    )
    answer = marked.send(
        request.method,
        request.target,
        headers=headers,
        content=request.content,
        credential="importer-a" if operation.scope else None,
    )
    return Sent(_trial(site, operation, request, answer), answer)


def _trial(site: Site, operation: Operation, request: GeneratedRequest, answer: Answer) -> Trial:
    if answer.failed:
        return Trial(request)
    return Trial(
        request,
        status=answer.status,
        media_type=(answer.header("Content-Type") or "").partition(";")[0].strip().lower(),
        body=answer.content,
        complaints=_published(site).complaints(operation, answer.exchange, invalid=request.invalid),
    )


def _published(site: Site) -> Published:
    memory = site.world.memory
    if Published not in memory:
        memory[Published] = Published(site.contract.document)
    published: Published = memory[Published]
    return published


def _judge(site: Site, operation: Operation, rule: Rule, sent: Sequence[Sent]) -> None:
    """Compare each answer that the rule speaks of; the smallest request that failed is shown."""
    applicable = [one for one in sent if rule.applies(one.trial)]
    failed = [one for one in applicable if rule.objection(one.trial)]
    for one in applicable:
        if one not in failed:
            site.expect_that(rule.expected, None, one.answer, holds=True)
    if failed:
        worst = min(failed, key=lambda one: one.trial.request.size)
        extent = f"{len(failed)} of {len(applicable)} generated requests, seed {site.seed}"
        found = Words(f"{rule.objection(worst.trial)} ({extent})")
        site.expect_that(rule.expected, found, worst.answer, holds=False)
    _require_substance(operation, sent, applicable=len(applicable))


def _require_substance(operation: Operation, sent: Sequence[Sent], *, applicable: int) -> None:
    if not any(one.trial.is_success for one in sent):
        not_testable(
            f"none of {len(sent)} generated requests of {operation.operation_id} got a success",
            provide="suppliers, and a credential, with which the operation can be used",
        )
    if not applicable:
        not_testable(
            f"no generated request of {operation.operation_id} got an answer to judge",
            provide="nothing: this version generates no request that the site answers so",
        )
