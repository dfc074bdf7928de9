"""Home of planning: which of the checks that pytest has collected are run, and in which order."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from trustlink_conformance.cases import Question, questions_of
from trustlink_conformance.declare import MARK, Section, requirement
from trustlink_conformance.plan import Situation
from trustlink_conformance.results import PlannedCheck
from trustlink_fixtures.cases import Case


def ask_the_questions(metafunc: pytest.Metafunc, cases: Iterable[Case]) -> None:
    """Give a check that asks a question every question of these cases."""
    if "question" in metafunc.fixturenames:
        metafunc.parametrize("question", [_asked(question) for question in questions_of(cases)])


def declared_by(item: pytest.Item) -> PlannedCheck:
    """Return what a check declares, whether or not it is going to be run."""
    marks = list(item.iter_markers(MARK))
    ids = tuple(dict.fromkeys(name for mark in marks for name in mark.args))
    return PlannedCheck(_name(item), ids, _section(marks))


def question_of(item: pytest.Item) -> Question | None:
    """Return the question that a check asks, if it is one of those."""
    call = getattr(item, "callspec", None)
    return call.params.get("question") if call else None


def planned_of(
    item: pytest.Item, declared: PlannedCheck, situation: Situation, wanted: Collection[str]
) -> PlannedCheck | None:
    """Return the check with what it judges in this situation; None if that is nothing."""
    judged = tuple(name for name in declared.requirements if name in wanted)
    admitted = all(_admits(mark, situation) for mark in item.iter_markers(MARK))
    return replace(declared, requirements=judged) if judged and admitted else None


def turn_of(item: pytest.Item, planned: PlannedCheck) -> tuple[bool, bool]:
    """Return what the order goes by: generated requests last, before them what looks back."""
    looks_back = any(mark.kwargs["afterwards"] for mark in item.iter_markers(MARK))
    return planned.section == "generated", looks_back


def _admits(mark: pytest.Mark, situation: Situation) -> bool:
    declared = mark.kwargs
    return situation.mode in declared["modes"] and declared["profile"] in situation.profiles


def _asked(question: Question) -> Any:
    marks = requirement(*question.requirements, modes=["sandbox"], profile=question.profile)
    return pytest.param(question, id=question.id, marks=marks)


def _name(item: pytest.Item) -> str:
    return f"{Path(item.path).stem.removeprefix('test_')}::{item.name}"


def _section(marks: Iterable[pytest.Mark]) -> Section:
    generated = any(mark.kwargs["section"] == "generated" for mark in marks)
    return "generated" if generated else "deterministic"
