"""Home of the tests of translations: each is bound to the English that it was made of."""

from dataclasses import replace

import pytest

from trustlink.errors import UserError
from trustlink.requirements import load_requirements
from trustlink.translation import Wording, load_translation

RULE = load_requirements()["VIO-04"]
ENGLISH = Wording(RULE.sentence, RULE.why, RULE.remedy)


def test_a_requirement_is_found_by_its_english() -> None:
    translated = load_translation("zh-CN").wording(ENGLISH)

    assert translated is not None
    assert translated.sentence.startswith("在时间窗口第一天")


@pytest.mark.parametrize("part", ["sentence", "why", "remedy"])
def test_english_that_has_changed_has_no_translation(part: str) -> None:
    assert load_translation("zh-CN").wording(replace(ENGLISH, **{part: "Other."})) is None


def test_a_text_that_was_not_translated_has_none() -> None:
    known = load_translation("zh-CN")

    assert known.text("Ratings") is None
    assert known.text("Credit ratings") == "信用评级"


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("credentials.importer-b in the target file", "目标文件中的 credentials.importer-b"),
        ("requesters.TH in the target file", "目标文件中的 requesters.TH"),
        ("judged in sandbox mode only", "仅在 sandbox 模式下评判"),
        ("nothing that is known", None),
    ],
)
def test_what_a_check_often_says_is_translated_by_its_form(
    english: str, chinese: str | None
) -> None:
    assert load_translation("zh-CN").text(english) == chinese


def test_a_language_that_there_is_not_is_the_callers_mistake() -> None:
    with pytest.raises(UserError, match="can't be read"):
        load_translation("xx")
