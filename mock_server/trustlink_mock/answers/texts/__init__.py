"""The texts for people: sentences of reasons and titles of problems, in four languages."""

from trustlink_mock.answers.texts.authorities import naming
from trustlink_mock.answers.texts.languages import LANGUAGES, Language, choose_language
from trustlink_mock.answers.texts.problems import PROBLEM_TITLES, problem_title
from trustlink_mock.answers.texts.reasons import REASON_SENTENCES, reason_sentence

__all__ = [
    "LANGUAGES",
    "PROBLEM_TITLES",
    "REASON_SENTENCES",
    "Language",
    "choose_language",
    "naming",
    "problem_title",
    "reason_sentence",
]
