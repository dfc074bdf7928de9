"""Chooses the published cases that a run asks by default: `python -m benchmarks.choose_cases N`.

All cases are asked of every deliberate defect of the mock, then as few as possible are kept, so
that each defect is still caught by up to three questions, and each requirement, operation, status
and supplier is still asked about. What is left of N goes to questions that are unlike those kept.
Writes conformance/trustlink_conformance/left_out_cases.json. Takes some minutes.
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable

from trustlink_conformance.cases import Question, questions_of
from trustlink_conformance.choice import LEFT_OUT
from trustlink_conformance.selftest.subjects import Said, Subject, judged
from trustlink_fixtures.scenarios import load_cases
from trustlink_mock.defects import list_defects

KILLS, SPOKEN = 3, 4
"""Questions that are kept for each defect, and for each requirement, if there are as many."""
PER_SUPPLIER, PER_ANSWER = 3, 4

_CASE = re.compile(r"cases::\w+\[(.+)\]")


def main(budget: int) -> None:
    """Write the ids of the cases that are left out."""
    questions = questions_of(load_cases())
    subjects = [Subject("defect", (one.defect_id,), all_cases=True) for one in list_defects()]
    kills = _kills(judged(subjects, jobs=os.cpu_count() or 1))
    kept = chosen(questions, kills, budget)
    left = [case.id for question in questions if question.id not in kept for case in question.cases]
    LEFT_OUT.write_text(json.dumps({"cases": left}, indent=0) + "\n", encoding="utf-8")
    print(f"{len(kept)} of {len(questions)} questions are kept, {len(left)} cases left out")


def chosen(questions: Iterable[Question], kills: dict[str, set[str]], budget: int) -> set[str]:
    """Return the ids of the questions to keep; more than the budget if the needs take more."""
    traits = {one.id: [*_needs(one), *_kill_needs(one.id, kills)] for one in questions}
    supply = Counter(trait for own in traits.values() for trait in own)
    wanted = {trait: min(_want(trait), count) for trait, count in supply.items()}
    kept: set[str] = set()
    while any(wanted.values()):
        best = max(traits, key=lambda one: (one not in kept, _worth(traits[one], wanted), one))
        kept.add(best)
        for trait in traits[best]:
            wanted[trait] = max(0, wanted[trait] - 1)
    taken = Counter(trait for one in kept for trait in traits[one])
    while len(kept) < min(budget, len(traits)):
        rest = (one for one in traits if one not in kept)
        best = min(rest, key=lambda one: (_commonness(traits[one], taken), one))
        kept.add(best)
        taken.update(traits[best])
    return kept


def _needs(question: Question) -> list[tuple[str, ...]]:
    case = question.cases[0]
    asked = case.request
    named = (asked.body or {}).get("supplier")
    in_body = named.get("uscc") if isinstance(named, dict) else ""
    subject = str(asked.parameters.get("uscc") or in_body)
    status = str(case.expect.status)
    return [
        *(("requirement", name) for name in question.requirements),
        ("answer", asked.operation_id, status, case.main_requirement),
        ("supplier", subject),
        ("about", asked.operation_id, subject[:4], subject[-1:]),
    ]


def _kill_needs(question_id: str, kills: dict[str, set[str]]) -> list[tuple[str, ...]]:
    return [("kill", defect) for defect, found in kills.items() if question_id in found]


def _want(trait: tuple[str, ...]) -> int:
    return {
        "kill": KILLS,
        "requirement": SPOKEN,
        "answer": PER_ANSWER,
        "supplier": PER_SUPPLIER,
        "about": 0,
    }[trait[0]]


def _worth(own: list[tuple[str, ...]], wanted: dict[tuple[str, ...], int]) -> int:
    return sum(1 for trait in own if wanted[trait] > 0)


def _commonness(own: list[tuple[str, ...]], taken: Counter[tuple[str, ...]]) -> float:
    return sum(taken[trait] for trait in own if trait[0] != "kill")


def _kills(said: Iterable[Said]) -> dict[str, set[str]]:
    kills: dict[str, set[str]] = {}
    for one in said:
        checks = (finding.check for failed in one.failed for finding in failed.findings)
        found = (_CASE.fullmatch(check) for check in checks)
        kills[one.subject.name] = {match[1] for match in found if match}
    return kills


if __name__ == "__main__":
    main(int(sys.argv[1]))
