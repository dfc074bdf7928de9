"""The variants of sentences: which languages a site speaks, and how it puts things."""

from dataclasses import replace
from typing import Final

from starlette.types import ASGIApp

from trustlink_mock.answers import Rules
from trustlink_mock.answers.texts import Language
from trustlink_mock.answers.vocabulary import ReasonCode
from trustlink_mock.substitutions.application import ChangedRequestHeaders, with_header
from trustlink_mock.variants.declare import Joint, variant

_SPOKEN: Final = ("en", "zh-CN")
_LATER: Final[dict[Language, str]] = {
    "en": "Queries: quote the code {code}, form B-17 (2026).",
    "zh-CN": "咨询时请注明代码 {code}（2026）。",
    "th": "หากมีข้อสงสัยโปรดแจ้งรหัส {code} (2026)",
    "vi": "Nếu cần hỏi thêm, xin nêu mã {code} (2026).",
}


@variant(
    "EXP-02",
    "Speaks English only, whatever Accept-Language says.",
    joint=Joint.APPLICATION,
    warned={"EXP-02": "the three other languages are a SHOULD"},
)
def english_only(honest: ASGIApp) -> ASGIApp:
    """Hear no wish."""
    return ChangedRequestHeaders(honest, lambda lines: with_header(lines, b"accept-language"))


@variant(
    "EXP-02",
    "Gives reasons in English and Chinese; who asks for Thai or Vietnamese gets English.",
    joint=Joint.RULES,
    warned={"EXP-02": "Thai and Vietnamese are a SHOULD"},
)
def two_languages(honest: Rules) -> Rules:
    """Choose as ever, then fall back."""

    def chosen(wanted: str | None) -> Language:
        language = honest.language(wanted)
        return language if language in _SPOKEN else "en"

    return replace(honest, language=chosen)


@variant(
    "EXP-01",
    "Explains in several sentences of its own, with codes and figures in them.",
    joint=Joint.RULES,
)
def longer_sentences(honest: Rules) -> Rules:
    """Say what to quote in a query, in the language of the sentence."""

    def sentence(code: ReasonCode, language: Language) -> str:
        return f"{honest.sentence(code, language)}\n{_LATER[language].format(code=code)}"

    return replace(honest, sentence=sentence)


@variant(
    "EXP-01",
    "Gives the Chinese name of the authorities in its sentences, in every language.",
    joint=Joint.RULES,
)
def chinese_names_in_sentences(honest: Rules) -> Rules:
    """Put it in brackets at the end."""

    def sentence(code: ReasonCode, language: Language) -> str:
        return f"{honest.sentence(code, language)} (海关总署, 国家税务总局)"

    return replace(honest, sentence=sentence)
