"""Home of the expected answers: what a conforming site says about facts that nobody published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trustlink_fixtures.case_rules import VOLATILE
from trustlink_mock.answers import (
    Facts,
    Periods,
    Policy,
    Sight,
    SourceTrouble,
    credit_ratings,
    rebate_summary,
    supplier,
    violation_status,
)
from trustlink_mock.answers.vocabulary import Json
from trustlink_mock.problems import Problem

_TROUBLES = {"DOWN": Problem(503, "source-unavailable"), "SLOW": Problem(504, "source-timeout")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Is what is asked about each supplier: a day, a range of tax periods, and when."""

    as_of: date
    periods: Periods
    now: datetime
    """Decides which data are stale, and nothing else."""
    policy: Policy


def expected_answers(facts: Facts, questions: Questions) -> Iterator[Json]:
    """Yield `request` and `expect` of each single core answer, as cases.schema.json has them."""
    sight = Sight(now=questions.now, policy=questions.policy)
    as_of, periods = questions.as_of, questions.periods
    day = {"asOf": as_of.isoformat()}
    months = {"from": str(periods.first), "to": str(periods.last)}
    yield _answer("getSupplier", facts, {}, _supplier(facts, sight=sight))
    ratings = _found(credit_ratings(facts, as_of, sight=sight))
    yield _answer("listCreditRatings", facts, day, ratings)
    rebates = _found(rebate_summary(facts, periods, sight=sight))
    yield _answer("getRebateSummary", facts, months, rebates)
    notices = _found(violation_status(facts, as_of, sight=sight))
    yield _answer("getViolationStatus", facts, day, notices)


def _answer(operation_id: str, facts: Facts, asked: Json, expect: Json) -> Json:
    parameters = {"uscc": facts.uscc, **asked}
    return {"request": {"operationId": operation_id, "parameters": parameters}, "expect": expect}


def _supplier(facts: Facts, *, sight: Sight) -> Json:
    try:
        return _found(supplier(facts, sight=sight))
    except SourceTrouble as trouble:
        problem = _TROUBLES[trouble.state]
        return {"status": problem.status, "body": {"type": problem.type, "status": problem.status}}


def _found(answer: Json) -> Json:
    return {"status": 200, "body": _lasting(answer)}


def _lasting(value: Any) -> Any:
    """Return a value without the members that differ from call to call."""
    if isinstance(value, dict):
        return {name: _lasting(one) for name, one in value.items() if name not in VOLATILE}
    return [_lasting(one) for one in value] if isinstance(value, list) else value
