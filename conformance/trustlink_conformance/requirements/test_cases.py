"""Checks: each published case, member by member, for a site that has loaded the fixtures.

The plugin asks every question of the cases that hold under the contract of the run.
"""

from trustlink_conformance.cases import Question, ask, judge
from trustlink_conformance.site import Site


def test_the_answer_is_the_published_one(site: Site, question: Question) -> None:
    answer = ask(site, question)

    for case in question.cases:
        judge(site, case, answer)
