"""The variants of coverage: which authorities are asked, how far back, how they are named."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from trustlink_mock.announcement import JsonDocument
from trustlink_mock.answers import Rules
from trustlink_mock.answers.facts import Facts, Source
from trustlink_mock.answers.texts import Language
from trustlink_mock.answers.vocabulary import Authority, ReasonCode
from trustlink_mock.variants.declare import Joint, variant

_OPENED: Final = date(2025, 3, 12)
_NO_CLEAR: Final = {"EXP-04": "no supplier is CLEAR"}
_IN_WORDS: Final[dict[Language, str]] = {
    "en": "Customs, tax and market regulation know of no notice in the window.",
    "zh-CN": "海关、税务和市场监管部门均未发现核查时间段内的违规通报。",
    "th": "ศุลกากร สรรพากร และหน่วยงานกำกับดูแลตลาด ไม่พบประกาศการกระทำผิดในช่วงเวลาที่ตรวจสอบ",
    "vi": "Hải quan, thuế và quản lý thị trường không có thông báo vi phạm nào trong kỳ.",
}


@variant(
    "DISC-05",
    "Looks up the notices of commerce as well, for which it has no source.",
    joint=Joint.POLICY,
    only="live",
    untested=_NO_CLEAR,
)
def a_fourth_authority(honest: JsonDocument) -> JsonDocument:
    """Announce MOFCOM in addition to the three."""
    policy = honest["violationPolicy"]
    named = [*policy["authorities"], "MOFCOM"]
    return {**honest, "violationPolicy": {**policy, "authorities": named}}


@variant(
    "VIO-13",
    "Has read the market register since it opened, and covers no window whole.",
    joint=Joint.FACTS,
    only="live",
    untested=_NO_CLEAR,
)
def a_register_read_since_it_opened(honest: Facts) -> Facts:
    """Begin in March 2025."""
    return _with_source(honest, "SAMR", notices_from=_OPENED)


@variant(
    "VIO-13",
    "Has what tax knows from the suppliers alone, and clears no supplier by it.",
    joint=Joint.FACTS,
    only="live",
    untested=_NO_CLEAR,
)
def tax_data_of_the_suppliers(honest: Facts) -> Facts:
    """State SELF_DECLARED."""
    return _with_source(honest, "STA", method="SELF_DECLARED")


@variant(
    "EXP-04",
    "Names the authorities in words, without their codes.",
    joint=Joint.RULES,
    warned={"EXP-04": "the codes are a SHOULD"},
)
def authorities_in_words(honest: Rules) -> Rules:
    """Write the sentence of a CLEAR by hand."""

    def sentence(code: ReasonCode, language: Language) -> str:
        if code == "NO_NOTICE_IN_WINDOW":
            return _IN_WORDS[language]
        return honest.sentence(code, language)

    return replace(honest, sentence=sentence)


def _with_source(
    honest: Facts,
    authority: Authority,
    *,
    method: str | None = None,
    notices_from: date | None = None,
) -> Facts:
    if authority not in honest.sources:
        return honest
    known = honest.sources[authority]
    changed: Source = replace(known, method=method or known.method, notices_from=notices_from)
    return replace(honest, sources=MappingProxyType({**honest.sources, authority: changed}))
