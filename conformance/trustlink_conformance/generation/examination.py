"""Home of the examination: one operation, its generated requests sent, judged and counted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import quote

from trustlink.contract import Operation
from trustlink_conformance.answer import Answer
from trustlink_conformance.exchange import Origin
from trustlink_conformance.form_faults import first_fault, place_of
from trustlink_conformance.generation.bodies import example_body
from trustlink_conformance.generation.generated_request import (
    GeneratedRequest,
    digest_of,
    idempotency_key,
    recorded_request,
)
from trustlink_conformance.generation.pages import MOST_PAGES, NEXT_PAGE, NextPage, next_page
from trustlink_conformance.generation.requests import FUZZED, Extent, requests_of
from trustlink_conformance.generation.rules import DOCUMENTED, Rule, rules_of
from trustlink_conformance.generation.schemathesis_judge import Published
from trustlink_conformance.generation.trial import Trial
from trustlink_conformance.generation.vocabulary import Vocabulary, vocabulary_of
from trustlink_conformance.hints import Hint
from trustlink_conformance.invalid_parts import invalid_part
from trustlink_conformance.judgement import Background, InvalidPart, Violation, Words, not_testable
from trustlink_conformance.pointer import json_line
from trustlink_conformance.question import Posed, Question
from trustlink_conformance.site import Site
from trustlink_conformance.target import MAIN_CREDENTIAL
from trustlink_conformance.usual_causes import hint_for_admitted

_PROBES = 3
"""Acceptable requests that are sent in any case, the first ones: without a success, and without
the scope, nothing that is refused means anything."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A trial, and the answer as a check compares it."""

    trial: Trial
    exchange: int


@dataclass(frozen=True, slots=True)
class Tried:
    """What is left of a trial once it was judged: bodies may be large, and there are many."""

    request: GeneratedRequest
    exchange: int
    is_success: bool
    lacks_scope: bool
    objections: Mapping[str, str | None]
    """By each requirement whose rule speaks of it: what was found instead, if anything."""
    next_page: NextPage | None


def examine(site: Site, operation_id: str, *, fuzzed: int = FUZZED) -> str:
    """Send the generated requests of one operation and judge its answers by each requirement.

    Returns the digest of the requests, which is also noted in the ledger: the same seed, the same
    selection of requirements and the same state of the site, the same digest. A requirement is not
    testable if no request got a success, or if its rule applied to none of the answers.
    """
    operation = site.contract.operation(operation_id)
    vocabulary = _vocabulary(site, operation)
    hidden = (*vocabulary.verifications, *vocabulary.consultations, *_personal(site))
    site.ledger.digests["vocabulary"] = vocabulary.digest(masked=hidden)
    rules = _rules(site, operation)
    requests = list(_worth_sending(_requests(site, operation, vocabulary, fuzzed), rules))
    tried = [_judged(operation, one) for one in _send_each(site, operation, requests)]
    pages = list(islice(_pages_after(tried), MOST_PAGES))
    following = [] if site.world.recorded else _concerned((one.request for one in pages), rules)
    tried += [_judged(operation, one) for one in _send_each(site, operation, following)]
    made, given_out = (one.request for one in tried), (page.cursor for page in pages)
    digest = site.ledger.digests["requests"] = digest_of(made, masked=(*hidden, *given_out))
    _require_scope(operation, tried)
    for requirement, rule in rules.items():
        with site.judging(requirement):
            _tell(site, operation, rule, requirement, tried)
    return digest


def _pages_after(tried: Iterable[Tried]) -> Iterator[NextPage]:
    """Yield the pages that follow; in a replay they are among what was tried already."""
    for one in tried:
        if one.next_page is not None and one.request.scenario != NEXT_PAGE:
            yield one.next_page


def _personal(site: Site) -> Iterator[str]:
    """Yield what may be a person's: numbers and names of requesters that are not published."""
    for requester in site.requesters:
        if requester.number not in site.world.target.synthetic:
            yield from (requester.number, requester.name or "")


def _requests(
    site: Site, operation: Operation, vocabulary: Vocabulary, fuzzed: int
) -> list[GeneratedRequest]:
    """Return what is sent: those of an earlier run where its evidence is judged again."""
    if site.world.recorded is not None:
        return list(map(recorded_request, site.world.recorded(site.ledger.check)))
    extent = Extent(site.seed, fuzzed)
    return requests_of(operation, site.contract, vocabulary=vocabulary, extent=extent)


def _rules(site: Site, operation: Operation) -> dict[str, Rule]:
    """Return the rules by which the check judges in this run."""
    wanted = site.ledger.requirements
    rules = rules_of(operation).items()
    return {name: rule for name, rule in rules if not wanted or name in wanted}


def _worth_sending(
    requests: Iterable[GeneratedRequest], rules: Mapping[str, Rule]
) -> Iterator[GeneratedRequest]:
    """Yield the requests that a rule could speak of, and a few that show that a token may ask."""
    probes = _PROBES
    for request in requests:
        is_probe = request.intent == "acceptable" and probes > 0
        probes -= is_probe
        if is_probe or _is_concerned(request, rules):
            yield request


def _concerned(
    requests: Iterable[GeneratedRequest], rules: Mapping[str, Rule]
) -> list[GeneratedRequest]:
    return [request for request in requests if _is_concerned(request, rules)]


def _is_concerned(request: GeneratedRequest, rules: Mapping[str, Rule]) -> bool:
    return any(rule.concerns(request) for rule in rules.values())


def _vocabulary(site: Site, operation: Operation) -> Vocabulary:
    vocabulary = vocabulary_of(site, records=operation.profile == "records")
    if "{verificationId}" in operation.path:
        found = _of_verification(site, vocabulary, "/verificationId")
        return replace(vocabulary, verifications=(found,))
    if "{consultationNumber}" in operation.path:
        about_one = replace(vocabulary, suppliers=vocabulary.suppliers[:1])
        number = _of_verification(site, about_one, "/consultationNumber")
        return replace(about_one, consultations=(number,))
    return vocabulary


def _require_scope(operation: Operation, tried: Sequence[Tried]) -> None:
    """Go on only if the token may ask; whose scope suffices is judged by hand (SEC-03)."""
    acceptable = [one for one in tried if one.request.intent == "acceptable"]
    if acceptable and all(one.lacks_scope for one in acceptable):
        not_testable(
            f"the token lacks the scope {operation.scope}",
            provide=f"a client with the scope {operation.scope} as credentials.importer-a",
        )


def _of_verification(site: Site, vocabulary: Vocabulary, pointer: str) -> str:
    answer = site.ask("createVerification", body=example_body(vocabulary))
    try:
        found = answer.get(pointer) if answer.status == 201 else None
    except Violation:
        found = None
    if not isinstance(found, str) or not found:
        not_testable(
            "no verification could be created (see VER-01)",
            provide="a supplier and a requester with which createVerification is answered 201",
        )
    # Schemathesis takes a text with a percent sign for one that is encoded already.
    return quote(found, safe="") if "%" in found else found


def _send_each(
    site: Site, operation: Operation, requests: Sequence[GeneratedRequest]
) -> Iterator[Sent]:
    answers = site.ask_each([_posed(site, operation, request) for request in requests])
    for request, answer in zip(requests, answers, strict=True):
        yield Sent(_trial(site, operation, request, answer), answer.id)


def _posed(site: Site, operation: Operation, request: GeneratedRequest) -> Posed:
    headers = dict(request.headers)
    if operation.method == "POST":
        headers["Idempotency-Key"] = idempotency_key(request, nonce=site.nonce)
    question = Question(
        method=request.method,
        path=request.target,
        headers=headers,
        content=request.content,
        credential=MAIN_CREDENTIAL if operation.scope else None,
    )
    return Posed(question, _origin(site, operation, request))


def _origin(site: Site, operation: Operation, request: GeneratedRequest) -> Origin:
    return Origin(
        phase="generated",
        operation=operation.operation_id,
        case=f"{request.intent} {request.phase}",
        scenario=request.scenario,
        location=request.place,
        invalid=request.invalid,
        seed=site.seed,
    )


def _trial(site: Site, operation: Operation, request: GeneratedRequest, answer: Answer) -> Trial:
    patterns = site.requirements["ERR-03"].leak_patterns
    if answer.failed:
        return Trial(request, leak_patterns=patterns)
    return Trial(
        request,
        leak_patterns=patterns,
        status=answer.status,
        media_type=(answer.header("Content-Type") or "").partition(";")[0].strip().lower(),
        body=answer.content,
        complaints=_published(site).complaints(operation, answer.exchange, invalid=request.invalid),
    )


def _published(site: Site) -> Published:
    memory = site.world.memory
    if Published not in memory:
        memory[Published] = Published(site.answer_contract.document)
    published: Published = memory[Published]
    return published


def _judged(operation: Operation, sent: Sent) -> Tried:
    trial = sent.trial
    rules = rules_of(operation).items()
    return Tried(
        request=trial.request,
        exchange=sent.exchange,
        is_success=trial.is_success,
        lacks_scope=trial.lacks_scope,
        objections={name: rule.objection(trial) for name, rule in rules if rule.applies(trial)},
        next_page=next_page(trial),
    )


def _tell(
    site: Site, operation: Operation, rule: Rule, requirement: str, tried: Sequence[Tried]
) -> None:
    """Compare each answer that the rule speaks of; the smallest request that failed is shown."""
    applicable = [one for one in tried if requirement in one.objections]
    failed = [one for one in applicable if one.objections[requirement]]
    for one in applicable:
        if one not in failed:
            site.ledger.compare(
                rule.expected, None, pointer="", exchanges=(one.exchange,), passed=True
            )
    if failed:
        worst = min(failed, key=lambda one: one.request.size)
        extent = f"{len(failed)} of {len(applicable)} generated requests, seed {site.seed}"
        _object(site, operation, rule, requirement, worst, extent=extent)
    _require_substance(operation, tried, applicable=len(applicable))


def _object(  # noqa: PLR0913 -- what a failure is made of
    site: Site, operation: Operation, rule: Rule, requirement: str, worst: Tried, *, extent: str
) -> None:
    """Fail a requirement by one request: with the part of it, or of its answer, that is amiss."""
    exchange = site.world.history.exchange(worst.exchange)
    found = Words(f"{worst.objections[requirement]} ({extent})")
    invalid = fault = None
    if exchange is not None and worst.request.intent == "refusable":
        place = worst.request.place
        invalid = invalid_part(exchange.request, operation, site.contract, place=place)
    if exchange is not None and rule is DOCUMENTED:
        fault = first_fault(exchange, operation, site.answer_contract)
    site.ledger.compare(
        f"{rule.expected}: {fault.constraint}" if fault else rule.expected,
        Words(f"{json_line(fault.value)} ({extent})") if fault else found,
        pointer=place_of(fault) if fault else "",
        exchanges=(worst.exchange,),
        passed=False,
        background=Background(
            hint=_hint(worst, invalid),
            answers=() if exchange is None else (exchange,),
            invalid=invalid,
            fault=fault,
        ),
    )


def _hint(worst: Tried, invalid: InvalidPart | None) -> str:
    """Return what usually lets an invalid part pass, or keeps a valid one from it."""
    if invalid is not None:
        return hint_for_admitted(invalid)
    is_ascii = worst.request.text.isascii()
    return "" if worst.is_success or is_ascii else Hint.LENGTH_IN_BYTES


def _require_substance(operation: Operation, tried: Sequence[Tried], *, applicable: int) -> None:
    if not any(one.is_success for one in tried):
        not_testable(
            f"none of {len(tried)} generated requests of {operation.operation_id} got a success",
            provide="suppliers, and a credential, with which the operation can be used",
        )
    if not applicable:
        not_testable(
            f"no generated request of {operation.operation_id} got an answer to judge",
            provide="nothing: this version generates no request that the site answers so",
        )
