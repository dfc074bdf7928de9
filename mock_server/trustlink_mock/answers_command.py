"""Home of `trustlink fixtures answers`: the expected answers about any facts, as JSON lines.

It stands here, and not beside the other commands of `fixtures`, because only the mock knows how
answers follow from facts, and `trustlink_fixtures` may not import it.
"""

import json
from pathlib import Path

import click

from trustlink.calendar import TaxPeriod, parse_date
from trustlink.errors import UserError
from trustlink_fixtures.facts_file import read_facts
from trustlink_fixtures.scenarios import load_discovery
from trustlink_mock.answers import Periods, Rules, facts_of, policy_of
from trustlink_mock.clock import Clock, system_clock
from trustlink_mock.command import stopped_clock
from trustlink_mock.dates import Askable, askable_since
from trustlink_mock.expected import Questions, expected_answers
from trustlink_mock.problems import Problem

_HINT = "Days reach from discovery's earliestAsOf to today; --now sets another today."


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as-of", required=True, help="Day asked about, as 2026-09-01.")
@click.option("--from", "first", help="First tax period asked about, as 2025-10.")
@click.option("--to", "last", help="Last one. Without both: the twelve that end with --as-of.")
@click.option("--now", help="Instant of the answers, as 2026-09-01T04:00:00Z; present if absent.")
def answers(file: Path, as_of: str, first: str | None, last: str | None, now: str | None) -> None:
    """Print what a conforming site answers about the suppliers of FILE, as JSON lines.

    FILE is a facts.json, or one supplier a line. Each line printed is `request` and `expect` of
    one case, without volatile members, for the four single answers of the core profile. --now
    only decides which data are stale, and how late a day may be asked about.
    """
    questions = _questions(as_of, first, last, clock=stopped_clock(now) if now else system_clock)
    for document in read_facts(file):
        for answer in expected_answers(facts_of(document), questions):
            click.echo(json.dumps(answer, ensure_ascii=False, separators=(",", ":")))


def _questions(as_of: str, first: str | None, last: str | None, *, clock: Clock) -> Questions:
    parse_date(as_of)
    policy, now = policy_of(load_discovery()), clock()
    askable = askable_since(policy.earliest_as_of)(now)
    try:
        day = askable.as_of(as_of, place="parameter", where="--as-of")
        periods = _periods(askable, first, last) or Rules().default_periods(day)
    except Problem as problem:
        raise _refusal(problem) from problem
    return Questions(as_of=day, periods=periods, now=now, policy=policy)


def _periods(askable: Askable, first: str | None, last: str | None) -> Periods | None:
    given = {name: period for name, period in (("from", first), ("to", last)) if period}
    for period in given.values():
        TaxPeriod.parse(period)
    return askable.periods(given)


def _refusal(problem: Problem) -> UserError:
    places = [f"{fault.where}: {fault.detail}" for fault in problem.faults]
    return UserError(f"this can't be asked: {'; '.join(places)}", hint=_HINT)
