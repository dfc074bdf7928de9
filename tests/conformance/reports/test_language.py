"""Home of the tests of the page's languages: each is complete, and bound to its English."""

import re
from dataclasses import replace

import pytest
from sample_report import sample_report

from trustlink.contract import load_contract, read_yaml
from trustlink.requirements import load_requirements
from trustlink.resources import openapi_folder
from trustlink.translation import Wording, load_translation
from trustlink_conformance.hints import Hint
from trustlink_conformance.reports.language import LANGUAGES, TEXTS, load_language
from trustlink_conformance.reports.page import html_page

TEMPLATE = (TEXTS.parent / "html" / "page.html.jinja").read_text("utf-8")
HAN = re.compile(r"[\u4e00-\u9fff]")
KNOWN = load_requirements()


def wording(name: str) -> Wording:
    rule = KNOWN[name]
    return Wording(rule.sentence, rule.why, rule.remedy)


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_has_every_text_of_the_page(code: str) -> None:
    texts, english = read_yaml(TEXTS / f"{code}.yaml"), read_yaml(TEXTS / "en.yaml")

    assert list(texts) == list(english)
    assert [key for key, text in texts.items() if not text] == (
        ["translation"] if code == "en" else []
    )


def test_every_text_that_the_page_says_is_there_and_said() -> None:
    texts = read_yaml(TEXTS / "en.yaml")
    said = re.findall(r'\bt\("([\w.]+)"\)', TEMPLATE)
    families = re.findall(r'\bt\("([\w.]+\.)" ~', TEMPLATE)

    assert set(said) <= set(texts)
    named = re.findall(r'\("(\w+)", row\.strength', TEMPLATE)
    unsaid = set(texts) - set(said) - set(named)
    assert {text for text in unsaid if not text.startswith(tuple(families))} == set()


@pytest.mark.parametrize("name", KNOWN)
def test_each_requirement_is_translated_from_the_english_that_holds(name: str) -> None:
    translated = load_translation("zh-CN").wording(wording(name))

    assert translated is not None, f"{name} has changed: translate it anew, and its `of` with it"
    assert all(map(HAN.search, (translated.sentence, translated.why, translated.remedy)))


def test_groups_statements_and_what_to_provide_are_translated() -> None:
    known, sources = load_translation("zh-CN"), load_contract().document["info"]["x-sources"]
    english = [
        *KNOWN.groups.values(),
        *(need.provide for need in KNOWN.vocabulary.values()),
        *sources.values(),
    ]

    assert [text for text in english if not known.text(text)] == []


@pytest.mark.parametrize("hint", Hint)
def test_each_hint_is_translated_from_the_english_that_holds(hint: Hint) -> None:
    translated = load_translation("zh-CN").text(hint)

    assert translated, f"{hint.name} has changed: translate it anew, and its `of` with it"
    assert HAN.search(translated)


def test_each_hint_is_named_by_a_check_or_by_what_chooses_one() -> None:
    folder = TEXTS.parents[1]
    sources = [file.read_text("utf-8") for file in folder.rglob("*.py") if file.name != "hints.py"]

    assert [
        one.name for one in Hint if not any(f"Hint.{one.name}" in text for text in sources)
    ] == []


def test_the_translation_has_no_requirement_that_there_is_not() -> None:
    rows = read_yaml(openapi_folder() / "translations" / "zh-CN.yaml")["requirements"]

    assert list(rows) == list(KNOWN)


def test_codes_are_kept_in_translation() -> None:
    known = load_translation("zh-CN")
    codes = re.compile(r"\b(?:[A-Z]+_[A-Z_]+|[a-z]+[A-Z]\w+|[45]\d\d)\b")

    lost = {
        name: missing
        for name in KNOWN
        if (translated := known.wording(wording(name)))
        and (
            missing := set(codes.findall(KNOWN[name].sentence))
            - set(re.findall(r"[A-Za-z0-9_]+", translated.sentence))
        )
    }
    assert lost == {}


def test_a_sentence_of_an_overlay_is_shown_as_the_overlay_words_it() -> None:
    report = sample_report({"VIO-04": "FAILED"})
    report["requirements"][0]["sentence"] = "A notice of the first day does not count."

    page = html_page(report, load_language("zh-CN"))

    assert '<span lang="en">A notice of the first day does not count.</span>' in page
    assert "在时间窗口第一天作出决定的通报计入" not in page
    other = replace(wording("VIO-04"), sentence="Another.")
    assert load_translation("zh-CN").wording(other) is None


def test_a_translation_says_that_it_is_one_and_shows_the_english() -> None:
    page = html_page(sample_report(), load_language("zh-CN"))

    assert "以其下所附的英文原文为准" in page
    assert KNOWN["VIO-04"].sentence in page
