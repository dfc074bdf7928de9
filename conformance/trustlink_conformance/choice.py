"""Home of the choice of published cases: which a run asks unless it is told to ask all of them.

Many cases ask the same fault of another operation, or the same rule of one more supplier. Those
left out by default were chosen by the kill matrix: without them each deliberate defect is still
caught by several questions. See `benchmarks/choose_cases.py`.
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from trustlink_fixtures.cases import Case

CHOICE = Path(__file__).parent / "choice_of_cases.json"


def chosen_cases(cases: Iterable[Case], *, all_of_them: bool) -> tuple[Case, ...]:
    """Return the cases that a run asks, in their order."""
    if all_of_them:
        return tuple(cases)
    return tuple(case for case in cases if case.id not in left_out())


@cache
def left_out() -> frozenset[str]:
    """Return the ids of the cases that are asked on demand only."""
    return frozenset(_chosen()["left out"])


@cache
def asked_alone() -> frozenset[str]:
    """Return the ids of the cases whose question other checks ask alone: no batch needs it."""
    return frozenset(_chosen()["asked alone"])


@cache
def _chosen() -> dict[str, list[str]]:
    chosen: dict[str, list[str]] = json.loads(CHOICE.read_text(encoding="utf-8"))
    return chosen
