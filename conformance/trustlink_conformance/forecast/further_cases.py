"""Home of the published cases that are asked on demand only: each question costs one request."""

from collections.abc import Iterable

from trustlink.contract import Contract
from trustlink_conformance.cases import Question, questions_of
from trustlink_conformance.choice import left_out
from trustlink_conformance.forecast.costs import Cost, Costs, Kind
from trustlink_conformance.target import MAIN_CREDENTIAL
from trustlink_fixtures.cases import Case


def with_further_cases(costs: Costs, cases: Iterable[Case], contract: Contract) -> Costs:
    """Return the costs of a run that asks every case, beside those that were measured."""
    further = [
        question
        for question in questions_of(cases)
        if left_out().issuperset(case.id for case in question.cases)
    ]
    first = len(costs.asked)
    kinds = (_kind(question, contract) for question in further)
    checks = (_cost(question, place) for place, question in enumerate(further, first))
    return Costs((*costs.asked, *kinds), (*costs.checks, *checks))


def _kind(question: Question, contract: Contract) -> Kind:
    operation = contract.operation(question.cases[0].request.operation_id)
    credential = MAIN_CREDENTIAL if operation.scope else "none"
    return Kind(operation.operation_id, operation.method, credential, "check")


def _cost(question: Question, place: int) -> Cost:
    return Cost(
        check=f"cases::{question.id}",
        requirements=frozenset(question.requirements),
        profiles=frozenset({question.profile}),
        section="deterministic",
        asks=frozenset({place}),
    )
