"""Chooses the published cases that a run asks by default: `python -m benchmarks.choose_cases`.

All cases are asked of every deliberate defect of the mock. Kept are the questions that checks ask
anyway, those that catch a defect which hardly anything else catches, one that each overlay answers
otherwise, one for each status and outcome of each operation, and what fits into a few batches: a
run stays small, and each defect is still caught. Writes the choice into
conformance/trustlink_conformance/choice_of_cases.json. Takes ten minutes.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from trustlink.overlay import shipped_overlays
from trustlink.terms import load_terms
from trustlink_conformance.batched import supplier_in_batch
from trustlink_conformance.cases import Question, questions_of
from trustlink_conformance.choice import CHOICE
from trustlink_conformance.selftest.collected import collected
from trustlink_conformance.selftest.judged import Extent, judge
from trustlink_conformance.selftest.rehearsal import Rehearsal
from trustlink_conformance.selftest.subjects import LATE, Said, Subject, judged
from trustlink_fixtures.cases import Case
from trustlink_fixtures.overlay_cases import cases_under
from trustlink_fixtures.scenarios import load_cases
from trustlink_mock.defects import list_defects

CAUGHT = 1
"""By how many checks each defect stays caught, by its own requirement, at least."""
BATCHES = 6
"""How many batches there are: a supplier stands once in each."""

_CASE = re.compile(r"cases::\w+\[(.+)\]")

Catches = Mapping[str, Collection[str]]
"""By defect: the checks that find its own requirement violated."""


def main() -> None:
    """Write the ids of the cases that are left out."""
    questions = questions_of(load_cases())
    own = {one.defect_id: one.requirement for one in list_defects()}
    subjects = [Subject("defect", (name,), all_cases=True) for name in own]
    catches = _catches(own, judged(subjects, jobs=os.cpu_count() or 1), looking_back())
    anyway = asked_anyway(questions)
    needed = catching(questions, anyway, catches)
    needed |= contradicted(questions, anyway | needed)
    kept = filled_up(questions, anyway | needed)
    left = [one for one in questions if one.id not in kept]
    alone = [one for one in questions if one.id in anyway | needed]
    choice = {"left out": _cases_of(left), "asked alone": _cases_of(alone)}
    CHOICE.write_text(json.dumps(choice, indent=0) + "\n", encoding="utf-8")
    print(f"{len(kept)} of {len(questions)} questions are kept")


def _cases_of(questions: Iterable[Question]) -> list[str]:
    return [case.id for question in questions for case in question.cases]


def catching(questions: Sequence[Question], anyway: set[str], catches: Catches) -> set[str]:
    """Return the questions without which a defect is caught by too few checks.

    They are asked alone, as a defect may be that of one operation.
    """
    known = {one.id for one in questions}
    kills = Counter(_question_of(check) for found in catches.values() for check in found)
    needed: set[str] = set()
    for found in sorted(catches.values(), key=len):
        names = {_question_of(check) for check in found}
        caught = len({check for check in found if _question_of(check) not in known})
        caught += len((needed | anyway) & names)
        spare = sorted(names & known - anyway - needed, key=lambda one: (-kills[one], one))
        needed.update(spare[: max(0, CAUGHT - caught)])
    return needed


def contradicted(questions: Sequence[Question], taken: set[str]) -> set[str]:
    """Return a question for each overlay that changes the answers to none of these questions."""
    found: set[str] = set()
    for overlay in shipped_overlays():
        terms = load_terms([overlay])
        holding = {case.id for case in cases_under(terms)}
        changed = terms.overlays[0].requirements
        against = [
            one.id
            for one in questions
            for case in one.cases
            if case.id not in holding and not changed.keys().isdisjoint(case.requirements)
        ]
        if not taken.intersection(against):
            found.update(against[:1])
    return found


def filled_up(questions: Sequence[Question], taken: set[str]) -> set[str]:
    """Return these questions, one for each other status of an operation, and what batches hold."""
    kept = set(taken)
    answers = {_answer(one) for one in questions if one.id in kept}
    named: Counter[str] = Counter()
    for question in questions:
        supplier = supplier_in_batch(question.cases[0])
        is_new = _answer(question) not in answers
        if question.id not in kept and (is_new or (supplier and named[supplier] < BATCHES)):
            kept.add(question.id)
            answers.add(_answer(question))
            named[supplier] += 1
    return kept


def asked_anyway(questions: Sequence[Question]) -> set[str]:
    """Return the ids of the questions that a run asks on behalf of other checks too."""
    known = {key for turn in _rehearsal(()).turns.values() for key in turn.answered}
    cases = [case for question in questions for case in question.cases]
    turns = _rehearsal(cases).turns
    asked = {_question_of(check): turn.answered.keys() for check, turn in turns.items()}
    return {name for name, keys in asked.items() if name and keys <= known}


def _rehearsal(cases: Iterable[Case]) -> Rehearsal:
    extent = Extent(LATE, asks_alone=True)
    return judge(Subject("honest").app(), collected(cases), load_terms(()), extent).rehearsal


def _question_of(check: str) -> str:
    found = _CASE.fullmatch(check)
    return found[1] if found else ""


def looking_back() -> set[str]:
    """Return the checks that look at what others were answered: alone they catch nothing."""
    return {one.declared.check for one in collected(()).all if one.looks_back}


def _answer(question: Question) -> tuple[str, int, str]:
    case = question.cases[0]
    outcome = (case.expect.body or {}).get("outcome", "")
    return case.request.operation_id, case.expect.status, str(outcome)


def _catches(
    own: Mapping[str, str], said: Iterable[Said], but: Collection[str]
) -> dict[str, set[str]]:
    return {
        one.subject.name: {
            finding.check
            for failed in one.failed
            if failed.requirement == own[one.subject.name]
            for finding in failed.findings
            if finding.check not in but
        }
        for one in said
    }


if __name__ == "__main__":
    main()
