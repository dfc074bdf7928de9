"""Checks: each published case, member by member, for a site that has loaded the fixtures."""

import pytest

from trustlink_conformance.cases import Question, ask, judge, questions_of
from trustlink_conformance.declare import requirement
from trustlink_conformance.site import Site
from trustlink_fixtures.scenarios import load_cases

QUESTIONS = [
    pytest.param(
        question,
        id=question.id,
        marks=requirement(*question.requirements, modes=["sandbox"], profile=question.profile),
    )
    for question in questions_of(load_cases())
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_is_the_published_one(site: Site, question: Question) -> None:
    answer = ask(site, question)

    for case in question.cases:
        judge(site, case, answer)
