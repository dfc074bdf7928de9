"""Home of judging published cases: a question to a sandbox, and the answer that was published.

Whatever violation policy a site announces, the published answers follow the contract's, overlays
applied: a site that announces another fails DISC-05, and the cases that depend on it as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from trustlink.contract import Contract, JsonObject
from trustlink_conformance.answer import Answer
from trustlink_conformance.batched import batch_with, batched_answer
from trustlink_conformance.blame import requirement_of
from trustlink_conformance.comparison import (
    Difference,
    compare,
    documented_schema,
    missing,
    unexpected,
)
from trustlink_conformance.exchange import Origin
from trustlink_conformance.expectations import earliest_day
from trustlink_conformance.judgement import Background, NotTestable, not_applicable
from trustlink_conformance.lists import DEFAULT_LIMIT, LISTS, joined, walk
from trustlink_conformance.pointer import ABSENT, json_line, value_at
from trustlink_conformance.question import Posed, question_of
from trustlink_conformance.reason_codes import reason_codes_of
from trustlink_conformance.site import Site
from trustlink_conformance.target import MAIN_CREDENTIAL
from trustlink_fixtures.cases import Case

_REFUSED_FIRST = (400, 401, 405, 406, 413, 415, 422)
"""Statuses that a question gets before, or because, its days are looked at."""


@dataclass(frozen=True, slots=True)
class Question:
    """One request, and every case that makes it: it is sent once."""

    cases: tuple[Case, ...]

    @property
    def id(self) -> str:
        """The ids of the cases."""
        return "+".join(case.id for case in self.cases)

    @property
    def profile(self) -> str:
        """The profile that the operation belongs to."""
        return self.cases[0].profile

    @property
    def requirements(self) -> tuple[str, ...]:
        """Every requirement that one of the cases speaks of."""
        return tuple(dict.fromkeys(name for case in self.cases for name in case.requirements))


def questions_of(cases: Iterable[Case]) -> tuple[Question, ...]:
    """Return the different requests that cases make, each where its first case stands."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.asked, []).append(case)
    return tuple(Question(tuple(group)) for group in groups.values())


def posed(site: Site, question: Question) -> Posed:
    """Return the first request that `ask` makes: the question, or the batch that it is in.

    Raises NotTestable if the site or the target file do not tell what goes into batches.
    """
    case, credential = question.cases[0], MAIN_CREDENTIAL
    request, batch = case.request, batch_with(site, case)
    if batch is not None:
        operation = site.contract.operation("createBatch")
        asked = question_of(operation, {}, body=batch, credential=credential)
    else:
        operation = site.contract.operation(request.operation_id)
        asked = question_of(
            operation,
            request.parameters,
            body=request.body,
            headers=request.headers,
            credential=credential if operation.scope else None,
        )
    return Posed(
        asked, Origin(check=site.ledger.check, operation=operation.operation_id, case=question.id)
    )


def ask(site: Site, question: Question) -> Answer:
    """Return the answer to a question, out of a batch if it is the published one there."""
    batched = batched_answer(site.about(case=question.id), question.cases[0])
    if batched is not None and all(_is_published(site, one, batched) for one in question.cases):
        return batched
    return _ask_alone(site, question)


def _is_published(site: Site, case: Case, answer: Answer) -> bool:
    return answer.is_json and not differences_of(case, answer, site.answer_contract)


def _ask_alone(site: Site, question: Question) -> Answer:
    """Ask a question as importer-a, or as nobody where the operation needs no token.

    A site may answer a list in shorter pages than the limit: where the published answer is a whole
    list, that of the site is put together. Later checks look at the same answers.
    """
    request, asked = question.cases[0].request, site.about(case=question.id)
    if pages := most_pages_of(question.cases[0]):
        kind = LISTS[request.operation_id]
        walked = walk(asked, kind, most_pages=pages, headers=request.headers, **request.parameters)
        return joined(walked.pages)
    scope = site.contract.operation(request.operation_id).scope
    return asked.read(
        request.operation_id,
        credential=MAIN_CREDENTIAL if scope else None,
        headers=request.headers,
        body=request.body,
        **request.parameters,
    )


def most_pages_of(case: Case) -> int:
    """Return how many pages the answer may have; 0 if no whole list is published.

    A published answer with fewer items than the limit is one. With an item on each page the site
    is done after as many pages as items; one more shows whether it has more.
    """
    if case.request.operation_id not in LISTS or case.expect.status != 200:
        return 0
    limit = int(case.request.parameters.get("limit", DEFAULT_LIMIT))
    count = len((case.expect.body or {}).get("items", ()))
    return count + 1 if count < limit else 0


def judge(site: Site, case: Case, answer: Answer) -> None:
    """Judge each requirement of a case by its own part of the answer.

    Another status, or a body that is no JSON, fails the main requirement alone.
    """
    if _asks_too_early(site, case):
        not_applicable("it is about days before earliestAsOf, for which the site does not answer")
    if not _is_of_the_kind(case, answer):
        _judge_kind(site, case, answer)
        return
    differences = differences_of(case, answer, site.answer_contract)
    for requirement in case.requirements:
        with site.judging(requirement):
            _judge_part(site, case, requirement, answer, differences)


def differences_of(case: Case, answer: Answer, contract: Contract) -> list[Difference]:
    """Return where an answer is not the published one; raises Violation if it is no JSON."""
    if case.expect.body is None:
        return []
    return [
        *compare(case.expect.body, answer.json, schema=_schema(case, contract), contract=contract),
        *unexpected(answer.json, case.expect.absent),
        *missing(answer.json, case.expect.present),
    ]


def _asks_too_early(site: Site, case: Case) -> bool:
    """Return whether a site may refuse the question by a later earliestAsOf than the published."""
    if case.expect.status in _REFUSED_FIRST:
        return False
    first_day = _first_day(site)
    asked = {**case.request.parameters, **(case.request.body or {})}
    as_of, period = str(asked.get("asOf", "9999")), str(asked.get("from", "9999"))
    return as_of < first_day or period < first_day[:7]


def _first_day(site: Site) -> str:
    """Return discovery's earliestAsOf; the empty text, before every day, if it can't be read."""
    try:
        return earliest_day(site).isoformat()
    except NotTestable:
        return ""


def _is_of_the_kind(case: Case, answer: Answer) -> bool:
    if answer.failed or answer.status != case.expect.status:
        return False
    return case.expect.body is None or answer.is_json


def _judge_kind(site: Site, case: Case, answer: Answer) -> None:
    for requirement in case.requirements:
        with site.judging(requirement):
            if requirement != case.main_requirement:
                not_applicable(f"{case.id} got another answer, see {case.main_requirement}")
            answer.expect_status(case.expect.status)
            answer.value("")


def _judge_part(
    site: Site, case: Case, requirement: str, answer: Answer, differences: list[Difference]
) -> None:
    codes = reason_codes_of(site.requirements)
    for difference in differences:
        if requirement == requirement_of(case, difference, answer.json, codes=codes):
            _compare(site, answer, difference, passed=False)
    places = case.requirements[requirement]
    compared = [place for place in places if _is_comparable(case, answer, place)]
    for place in compared:
        value = value_at(answer.json, place)
        _compare(site, answer, Difference(place, value, value), passed=True)
    if not places:
        answer.expect_status(case.expect.status)
    elif not compared:
        not_applicable("the site leaves these members out, as x-disclosure allows")


def _is_comparable(case: Case, answer: Answer, place: str) -> bool:
    """Return whether the answer has what is published there, or rightly lacks what is not."""
    return place in case.expect.absent or value_at(answer.json, place) is not ABSENT


def _compare(site: Site, answer: Answer, difference: Difference, *, passed: bool) -> None:
    site.ledger.compare(
        json_line(difference.expected),
        difference.actual,
        pointer=difference.pointer,
        exchanges=(answer.id,),
        passed=passed,
        background=Background(answers=(answer.exchange,)),
    )


def _schema(case: Case, contract: Contract) -> JsonObject:
    """Return the schema of the published answer: the only one of its status."""
    operation = contract.operation(case.request.operation_id)
    return documented_schema(contract, operation, case.expect.status)
