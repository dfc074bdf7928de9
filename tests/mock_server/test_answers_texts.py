"""Every text for people is there, in four languages, for every code of the contract."""

from typing import Any, get_args

import pytest

from trustlink.contract import load_contract
from trustlink_mock.answers import vocabulary
from trustlink_mock.answers.texts import (
    PROBLEM_TITLES,
    REASON_SENTENCES,
    Language,
    problem_title,
    reason_sentence,
)

CONTRACT = load_contract()
FOUR: tuple[Language, ...] = ("en", "zh-CN", "th", "vi")
CODES = CONTRACT.schema("Reason")["properties"]["code"]["enum"]
KINDS = [
    kind.rpartition("/")[2]
    for kind in CONTRACT.schema("Problem")["properties"]["type"]["enum"]
    if kind != "about:blank"
]
BLANK_STATUSES = (404, 405, 406, 413, 415, 500)
SCRIPTS = {"en": (0x20, 0x7E), "zh-CN": (0x4E00, 0x9FFF), "th": (0x0E00, 0x0E7F)}


def enum(schema: str, *members: str) -> list[str]:
    node: Any = CONTRACT.schema(schema)
    for member in members:
        node = node["properties"][member]
    return list(node.get("items", node)["enum"])


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        (vocabulary.Authority, enum("Authority")),
        (vocabulary.Check, enum("Check")),
        (vocabulary.Item, CONTRACT.schema("MaxStaleness")["required"]),
        (vocabulary.Freshness, enum("Provenance", "freshness")),
        (vocabulary.Disclosure, enum("Supplier", "recordsDisclosure")),
        (vocabulary.RatingStatus, enum("CreditRating", "status")),
        (vocabulary.RebateStatus, enum("RebateStatus")),
        (vocabulary.Band, enum("RebateSummary", "refundedAmountBand")),
        (vocabulary.Severity, enum("Severity")),
        (vocabulary.CoverageState, enum("Coverage", "state")),
        (vocabulary.NameMatch, enum("Verification", "nameMatch")),
        (vocabulary.Completeness, enum("Verification", "completeness")),
        (vocabulary.ReasonCode, CODES),
    ],
)
def test_an_enumeration_is_the_contracts(type_: Any, values: list[str]) -> None:
    assert list(get_args(type_)) == values


def test_every_reason_of_the_contract_has_its_sentences_and_no_other() -> None:
    assert sorted(REASON_SENTENCES) == sorted(CODES)


def test_every_problem_of_the_contract_has_its_titles_and_no_other() -> None:
    assert set(PROBLEM_TITLES) == {*KINDS, *BLANK_STATUSES}


@pytest.mark.parametrize("language", FOUR)
@pytest.mark.parametrize("code", CODES)
def test_a_sentence_is_written_in_its_language(code: vocabulary.ReasonCode, language: Any) -> None:
    sentence = reason_sentence(code, language)

    assert sentence == sentence.strip()
    assert len(sentence) >= 10
    assert sentence not in [reason_sentence(code, other) for other in FOUR if other != language]


@pytest.mark.parametrize("language", FOUR)
@pytest.mark.parametrize("kind", [*KINDS, *BLANK_STATUSES])
def test_a_title_is_written_in_its_language(kind: str | int, language: Any) -> None:
    title = problem_title(kind, language)

    assert title == title.strip()
    assert len(title) >= 5
    assert title not in [problem_title(kind, other) for other in FOUR if other != language]


@pytest.mark.parametrize("language", SCRIPTS)
@pytest.mark.parametrize("texts", [*REASON_SENTENCES.values(), *PROBLEM_TITLES.values()])
def test_a_text_is_in_the_script_of_its_language(texts: Any, language: Any) -> None:
    first, last = SCRIPTS[language]

    assert any(first <= ord(sign) <= last for sign in texts[language])
    assert all(ord(sign) < 0x7F for sign in texts["en"])


@pytest.mark.parametrize("language", FOUR)
def test_sentences_of_different_reasons_differ(language: Language) -> None:
    sentences = [reason_sentence(code, language) for code in CODES]

    assert len(set(sentences)) == len(CODES)


def test_a_problem_that_nobody_foresaw_has_a_title_too() -> None:
    assert [bool(problem_title(418, language)) for language in FOUR] == [True] * 4
